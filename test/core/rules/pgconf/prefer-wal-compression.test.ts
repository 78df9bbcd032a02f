import { rule } from "../../../../src/core/rules/pgconf/prefer-wal-compression.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["off", "«wal_compression = off»"],
    ["false", "«wal_compression 'false'» # default"],
  ],
  quiet: [
    ["on", "wal_compression = on"],
    ["an algorithm", "wal_compression = lz4"],
    ["a comment", "#wal_compression = off"],
    ["a template", "wal_compression = {{ compression }}"],
  ],
  fixes: [["off", "wal_compression = off\n", "wal_compression = on\n"]],
});
