import { rule } from "../../../../src/core/rules/node/no-floating-insert.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "forEach",
      `import { Client } from "pg";

rows.forEach((row) => {
  client.«query»("INSERT INTO readings (id) VALUES ($1)", [row.id]);
});
`,
    ],
    [
      "an async callback of forEach",
      `import { Client } from "pg";

rows.forEach(async (row) => {
  await client.«query»("INSERT INTO readings (id) VALUES ($1)", [row.id]);
});
`,
    ],
    [
      "a stream's data",
      `import { Client } from "pg";

stream.on("data", (row) => {
  client.«query»("INSERT INTO readings (id) VALUES ($1)", [row.id]);
});
`,
    ],
  ],
  quiet: [
    [
      "for of with await",
      `import { Client } from "pg";

for (const row of rows) {
  await client.query("INSERT INTO readings (id) VALUES ($1)", [row.id]);
}
`,
    ],
    [
      "Promise.all, which waits",
      `import { Client } from "pg";

await Promise.all(rows.map((row) => client.query("INSERT INTO readings (id) VALUES ($1)", [row.id])));
`,
    ],
    [
      "a query with a callback",
      `import { Client } from "pg";

rows.forEach((row) => {
  client.query("INSERT INTO readings (id) VALUES ($1)", [row.id], (error) => {
    if (error) throw error;
  });
});
`,
    ],
  ],
});
