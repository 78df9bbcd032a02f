import { rule } from "../../../../src/core/rules/pgconf/no-minimal-wal-with-replicas.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const compose = { file: "compose.yaml" };

ruleTable(rule, {
  reports: [
    ["senders written", "«wal_level = minimal»\nmax_wal_senders = 5"],
    ["senders by default", "«wal_level = minimal»\nfsync = on"],
    ["flags", "command: postgres -c «wal_level=minimal» -c max_wal_senders=3", compose],
    [
      "ALTER SYSTEM",
      "ALTER SYSTEM SET «wal_level = minimal»; ALTER SYSTEM SET max_wal_senders = 4;",
      { file: "tune.sql" },
    ],
  ],
  quiet: [
    ["no senders", "wal_level = minimal\nmax_wal_senders = 0"],
    ["replica", "wal_level = replica\nmax_wal_senders = 10"],
    ["another file is included", "wal_level = minimal\ninclude_dir 'conf.d'"],
    ["a part of a configuration", "wal_level = minimal", { file: "postgresql/conf.d/10-wal.conf" }],
    ["flags over a file that is not in sight", "command: postgres -c wal_level=minimal", compose],
    [
      "two servers",
      "a:\n  command: postgres -c wal_level=minimal -c max_wal_senders=0\nb:\n  command: postgres -c max_wal_senders=3",
      compose,
    ],
    [
      "a script over a file that is not in sight",
      "ALTER SYSTEM SET wal_level = minimal;",
      { file: "tune.sql" },
    ],
    ["a comment", "#wal_level = minimal"],
  ],
  fixes: [
    [
      "the level",
      "wal_level = minimal\nmax_wal_senders = 5\n",
      "wal_level = replica\nmax_wal_senders = 5\n",
    ],
  ],
});
