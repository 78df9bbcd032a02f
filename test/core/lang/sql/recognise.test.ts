// What the recogniser reads of text that PostgreSQL's grammar cannot judge: templates, parameters, other
// dialects, and where each part stands.
import { expect, test } from "vitest";
import type { SqlDialect } from "../../../../src/core/lang/sql/dialect.ts";
import { parseSql } from "../../../../src/core/lang/sql/parse.ts";
import type { Statement } from "../../../../src/core/lang/sql/statement.ts";
import { copies } from "./corpus/copies.ts";
import { inserts } from "./corpus/inserts.ts";
import { others } from "./corpus/others.ts";
import { tables } from "./corpus/tables.ts";

const read = (text: string, dialect: SqlDialect = "postgresql"): Statement =>
  parseSql(text, dialect).statementAt(0);

test.each<[string, object]>([
  ["INSERT INTO {{ t }} VALUES (1)", { table: { isPlaceholder: true } }],
  ["INSERT INTO {{ s }}.orders VALUES (1)", { table: { name: "orders", isPlaceholder: true } }],
  [
    "INSERT INTO orders_{{ day }} VALUES (1)",
    { table: { name: "orders_{{ day }}", isPlaceholder: true } },
  ],
  ["INSERT INTO orders_${day}_x VALUES (1)", { table: { isPlaceholder: true } }],
  [
    "INSERT INTO %(t)s (a, %(b)s) VALUES (1, 2)",
    {
      table: { isPlaceholder: true },
      columns: [{ name: "a", isPlaceholder: false }, { isPlaceholder: true }],
    },
  ],
  ["INSERT INTO :schema.t VALUES (1)", { table: { name: "t", isPlaceholder: true } }],
  ['INSERT INTO "{{ t }}" VALUES (1)', { table: { isPlaceholder: true } }],
  ["INSERT INTO \uFFFC VALUES (1)", { table: { isPlaceholder: true } }],
  ["INSERT INTO t\uFFFC VALUES (1)", { table: { isPlaceholder: true } }],
  ["INSERT INTO t \uFFFC", { table: { isPlaceholder: false }, source: { kind: "other" } }],
  ["INSERT INTO t (a) VALUES %s", { source: { kind: "other" } }],
  ["INSERT INTO t (a) VALUES {{ rows }}", { source: { kind: "other" } }],
  ["INSERT INTO t VALUES (1, 2)\uFFFC", { source: { kind: "other" } }],
  [
    "INSERT INTO t VALUES (1){% for r in x %}, ({{ r }}){% endfor %}",
    { source: { kind: "other" } },
  ],
  [
    "INSERT INTO t (a) VALUES ({{ a }}, 2), (3)",
    {
      source: {
        kind: "values",
        rowCount: 2,
        unequalRow: undefined,
        rows: [{ hasPlaceholder: true }, { hasPlaceholder: false }],
      },
    },
  ],
  [
    "INSERT INTO t VALUES (f({{ a }}), %s, $1)",
    { source: { rows: [{ valueCount: 3, hasPlaceholder: false }] } },
  ],
  [
    "INSERT INTO t VALUES (\uFFFC)",
    { source: { rows: [{ valueCount: 1, hasPlaceholder: true }] } },
  ],
  ["{{ config(x=1) }}\nINSERT INTO t SELECT 1", { kind: "insert", source: { kind: "select" } }],
  [
    "INSERT INTO t VALUES (1, 2), (3)",
    { source: { unequalRow: { valueCount: 1, isClosed: true } } },
  ],
  ["INSERT INTO t VALUES ()", { source: { rows: [{ valueCount: 0 }] } }],
  ["INSERT INTO t", { source: undefined, isTerminated: false }],
  ["INSERT INTO t VALUES", { source: { kind: "other" } }],
  ["INSERT INTO t (SELECT 1)", { source: { kind: "other" }, columns: undefined }],
  ["COPY {{ t }} FROM STDIN", { table: { isPlaceholder: true } }],
  [
    "COPY t FROM :'path' CSV",
    { endpoint: "file", endpointText: ":'path'", options: [{ name: "format" }] },
  ],
  [
    "\\copy t from /data/my-file.csv with (format csv)",
    {
      isMeta: true,
      endpoint: "file",
      endpointText: "/data/my-file.csv",
      options: [{ name: "format", value: "csv" }],
    },
  ],
  ["\\copy t from program 'gunzip x' csv", { endpoint: "program", endpointText: "'gunzip x'" }],
  ["\\copy (select 1) to 'x'", { isQuery: true, direction: "to", endpoint: "file" }],
  ["\\COPY t FROM stdin", { kind: "copy", isMeta: true }],
  ["\\i load.sql", { kind: "meta", command: "i" }],
  ["CREATE TABLE t ({{ columns }})", { columns: [], isOpen: true }],
  [
    "CREATE TABLE p PARTITION OF t FOR VALUES FROM ('{{ d }}') TO (%s)",
    {
      partitionOf: {
        bound: { from: [{ kind: "text", text: "{{ d }}" }], to: [{ kind: "expression" }] },
      },
    },
  ],
  ["CREATE TABLE @extschema@.t (a int)", { table: { name: "t", isPlaceholder: true } }],
  ["SET LOCAL x = :y", { name: "x", value: ":y" }],
])("%s", (text, expected) => {
  expect(read(text)).toMatchObject(expected);
});

test.each<[SqlDialect, string, object]>([
  [
    "mysql",
    "INSERT IGNORE INTO `db`.`T` (`a`) VALUES (1)",
    { modifiers: ["IGNORE"], table: { schema: "db", name: "T" }, columns: [{ name: "a" }] },
  ],
  [
    "mysql",
    "REPLACE INTO t VALUES (1)",
    { kind: "insert", modifiers: ["REPLACE"], table: { name: "t" } },
  ],
  ["mysql", "INSERT t VALUES (1)", { table: { name: "t" } }],
  [
    "mysql",
    "INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a), b = b + 1",
    {
      conflict: {
        action: "update",
        columns: undefined,
        setColumns: [{ name: "a" }, { name: "b" }],
      },
    },
  ],
  ["mysql", "INSERT INTO t SET a = 1, b = 2", { source: { kind: "other" } }],
  [
    "mysql",
    "INSERT INTO t VALUES ROW(1, 2), ROW(3, 4)",
    { source: { kind: "values", rowCount: 2 } },
  ],
  [
    "mysql",
    "CREATE TABLE t (id INT UNSIGNED AUTO_INCREMENT, a VARCHAR(9) CHARACTER SET utf8 COMMENT 'x', PRIMARY KEY (id), KEY k (a), UNIQUE KEY u (a)) ENGINE=InnoDB PARTITION BY RANGE (id) (PARTITION p VALUES LESS THAN (9))",
    {
      columns: [
        { column: { name: "id" }, type: "int unsigned", isIdentity: true, isNotNull: true },
        { type: "varchar(9)" },
      ],
      constraints: [{ kind: "primary-key" }, { kind: "unique", columns: ["a"] }],
      partitionBy: { strategy: "range", key: ["id"] },
    },
  ],
  [
    "mysql",
    "ALTER TABLE t ADD INDEX i (a), DROP PRIMARY KEY, ADD COLUMN b INT",
    { actions: [{ kind: "other" }, { kind: "other" }, { kind: "add-column" }] },
  ],
  [
    "mysql",
    "SET GLOBAL max_connections = 9",
    { kind: "set", scope: "system", name: "max_connections" },
  ],
  [
    "sqlite",
    "INSERT OR REPLACE INTO t VALUES (1) ON CONFLICT DO NOTHING",
    { modifiers: ["OR", "REPLACE"], table: { name: "t" }, conflict: { action: "nothing" } },
  ],
  [
    "spark",
    "INSERT OVERWRITE TABLE c.s.t PARTITION (dt = '2024-01-01', hr) SELECT * FROM x",
    {
      modifiers: ["OVERWRITE"],
      table: { schema: "s", name: "t" },
      partition: [
        { name: "dt", value: "2024-01-01" },
        { name: "hr", value: undefined },
      ],
      source: { kind: "select" },
    },
  ],
  [
    "spark",
    "INSERT INTO t PARTITION (dt) IF NOT EXISTS (a, b) VALUES (1, 2)",
    { partition: [{ name: "dt" }], columns: [{ name: "a" }, { name: "b" }] },
  ],
  [
    "spark",
    "INSERT INTO t BY NAME SELECT 1 AS a",
    { table: { name: "t" }, source: { kind: "select" } },
  ],
  ["spark", "INSERT INTO t REPLACE WHERE a > 1 SELECT 1", { source: { kind: "select" } }],
  [
    "spark",
    "INSERT OVERWRITE LOCAL DIRECTORY '/x' SELECT 1",
    { table: undefined, modifiers: ["OVERWRITE", "LOCAL", "DIRECTORY"] },
  ],
  [
    "spark",
    "FROM s INSERT OVERWRITE TABLE a SELECT x INSERT INTO b SELECT y",
    { kind: "insert", table: { name: "a" } },
  ],
  ["spark", "WITH q AS (SELECT 1) INSERT INTO t SELECT * FROM q", { kind: "insert", hasCte: true }],
  [
    "spark",
    "MERGE INTO t USING s ON a WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *",
    { kind: "merge", hasInsert: true, hasUpdate: true },
  ],
  [
    "spark",
    "CREATE TABLE t (a INT, m MAP<STRING, ARRAY<INT>>) USING delta PARTITIONED BY (a)",
    { columns: [{ type: "int" }, { type: "map<string,array<int>>" }], isAs: false },
  ],
  [
    "hive",
    "CREATE EXTERNAL TABLE t (a INT) ROW FORMAT DELIMITED STORED AS TEXTFILE",
    { kind: "create-table", isAs: false },
  ],
  [
    "hive",
    "SET hive.exec.dynamic.partition.mode=nonstrict",
    { kind: "set", name: "hive.exec.dynamic.partition.mode", value: "nonstrict" },
  ],
  ["bigquery", "INSERT `p.d.t` (a) VALUES (1)", { table: { name: "p.d.t" } }],
  [
    "snowflake",
    "INSERT OVERWRITE INTO t VALUES (1)",
    { modifiers: ["OVERWRITE"], table: { name: "t" } },
  ],
  ["flink", "INSERT INTO `t` SELECT * FROM s", { table: { name: "t" } }],
])("%s: %s", (dialect, text, expected) => {
  expect(read(text, dialect)).toMatchObject(expected);
});

test("every name stands where its range says", () => {
  for (const sql of [...inserts, ...copies, ...tables, ...others]) {
    for (const { name, range } of namesIn(read(sql))) {
      const written = sql.slice(range.start, range.end).split(".").at(-1) ?? "";
      const isQuoted = sql.slice(range.start, range.end).endsWith('"');
      if (!isQuoted) expect(written.replaceAll(/\[[^\]]*\]$/gu, "").toLowerCase()).toBe(name);
    }
  }
});

interface Named {
  readonly name: string;
  readonly range: { readonly start: number; readonly end: number };
}

const isNamed = (value: object): value is Named =>
  "name" in value && "range" in value && "isPlaceholder" in value;

function namesIn(value: unknown): readonly Named[] {
  if (typeof value !== "object" || value === null) return [];
  const own = isNamed(value) ? [value] : [];
  return [...own, ...Object.values(value).flatMap(namesIn)];
}

test.each<[string, string]>([
  ["insert into t values (1)", "insert into"],
  ["WITH x AS (SELECT 1) INSERT INTO t SELECT 1", "INSERT INTO"],
  ["COPY t FROM STDIN", "COPY"],
  ["\\copy t from stdin", "\\copy"],
  ["CREATE UNLOGGED TABLE IF NOT EXISTS t (a int)", "CREATE UNLOGGED TABLE"],
  ["CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)", "CREATE UNIQUE INDEX"],
  [
    "CREATE OR REPLACE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f()",
    "CREATE OR REPLACE TRIGGER",
  ],
  ["ALTER TABLE IF EXISTS t SET LOGGED", "ALTER TABLE"],
  ["TRUNCATE TABLE t", "TRUNCATE TABLE"],
  ["DELETE FROM t", "DELETE FROM"],
  ["DROP INDEX CONCURRENTLY IF EXISTS i", "DROP INDEX CONCURRENTLY IF EXISTS"],
  ["START TRANSACTION READ ONLY", "START TRANSACTION"],
  ["ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET"],
  ["MERGE INTO t USING s ON a", "MERGE INTO"],
  ["DO $$ x $$", "DO"],
  ["VALUES (1)", "VALUES"],
])("the keyword of %s", (text, keyword) => {
  const { start, end } = read(text).keyword;
  expect(text.slice(start, end)).toBe(keyword);
});
