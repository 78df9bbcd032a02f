import { rule } from "../../../../src/core/rules/sql/no-savepoint-per-row.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const rows = (shape: string, count = 5): string =>
  Array.from({ length: count }, (_, at) => shape.replaceAll("#", String(at))).join("\n");

const marked = (text: string): string => text.replace(/SAVEPOINT \w+/u, "«$&»");

ruleTable(rule, {
  reports: [
    [
      "released after each row",
      `BEGIN;\n${marked(rows("SAVEPOINT s#;\nINSERT INTO t VALUES (#);\nRELEASE SAVEPOINT s#;"))}\nCOMMIT;`,
    ],
    [
      "set again before each row",
      `BEGIN;\n${marked(rows("SAVEPOINT s;\nINSERT INTO t VALUES (#);"))}\nCOMMIT;`,
    ],
    [
      "rows of two tables",
      marked(
        `${rows("SAVEPOINT s;\nINSERT INTO t VALUES (#);\nRELEASE s;", 3)}\n${rows("SAVEPOINT s;\nINSERT INTO u VALUES (#);\nRELEASE s;", 3)}`,
      ),
    ],
  ],
  quiet: [
    ["four of them", rows("SAVEPOINT s;\nINSERT INTO t VALUES (#);\nRELEASE s;", 4)],
    ["one for many rows", `SAVEPOINT s;\n${rows("INSERT INTO t VALUES (#);")}\nRELEASE s;`],
    [
      "one for each INSERT of many rows",
      rows("SAVEPOINT s;\nINSERT INTO t VALUES (#), (2), (3);\nRELEASE s;"),
    ],
    ["around a load", rows("SAVEPOINT s;\nINSERT INTO t SELECT * FROM s#;\nRELEASE s;")],
    [
      "around steps of a migration",
      rows("SAVEPOINT s;\nALTER TABLE t# ADD COLUMN a int;\nRELEASE s;"),
    ],
  ],
});
