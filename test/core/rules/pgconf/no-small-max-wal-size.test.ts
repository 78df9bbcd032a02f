import { expect, test } from "vitest";
import { rule } from "../../../../src/core/rules/pgconf/no-small-max-wal-size.ts";
import { tableFigures } from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const compose = { file: "docker-compose.yml" };

ruleTable(rule, {
  reports: [
    ["a size", "«max_wal_size = 2GB»"],
    ["a number of megabytes", "«max_wal_size=1024» # as shipped"],
    ["quotes", "«max_wal_size = '1 GB'»"],
    ["ALTER SYSTEM", "ALTER SYSTEM SET «max_wal_size = '1GB'»;", { file: "tune.sql" }],
    ["a flag", "command: postgres -c «max_wal_size=1GB» -c fsync=on", compose],
    [
      "each server of a compose file",
      "a:\n  command: postgres -c «max_wal_size=1GB»\nb:\n  command: postgres -c «max_wal_size=2GB»\n",
      compose,
    ],
  ],
  quiet: [
    ["enough", "max_wal_size = 4GB"],
    ["a comment, as in the sample file", "#max_wal_size = 1GB"],
    ["set again below", "max_wal_size = 1GB\nmax_wal_size = 16GB"],
    ["a template", "max_wal_size = {{ postgres_max_wal_size }}"],
    ["what the server refuses", "max_wal_size = 1gb"],
    ["nothing about it", "shared_buffers = 4GB"],
    [
      "a load that sets it and resets it",
      "ALTER SYSTEM SET max_wal_size = '1GB'; ALTER SYSTEM RESET max_wal_size;",
      { file: "tune.sql" },
    ],
  ],
  fixes: [
    ["a file", "max_wal_size = 1GB # small\n", "max_wal_size = 4GB # small\n"],
    ["quotes", "max_wal_size = '1 GB'\n", "max_wal_size = '4GB'\n"],
    [
      "a script",
      "ALTER SYSTEM SET max_wal_size = '1GB';",
      "ALTER SYSTEM SET max_wal_size = '4GB';",
      { file: "tune.sql" },
    ],
    [
      "a flag",
      'command: ["postgres", "-c", "max_wal_size=1GB"]',
      'command: ["postgres", "-c", "max_wal_size=4GB"]',
      compose,
    ],
  ],
});

const loads = {
  settings: { max_wal_size: "1GB" },
  figures: [tableFigures("t", { inserted: 5e6 })],
};

test.each([
  ["unknown", undefined, "info"],
  ["a server that loads", loads, "warning"],
  ["a server that does not", { ...loads, figures: [] }, "info"],
  ["a server with another value", { ...loads, settings: { max_wal_size: "2GB" } }, "info"],
])("%s: %s", async (_name, snapshot, severity) => {
  const options = snapshot === undefined ? {} : { snapshot };
  const [finding] = await findingsOf(rule, "max_wal_size = 1024MB", options);
  expect(finding?.severity).toBe(severity);
});
