// A connection that is opened for each row that is inserted.
import { defineRule } from "../../analysis/rule.ts";
import { connectsInLoop } from "../../lang/code/traps/connect-in-loop.ts";
import { CONNECT_WORDS } from "../../lang/code/traps/trap-words.ts";

export const rule = defineRule<"node">({
  id: "node/no-connect-in-loop",
  summary: "Disallow opening a connection in the loop that inserts rows",
  why: "The server starts a process for every connection and authenticates it; both cost far more than an INSERT.",
  severity: "warning",
  fixable: false,
  references: [
    "node-postgres documentation: Pooling",
    "PostgreSQL documentation: How Connections Are Established",
  ],
  examples: [
    {
      title: "A connection a row",
      bad: `import { Client } from "pg";

for (const row of rows) {
  const client = new «Client»();
  await client.connect();
  await client.query("INSERT INTO readings (id) VALUES ($1)", [row.id]);
  await client.end();
}
`,
      good: `import { Client } from "pg";

const client = new Client();
await client.connect();
for (const row of rows) {
  await client.query("INSERT INTO readings (id) VALUES ($1)", [row.id]);
}
await client.end();
`,
    },
  ],
  *check(document) {
    const opening = {
      names: ["Client", "Pool", "createConnection"],
      receiver: /^(?:pg|mysql|mysql2|this\.pg)$/u,
      isPlainAllowed: true,
    };
    for (const call of connectsInLoop(document, opening))
      yield { range: call.nameRange, message: CONNECT_WORDS };
  },
});
