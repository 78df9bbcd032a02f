import { rule } from "../../../../src/core/rules/node/no-promise-all-insert.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "map with an expression",
      `import { Client } from "pg";

await Promise.all(rows.map((row) => pool.«query»("INSERT INTO readings (id) VALUES ($1)", [row.id])));
`,
    ],
    [
      "map with a block",
      `import { Client } from "pg";

await Promise.all(
  rows.map(async (row) => {
    await pool.«query»("INSERT INTO readings (id) VALUES ($1)", [row.id]);
  }),
);
`,
    ],
  ],
  quiet: [
    [
      "one statement",
      `import { Client } from "pg";

await client.query("INSERT INTO readings (id) SELECT * FROM unnest($1::int[])", [rows.map((row) => row.id)]);
`,
    ],
    [
      "queries",
      `import { Client } from "pg";

await Promise.all(rows.map((row) => pool.query("SELECT 1 FROM readings WHERE id = $1", [row.id])));
`,
    ],
    [
      "for of",
      `import { Client } from "pg";

for (const row of rows) {
  await pool.query("INSERT INTO readings (id) VALUES ($1)", [row.id]);
}
`,
    ],
    [
      "a few rows in the text",
      `import { Client } from "pg";

await Promise.all([1, 2].map((id) => pool.query("INSERT INTO readings (id) VALUES ($1)", [id])));
`,
    ],
  ],
});
