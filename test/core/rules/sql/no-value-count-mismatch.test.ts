import { rule } from "../../../../src/core/rules/sql/no-value-count-mismatch.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["too few", "INSERT INTO t (a, b) VALUES «(1)»;"],
    ["too many", "INSERT INTO t (a) VALUES «(1, f(2, 3))»;"],
    ["a later row", "INSERT INTO t (a, b) VALUES (1, 2), «(3)», (4, 5), (6);"],
    ["rows without a list", "INSERT INTO t VALUES (1, 2), «(3)»;"],
    ["commas in strings do not count", "INSERT INTO t (a, b) VALUES «('1, 2')»;"],
    [
      "each of a run",
      "INSERT INTO t (a, b) VALUES (1, 2);\nINSERT INTO t (a, b) VALUES «(3)»;\nINSERT INTO t (a, b) VALUES «(4)»;",
    ],
    [
      "a string in a program",
      'cur.execute("INSERT INTO t (a, b, c) VALUES «(%s, %s)»", row)',
      { file: "load.py" },
    ],
    ["in a routine", "DO $$ BEGIN INSERT INTO t (a, b) VALUES «(1)»; END $$;"],
    ["MySQL", "INSERT INTO t (a, b) VALUES «('it\\'s, fine')»;", { dialect: "mysql" }],
  ],
  quiet: [
    ["as many", "INSERT INTO t (a, b) VALUES (1, f(2, 3)), (ARRAY[1, 2], 'x, y');"],
    ["a row that is expanded", "DO $$ BEGIN INSERT INTO t (a, b) VALUES (NEW.*); END $$;"],
    ["a placeholder that may be several", "INSERT INTO t (a, b) VALUES ({{ values }});"],
    ["a placeholder for columns", "INSERT INTO t ({{ columns }}) VALUES (1, 2);"],
    [
      "marks that the program makes",
      'cur.execute(f"INSERT INTO t (a, b) VALUES ({marks})", row)',
      { file: "load.py" },
    ],
    ["still being typed", "INSERT INTO t (a, b) VALUES (1, "],
    ["a row of defaults", "INSERT INTO t (a, b) VALUES ();", { dialect: "mysql" }],
    [
      "single rows without a list, each of its own length",
      "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (1, 2);",
    ],
    ["a query", "INSERT INTO t (a, b) SELECT 1;"],
  ],
});
