import { rule } from "../../../../src/core/rules/pgconf/no-unsafe-durability.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const compose = { file: "docker-compose.yml" };
const service = (name: string, rest: string) =>
  `services:\n  web:\n    image: web\n  ${name}:\n    image: postgres:17\n${rest}`;

ruleTable(rule, {
  reports: [
    ["fsync", "«fsync = off»"],
    ["full_page_writes", "«full_page_writes = off» # less WAL"],
    ["both", "«fsync = off»\n«full_page_writes = 'off'»"],
    ["a flag", service("db", '    command: ["postgres", "-c", "«fsync=off»"]\n'), compose],
    [
      "a flag in a Dockerfile",
      'FROM postgres:17\nCMD ["postgres", "-c", "«fsync=off»"]',
      { file: "db/Dockerfile" },
    ],
  ],
  quiet: [
    ["on", "fsync = on\nfull_page_writes = on"],
    ["a script, which its own rule judges", "ALTER SYSTEM SET fsync = off;", { file: "tune.sql" }],
    ["a service for tests", service("db_test", "    command: postgres -c fsync=off\n"), compose],
    [
      "a data folder in memory",
      service("db", "    tmpfs: /var/lib/postgresql/data\n    command: postgres -c fsync=off\n"),
      compose,
    ],
    [
      "a compose file for tests",
      service("db", "    command: postgres -c fsync=off\n"),
      { file: "docker-compose.test.yml" },
    ],
    [
      "a compose file for CI",
      service("db", "    command: postgres -c fsync=off\n"),
      { file: ".ci/docker-compose.yml" },
    ],
    ["a file system that writes no page in place", "full_page_writes = off # ZFS"],
    ["a file that says what it is for", "# for tests; never use it in production\nfsync = off"],
    [
      "a compose file that says so",
      `# This database is thrown away.\n${service("db", "    command: postgres -c fsync=off\n")}`,
      compose,
    ],
    [
      "a database for tests",
      service(
        "db",
        "    environment:\n      POSTGRES_DB: shop_test\n    command: postgres -c fsync=off\n",
      ),
      compose,
    ],
    ["a template", "fsync = {{ fsync }}"],
  ],
  fixes: [
    ["a whole line", "a = 1\nfsync = off\nb = 2\n", "a = 1\nb = 2\n"],
    ["a line with a comment", "fsync = off # faster\n", "fsync = on # faster\n"],
    [
      "a flag",
      service("db", "    command: postgres -c fsync=off\n"),
      service("db", "    command: postgres -c fsync=on\n"),
      compose,
    ],
  ],
});
