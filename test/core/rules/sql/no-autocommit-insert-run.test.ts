import { rule } from "../../../../src/core/rules/sql/no-autocommit-insert-run.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const inserts = (count: number, table = "t"): string =>
  Array.from({ length: count }, (_, at) => `INSERT INTO ${table} (a) VALUES (${at});`).join("\n");

const marked = (text: string): string => text.replace("INSERT INTO t", "«INSERT INTO t»");

ruleTable(rule, {
  reports: [
    ["five", marked(inserts(5))],
    ["behind a COMMIT", `BEGIN;\nUPDATE u SET a = 1 WHERE b = 2;\nCOMMIT;\n${marked(inserts(5))}`],
    ["two tables in a stretch, once", `${marked(inserts(3))}\n${inserts(3, "u")}`],
    [
      "two stretches",
      `${marked(inserts(5))}\nUPDATE u SET a = 1 WHERE b = 2;\n${marked(inserts(5))}`,
    ],
    ["MySQL", marked(inserts(5)), { dialect: "mysql" }],
    ["a comment about migrations is no sign", `-- migrate data\n${marked(inserts(5))}`],
  ],
  quiet: [
    ["in a transaction", `BEGIN;\n${inserts(5)}\nCOMMIT;`],
    ["in START TRANSACTION that is not ended", `START TRANSACTION;\n${inserts(5)}`],
    ["four", inserts(4)],
    ["a migration folder", inserts(5), { file: "db/migrations/20260101_seed.sql" }],
    ["Flyway's names", inserts(5), { file: "sql/V12__seed.sql" }],
    ["dbmate's marks", `-- migrate:up\n${inserts(5)}`],
    ["goose's marks", `-- +goose Up\n${inserts(5)}`],
    ["how it is run is in its head", `-- psql --single-transaction -f seed.sql\n${inserts(5)}`],
    ["psql without autocommit", `\\set AUTOCOMMIT off\n${inserts(5)}`],
    ["MySQL without autocommit", `SET autocommit=0;\n${inserts(5)}`, { dialect: "mysql" }],
    ["queries of a program", inserts(5).replaceAll(/\(\d\)/gu, "($1)")],
    ["a warehouse that has no WAL", inserts(5), { dialect: "snowflake" }],
  ],
  fixes: [
    [
      "the whole stretch, indented, with what stands behind it",
      `  ${inserts(5).replaceAll("\n", "\n  ")}\n\nANALYZE t;`,
      `  BEGIN;\n  ${inserts(5).replaceAll("\n", "\n  ")}\n  COMMIT;\n\nANALYZE t;`,
    ],
    ["a missing last semicolon", inserts(5).slice(0, -1), `BEGIN;\n${inserts(5)}\nCOMMIT;`],
    ["MySQL", inserts(5), `START TRANSACTION;\n${inserts(5)}\nCOMMIT;`, { dialect: "mysql" }],
  ],
});
