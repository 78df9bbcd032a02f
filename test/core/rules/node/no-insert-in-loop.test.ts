import { rule } from "../../../../src/core/rules/node/no-insert-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "for await",
      `import { Client } from "pg";

for await (const row of stream) {
  await client.«query»("INSERT INTO readings (id) VALUES ($1)", [row.id]);
}
`,
    ],
    [
      "text and values in one object",
      `import { Client } from "pg";

for (const row of rows) {
  await pool.«query»({ text: "INSERT INTO readings (id) VALUES ($1)", values: [row.id] });
}
`,
    ],
    [
      "a tagged template",
      `for (const row of rows) {
  await «sql»\`INSERT INTO readings (id) VALUES (\${row.id})\`;
}
`,
    ],
  ],
  quiet: [
    [
      "chunks of rows",
      `import { Client } from "pg";

for (const chunk of chunks) {
  await client.query(\`INSERT INTO readings (id) VALUES \${placeholders(chunk)}\`, chunk);
}
`,
    ],
    [
      "a few settings in the text",
      `import { Client } from "pg";

for (const name of ["a", "b"]) {
  await client.query("INSERT INTO settings (name) VALUES ($1)", [name]);
}
`,
    ],
    [
      "Promise.all, another rule's",
      `import { Client } from "pg";

await Promise.all(rows.map((row) => pool.query("INSERT INTO readings (id) VALUES ($1)", [row.id])));
`,
    ],
    [
      "a handler of requests",
      `import { Client } from "pg";

app.post("/readings", async (request) => {
  await pool.query("INSERT INTO readings (id) VALUES ($1)", [request.body.id]);
});
`,
    ],
    [
      "forEach, another rule's",
      `import { Client } from "pg";

rows.forEach((row) => {
  client.query("INSERT INTO readings (id) VALUES ($1)", [row.id]);
});
`,
    ],
  ],
});
