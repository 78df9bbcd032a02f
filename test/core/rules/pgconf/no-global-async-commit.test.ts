import { rule } from "../../../../src/core/rules/pgconf/no-global-async-commit.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    ["a file", "«synchronous_commit = off»"],
    [
      "a flag",
      "db:\n  command: postgres -c «synchronous_commit=off»",
      { file: "docker-compose.yml" },
    ],
  ],
  quiet: [
    ["on", "synchronous_commit = on"],
    ["waiting for the own disk alone", "synchronous_commit = local"],
    [
      "a script, which its own rule judges",
      "ALTER SYSTEM SET synchronous_commit = off;",
      { file: "tune.sql" },
    ],
    [
      "one session",
      'CMD ["psql", "-c", "SET synchronous_commit=off", "-f", "load.sql"]',
      { file: "Dockerfile" },
    ],
    [
      "a development server",
      "db:\n  command: postgres -c synchronous_commit=off",
      { file: "docker-compose.dev.yml" },
    ],
  ],
  fixes: [["the switch", "synchronous_commit = off\n", "synchronous_commit = on\n"]],
});
