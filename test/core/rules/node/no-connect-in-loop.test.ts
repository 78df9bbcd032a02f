import { rule } from "../../../../src/core/rules/node/no-connect-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "one way",
      `import { Client } from "pg";

for (const row of rows) {
  const client = new «Client»();
  await client.connect();
  await client.query("INSERT INTO readings (id) VALUES ($1)", [row.id]);
  await client.end();
}
`,
    ],
    [
      "another way",
      `import pg from "pg";

for (const row of rows) {
  const pool = new pg.«Pool»();
  await pool.query("INSERT INTO readings (id) VALUES ($1)", [row.id]);
}
`,
    ],
  ],
  quiet: [
    [
      "before the loop",
      `import { Client } from "pg";

const client = new Client();
for (const row of rows) {
  await client.query("INSERT INTO readings (id) VALUES ($1)", [row.id]);
}
`,
    ],
    [
      "a pool hands one out",
      `import { Client } from "pg";

for (const row of rows) {
  const client = await pool.connect();
  await client.query("INSERT INTO readings (id) VALUES ($1)", [row.id]);
  client.release();
}
`,
    ],
    [
      "a loop that inserts nothing",
      `import { Client } from "pg";

for (const url of urls) {
  const client = new Client(url);
}
`,
    ],
  ],
});
