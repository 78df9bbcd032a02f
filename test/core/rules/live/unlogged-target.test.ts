import { snapshotTable } from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { rule } from "../../../../src/core/rules/live/unlogged-target.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const snapshot = {
  tables: ["orders", "stg_orders", "import_2025"].map((name) =>
    snapshotTable(name, { isUnlogged: true }),
  ),
};

ruleTable(rule, {
  reports: [
    ["a COPY", "COPY «orders» FROM STDIN", { snapshot }],
    [
      "once for a table",
      "INSERT INTO «orders» VALUES (1);\nINSERT INTO orders SELECT 1;",
      { snapshot },
    ],
  ],
  quiet: [
    ["no connection", "COPY orders FROM STDIN"],
    [
      "a staging table",
      "COPY stg_orders FROM STDIN; INSERT INTO import_2025 VALUES (1);",
      { snapshot },
    ],
    [
      "made by the script",
      "CREATE UNLOGGED TABLE orders (a int);\nINSERT INTO orders VALUES (1);",
      { snapshot },
    ],
    ["emptied by the script", "TRUNCATE orders;\nINSERT INTO orders VALUES (1);", { snapshot }],
    ["dropped by the script", "INSERT INTO orders VALUES (1);\nDROP TABLE orders;", { snapshot }],
    [
      "logged by the script",
      "INSERT INTO orders VALUES (1);\nALTER TABLE orders SET LOGGED;",
      { snapshot },
    ],
    ["rows that go out", "COPY orders TO STDOUT", { snapshot }],
  ],
});
