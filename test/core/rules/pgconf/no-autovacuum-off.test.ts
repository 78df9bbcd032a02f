import { rule } from "../../../../src/core/rules/pgconf/no-autovacuum-off.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["a file", "«autovacuum = off»"],
    [
      "ALTER SYSTEM",
      "ALTER SYSTEM SET «autovacuum = off»;\nSELECT pg_reload_conf();",
      { file: "load.sql" },
    ],
    ["a flag", "db:\n  command: postgres -c «autovacuum=off»", { file: "docker-compose.yml" }],
  ],
  quiet: [
    ["on", "autovacuum = on"],
    [
      "a load that puts it back",
      "ALTER SYSTEM SET autovacuum = off;\nCOPY t FROM STDIN;\n\\.\nALTER SYSTEM SET autovacuum = on;",
      { file: "load.sql" },
    ],
    [
      "a load that resets it",
      "ALTER SYSTEM SET autovacuum = off; ALTER SYSTEM RESET autovacuum;",
      { file: "load.sql" },
    ],
    ["another setting", "autovacuum_naptime = 0"],
    ["a benchmark's server", "autovacuum = off", { file: "bench/postgresql.conf" }],
    [
      "a service of tests",
      "services:\n  db-test:\n    command: postgres -c autovacuum=off\n  db:\n    image: postgres",
      { file: "docker-compose.yml" },
    ],
  ],
  fixes: [["the switch", "autovacuum = 'off'\n", "autovacuum = 'on'\n"]],
});
