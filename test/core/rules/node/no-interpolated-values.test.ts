import { rule } from "../../../../src/core/rules/node/no-interpolated-values.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "one way",
      `import { Client } from "pg";

for (const row of rows) {
  await client.«query»(\`INSERT INTO city (name) VALUES ('\${row.name}')\`);
}
`,
    ],
    [
      "another way",
      `import { Client } from "pg";

for (const row of rows) {
  await client.«query»("INSERT INTO city (name) VALUES ('" + row.name + "')");
}
`,
    ],
  ],
  quiet: [
    [
      "a tagged template, which binds",
      `import { Client } from "pg";

for (const row of rows) {
  await sql\`INSERT INTO city (name) VALUES (\${row.name})\`;
}
`,
    ],
    [
      "a table's name",
      `import { Client } from "pg";

await client.query(\`INSERT INTO \${table} (name) VALUES ($1)\`, [name]);
`,
    ],
    [
      "placeholders that are joined",
      `import { Client } from "pg";

await client.query(\`INSERT INTO city (name) VALUES \${placeholders.join(", ")}\`, values);
`,
    ],
    [
      "text that is escaped",
      `import { Client } from "pg";

for (const row of rows) {
  await client.query(\`INSERT INTO city (name) VALUES (\${escapeLiteral(row.name)})\`);
}
`,
    ],
  ],
});
