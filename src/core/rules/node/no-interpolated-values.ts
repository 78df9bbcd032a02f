// An INSERT whose VALUES hold data that was pasted in as text.
import { defineRule } from "../../analysis/rule.ts";
import { interpolatedValues } from "../../lang/code/traps/interpolated-values.ts";

export const rule = defineRule<"node">({
  id: "node/no-interpolated-values",
  summary: "Disallow values that are pasted into the text of an INSERT",
  why: "A quote in the data breaks the statement or runs as SQL, numbers and dates depend on the formatting of the program, and no two texts are alike, so no plan is used twice.",
  severity: "error",
  fixable: false,
  references: ["node-postgres documentation: Parameterized query"],
  examples: [
    {
      title: "A value as text",
      bad: `import { Client } from "pg";

for (const row of rows) {
  await client.«query»(\`INSERT INTO city (name) VALUES ('\${row.name}')\`);
}
`,
      good: `import { Client } from "pg";

for (const row of rows) {
  await client.query("INSERT INTO city (name) VALUES ($1)", [row.name]);
}
`,
    },
  ],
  *check(document) {
    for (const { call, hole } of interpolatedValues(document))
      yield { range: call.nameRange, message: message(hole.expression) };
  },
});

const message = (expression: string) => ({
  en: `The value of ${expression} is pasted into the text of this INSERT. One quote in the data breaks the statement or runs as SQL. Pass the values as $1, $2`,
  ptBr: `O valor de ${expression} é colado no texto deste INSERT. Uma aspa nos dados quebra o comando ou roda como SQL. Passe os valores como $1, $2`,
});
