// One INSERT a row under Promise.all.
import { defineRule } from "../../analysis/rule.ts";
import { insertsWaitedFor } from "../../lang/code/traps/promises-in-loop.ts";

export const rule = defineRule<"node">({
  id: "node/no-promise-all-insert",
  summary: "Disallow Promise.all over INSERTs of one row",
  why: "A pool has ten connections by default: the other queries wait in memory, each is a transaction of its own, and when one fails the others go on.",
  severity: "warning",
  fixable: false,
  references: ["node-postgres documentation: Pooling"],
  examples: [
    {
      title: "As many queries as rows",
      bad: `import { Client } from "pg";

await Promise.all(rows.map((row) => pool.«query»("INSERT INTO readings (id) VALUES ($1)", [row.id])));
`,
      good: `import { Client } from "pg";

await client.query("INSERT INTO readings (id) SELECT * FROM unnest($1::int[])", [rows.map((row) => row.id)]);
`,
    },
  ],
  *check(document) {
    for (const { call } of insertsWaitedFor(document, "together"))
      yield { range: call.nameRange, message };
  },
});

const message = {
  en: "Promise.all starts one INSERT a row. A pool runs ten of them at a time, the rest waits in memory, and when one fails the others are in the table already. Send all rows in one statement, or stream them with pg-copy-streams",
  ptBr: "Promise.all inicia um INSERT por linha. Um pool roda dez de cada vez, o resto espera na memória, e quando um falha os outros já estão na tabela. Envie todas as linhas em um único comando, ou transmita-as com pg-copy-streams",
};
