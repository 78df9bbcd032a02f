import { rule } from "../../../../src/core/rules/sql/no-duplicate-column.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["an INSERT", "INSERT INTO t (a, «a») VALUES (1, 2)"],
    ["a COPY", "COPY t (a, b, «A») FROM STDIN"],
    ["quoted and folded alike", 'INSERT INTO t ("a", «a») VALUES (1, 2)'],
  ],
  quiet: [
    ["names that differ by case in quotes", 'INSERT INTO t (a, "A") VALUES (1, 2)'],
    ["placeholders for names", "INSERT INTO t ({{ c }}, {{ c }}) VALUES (1, 2)"],
    [
      "the same name in two statements",
      "INSERT INTO t (a) VALUES (1); INSERT INTO t (a) VALUES (2)",
    ],
  ],
});
