// INSERTs in forEach and in event handlers that nobody waits for.
import { defineRule } from "../../analysis/rule.ts";
import { insertsWaitedFor } from "../../lang/code/traps/promises-in-loop.ts";

export const rule = defineRule<"node">({
  id: "node/no-floating-insert",
  summary: "Disallow an INSERT that nobody waits for",
  why: "forEach and event emitters throw the promise away: every query is queued at once, errors reach nobody, and the client is released while they run.",
  severity: "error",
  fixable: false,
  references: ["node-postgres documentation: Pooling", "MDN: Array.prototype.forEach"],
  examples: [
    {
      title: "forEach waits for nothing",
      bad: `import { Client } from "pg";

rows.forEach((row) => {
  client.«query»("INSERT INTO readings (id) VALUES ($1)", [row.id]);
});
`,
      good: `import { Client } from "pg";

await client.query("INSERT INTO readings (id) SELECT * FROM unnest($1::int[])", [rows.map((row) => row.id)]);
`,
    },
  ],
  *check(document) {
    for (const { call, loop } of insertsWaitedFor(document, "floating"))
      yield { range: call.nameRange, message: message(loop.callback ?? "forEach") };
  },
});

const message = (callback: string) => ({
  en: `${who(callback).en} does not wait for this INSERT. All of them are queued at once, an error reaches nobody, and the connection may be gone before they ran. Use for … of with await, or send all rows in one statement`,
  ptBr: `${who(callback).ptBr} não espera por este INSERT. Todos são enfileirados de uma vez, um erro não chega a ninguém, e a conexão pode acabar antes que rodem. Use for … of com await, ou envie todas as linhas em um único comando`,
});

const who = (callback: string) =>
  callback === "on"
    ? { en: "An event handler", ptBr: "Um tratador de eventos" }
    : { en: callback, ptBr: `O ${callback}` };
