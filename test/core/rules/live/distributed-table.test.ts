import {
  snapshotColumns,
  snapshotTable,
  tableFigures,
} from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { rule } from "../../../../src/core/rules/live/distributed-table.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const filled = snapshotColumns({ id: "bigint" }).map((column) => ({
  ...column,
  default: "nextval()",
}));
const snapshot = {
  hasCitus: true,
  tables: [
    snapshotTable("events"),
    snapshotTable("plain"),
    snapshotTable("numbered", { columns: filled }),
  ],
  figures: [
    tableFigures("events", { distributionColumn: "tenant_id" }),
    tableFigures("numbered", { distributionColumn: "id" }),
    tableFigures("plain"),
  ],
};
const rows = (count: number) => "INSERT INTO events (tenant_id) VALUES (1);\n".repeat(count);

ruleTable(rule, {
  reports: [
    ["the column left out", "INSERT INTO events «(kind)» VALUES ('a')", { snapshot }],
    ["the column left out of a COPY", "COPY events «(kind, payload)» FROM STDIN", { snapshot }],
    ["rows one by one", rows(5).replace("events", "«events»"), { snapshot }],
  ],
  quiet: [
    ["no connection", "INSERT INTO events (kind) VALUES ('a')"],
    ["the column given", "INSERT INTO events (tenant_id, kind) VALUES (1, 'a')", { snapshot }],
    ["no column list", "INSERT INTO events VALUES (1, 'a')", { snapshot }],
    [
      "a placeholder among the columns",
      "INSERT INTO events ({{ columns }}) VALUES (1)",
      { snapshot },
    ],
    ["a column that fills itself", "INSERT INTO numbered (kind) VALUES ('a')", { snapshot }],
    ["a few rows", rows(4), { snapshot }],
    ["a table that is not distributed", rows(5).replaceAll("events", "plain"), { snapshot }],
  ],
});
