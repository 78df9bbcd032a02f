import { rule } from "../../../../src/core/rules/pgconf/no-small-maintenance-memory.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["a size", "«maintenance_work_mem = 64MB»"],
    ["a number of kilobytes", "«maintenance_work_mem = 65536»"],
    [
      "ALTER DATABASE",
      "ALTER DATABASE shop SET «maintenance_work_mem = '32MB'»;",
      { file: "tune.sql" },
    ],
  ],
  quiet: [
    ["enough", "maintenance_work_mem = 1GB"],
    [
      "for one session, which may be small",
      "SET maintenance_work_mem = '64MB';",
      { file: "tune.sql" },
    ],
    ["a comment", "#maintenance_work_mem = 64MB"],
    ["a template", "maintenance_work_mem = '{{ memory }}MB'"],
  ],
  fixes: [["the size", "maintenance_work_mem = 64MB\n", "maintenance_work_mem = 256MB\n"]],
});
