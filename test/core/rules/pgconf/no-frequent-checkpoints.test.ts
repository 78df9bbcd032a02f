import { rule } from "../../../../src/core/rules/pgconf/no-frequent-checkpoints.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const busy = {
  snapshot: {
    settings: { max_wal_size: "8GB", checkpoint_timeout: "15min" },
    checkpoints: { timed: 4, requested: 40 },
  },
};

ruleTable(rule, {
  reports: [
    ["minutes", "«checkpoint_timeout = 5min»"],
    ["seconds without a unit", "«checkpoint_timeout = 300»"],
    ["ALTER SYSTEM", "ALTER SYSTEM SET «checkpoint_timeout = '2min'»;", { file: "tune.sql" }],
    ["a server that asks for them", "«max_wal_size = 8192MB»\ncheckpoint_timeout = 15min", busy],
  ],
  quiet: [
    ["a server for tests", "checkpoint_timeout = 1min", { file: "docker/test/postgresql.conf" }],
    ["long enough", "checkpoint_timeout = 15min"],
    ["ten minutes", "checkpoint_timeout = 600"],
    ["a comment", "#checkpoint_timeout = 5min"],
    ["a template", "checkpoint_timeout = ${CHECKPOINT_TIMEOUT}"],
    ["a busy server with other settings", "max_wal_size = 32GB", busy],
    [
      "a server that just started",
      "max_wal_size = 8GB",
      { snapshot: { ...busy.snapshot, checkpoints: { timed: 0, requested: 2 } } },
    ],
    [
      "a server whose figures are not known",
      "max_wal_size = 8GB",
      { snapshot: { ...busy.snapshot, checkpoints: null } },
    ],
  ],
  fixes: [["the time", "checkpoint_timeout = 30s\n", "checkpoint_timeout = 15min\n"]],
});
