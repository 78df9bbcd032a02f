// INSERT of one row in a loop of TypeScript or JavaScript: client.query of pg, tagged templates, ORMs' raw SQL.
import { defineRule } from "../../analysis/rule.ts";
import { insertsWaitedFor } from "../../lang/code/traps/promises-in-loop.ts";

export const rule = defineRule<"node">({
  id: "node/no-insert-in-loop",
  summary: "Disallow an INSERT of one row for each turn of a loop",
  why: "The loop waits for a round trip a row, however fast the server is.",
  severity: "warning",
  fixable: false,
  references: ["node-postgres documentation: Queries", "pg-copy-streams documentation"],
  examples: [
    {
      title: "One query a row",
      bad: `for (const row of rows) {
  await client.«query»("INSERT INTO readings (id, value) VALUES ($1, $2)", [row.id, row.value]);
}
`,
      good: `await client.query(
  "INSERT INTO readings (id, value) SELECT * FROM unnest($1::int[], $2::float8[])",
  [rows.map((row) => row.id), rows.map((row) => row.value)],
);
`,
    },
  ],
  *check(document) {
    for (const { call, table } of insertsWaitedFor(document, "sequential"))
      yield { range: call.nameRange, message: message(table) };
  },
});

const message = (table: string | undefined) => ({
  en: `Each turn of this loop inserts one row${table === undefined ? "" : ` into "${table}"`}. Every row then waits for a round trip to the server, which costs more than the insert itself. Send arrays to one INSERT … SELECT FROM unnest($1, $2), or stream them with pg-copy-streams`,
  ptBr: `Cada volta deste laço insere uma linha${table === undefined ? "" : ` em "${table}"`}. Cada linha espera então uma ida e volta ao servidor, que custa mais que a própria inserção. Envie vetores a um único INSERT … SELECT FROM unnest($1, $2), ou transmita-as com pg-copy-streams`,
});
