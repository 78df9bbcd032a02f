// Data pasted into the VALUES of an INSERT as text.
import { defineRule } from "../../analysis/rule.ts";
import { interpolatedValues } from "../../lang/code/traps/interpolated-values.ts";

export const rule = defineRule<"python">({
  id: "python/no-interpolated-values",
  summary: "Disallow pasting data into the VALUES of an INSERT",
  why: "A quote in the data ends the literal: the row is refused, or its text runs as SQL. And no two statements are alike, so the server plans each anew.",
  severity: "error",
  fixable: false,
  references: ["psycopg documentation: Passing parameters to SQL queries"],
  examples: [
    {
      title: "A value in an f-string",
      bad: `import psycopg2

def load(cur, name):
    cur.execute(f"INSERT INTO users (name) VALUES ('«{name}»')")
`,
      good: `import psycopg2

def load(cur, name):
    cur.execute("INSERT INTO users (name) VALUES (%s)", (name,))
`,
    },
  ],
  *check(document) {
    // Migrations paste what stands in the same file, and run once.
    if (document.importsAny("alembic")) return;
    for (const { hole } of interpolatedValues(document))
      yield { range: hole.range, message: message(hole.expression) };
  },
});

const message = (expression: string) => ({
  en: `The value of ${shown(expression)} is pasted into the statement. A quote in it breaks the row, or runs as SQL. Pass it as a parameter`,
  ptBr: `O valor de ${shown(expression)} é colado no comando. Uma aspa nele quebra a linha ou é executada como SQL. Passe-o como parâmetro`,
});

const shown = (expression: string): string =>
  expression.length <= 40 ? `\`${expression}\`` : `\`${expression.slice(0, 39)}…\``;
