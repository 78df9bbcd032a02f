import { snapshotTable } from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { rule } from "../../../../src/core/rules/live/read-only-server.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const tables = [snapshotTable("orders")];
const snapshot = { isReadOnly: true, tables };

ruleTable(rule, {
  reports: [
    ["a COPY", "SELECT 1;\nCOPY «orders» FROM STDIN", { snapshot }],
    [
      "the first write alone",
      "INSERT INTO «orders» VALUES (1);\nINSERT INTO orders SELECT 1;",
      { snapshot },
    ],
  ],
  quiet: [
    ["no connection", "COPY orders FROM STDIN"],
    ["a primary", "COPY orders FROM STDIN", { snapshot: { tables } }],
    ["a table of another database", "COPY other FROM STDIN", { snapshot }],
    ["rows that go out", "COPY orders TO STDOUT", { snapshot }],
  ],
});
