import {
  snapshotTable,
  tableFigures,
} from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { rule } from "../../../../src/core/rules/live/insufficient-privilege.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const snapshot = {
  tables: [snapshotTable("ledger"), snapshotTable("open")],
  figures: [tableFigures("ledger", { canInsert: false }), tableFigures("open")],
};

ruleTable(rule, {
  reports: [
    ["an INSERT", "INSERT INTO «ledger» VALUES (1)", { snapshot }],
    [
      "once for a table",
      "COPY «public.ledger» FROM STDIN;\n\\.\nINSERT INTO ledger SELECT 1;",
      { snapshot },
    ],
  ],
  quiet: [
    ["no connection", "INSERT INTO ledger VALUES (1)"],
    ["a table that may be written", "INSERT INTO open VALUES (1)", { snapshot }],
    ["another role", "SET ROLE owner;\nINSERT INTO ledger VALUES (1);", { snapshot }],
    [
      "another session's role",
      "SET SESSION AUTHORIZATION owner;\nINSERT INTO ledger VALUES (1);",
      { snapshot },
    ],
    [
      "made by the script",
      "CREATE TABLE ledger (id int);\nINSERT INTO ledger VALUES (1);",
      { snapshot },
    ],
    [
      "an application's own connection",
      'cur.execute("INSERT INTO ledger VALUES (1)")',
      { snapshot, file: "app.py" },
    ],
  ],
});
