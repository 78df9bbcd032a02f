// A column that stands twice in the list of an INSERT or COPY: the server refuses the whole statement.
import { defineStatementRule } from "../../analysis/rule.ts";

export const rule = defineStatementRule({
  id: "sql/no-duplicate-column",
  summary: "Disallow a column that stands twice in the column list",
  why: "PostgreSQL refuses the statement with SQLSTATE 42701, so nothing of it is loaded.",
  severity: "error",
  fixable: false,
  references: ["PostgreSQL documentation: INSERT"],
  on: ["insert", "copy"],
  isEmbeddable: true,
  examples: [
    {
      title: "One name twice",
      bad: "INSERT INTO orders (id, total, «id») VALUES (1, 9.50, 1);",
      good: "INSERT INTO orders (id, total) VALUES (1, 9.50);",
    },
  ],
  *checkStatement(statement) {
    const seen = new Set<string>();
    for (const column of statement.columns ?? []) {
      if (column.isPlaceholder) continue;
      if (seen.has(column.name)) yield { range: column.range, message: message(column.name) };
      seen.add(column.name);
    }
  },
});

const message = (column: string) => ({
  en: `Column "${column}" stands twice in the list. The server refuses the statement (42701) and loads nothing. Name each column once`,
  ptBr: `A coluna "${column}" aparece duas vezes na lista. O servidor recusa o comando (42701) e não carrega nada. Cite cada coluna uma vez`,
});
