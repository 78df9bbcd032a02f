import { rule } from "../../../../src/core/rules/sql/no-repeated-conflict-key.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const insert = (rows: string, target = "(a)"): string =>
  `INSERT INTO t (a, b, c) VALUES ${rows} ON CONFLICT ${target} DO UPDATE SET c = EXCLUDED.c;`;

ruleTable(rule, {
  reports: [
    ["a number", insert("(1, 2, 3), («1», 4, 5)")],
    ["a text", insert("('x', 2, 3), ('y', 2, 3), («'x'», 4, 5)")],
    ["a text in other quotes", insert("('it''s', 2, 3), («E'it\\'s'», 4, 5)")],
    ["two columns in another order", insert("(1, 2, 3), («1, 2», 5)", "(b, a)")],
    ["three of them", insert("(1, 2, 3), («1», 4, 5), («1», 6, 7)")],
    [
      "a known constraint",
      insert("(1, 2, 3), («1», 4, 5)", "ON CONSTRAINT t_a"),
      { workspace: "CREATE TABLE t (a int, b int, c int, CONSTRAINT t_a UNIQUE (a));" },
    ],
  ],
  quiet: [
    ["other keys", insert("(1, 2, 3), (2, 4, 5)")],
    ["one part differs", insert("(1, 2, 3), (1, 4, 5)", "(a, b)")],
    ["DO NOTHING", "INSERT INTO t (a) VALUES (1), (1) ON CONFLICT (a) DO NOTHING;"],
    ["NULL is no repetition", insert("(NULL, 2, 3), (NULL, 4, 5)")],
    ["expressions", insert("(f(), 2, 3), (f(), 4, 5)")],
    [
      "parameters",
      'cur.execute("INSERT INTO t (a, b) VALUES (%s, 1), (%s, 2) ON CONFLICT (a) DO UPDATE SET b = 1", row)',
      { file: "load.py" },
    ],
    ["texts that a template fills in", insert("('{{ a }}', 2, 3), ('{{ a }}', 4, 5)")],
    ["a partial index", insert("(1, 2, 3), (1, 4, 5)", "(a) WHERE b > 3")],
    [
      "a key that is not given",
      "INSERT INTO t (b) VALUES (1), (1) ON CONFLICT (a) DO UPDATE SET b = 1;",
    ],
    ["a number and a text", insert("(1, 2, 3), ('1', 4, 5)")],
    [
      "MySQL's ON DUPLICATE KEY",
      "INSERT INTO t (a) VALUES (1), (1) ON DUPLICATE KEY UPDATE a = 1;",
      { dialect: "mysql" },
    ],
  ],
  fixes: [
    ["the row and its line", insert("\n  (1, 2, 3),\n  (1, 4, 5)\n"), insert("\n  (1, 4, 5)\n")],
  ],
});
