// What a script loads into which table, and what counts as a bulk load.
import { expect, test } from "vitest";
import {
  bulkLoadsBehind,
  bulkLoadsInto,
  bulkLoadsOf,
  isBulk,
  loadsOf,
} from "../../../../src/core/lang/sql/load-script.ts";
import { parseSql } from "../../../../src/core/lang/sql/parse.ts";

/** "kind table first-last rows", one a line. */
const loadsIn = (sql: string) =>
  loadsOf(parseSql(sql, "postgresql")).map(
    ({ kind, table, first, last, rowsMax }) =>
      `${kind} ${table.name} ${first}-${last} ${rowsMax ?? "any"}`,
  );

test("loads of all kinds, in the order of the script", () => {
  expect(
    loadsIn(`
      CREATE TABLE t (a int);
      INSERT INTO t (a) VALUES (1);
      INSERT INTO t (a) VALUES (2);
      INSERT INTO t (a) VALUES (3), (4);
      SELECT 1;
      COPY s.u FROM '/u.csv';
      COPY u TO '/u.csv';
      INSERT INTO v SELECT * FROM w;
      INSERT INTO v DEFAULT VALUES;
`),
  ).toEqual(["rows t 1-2 2", "rows t 3-3 2", "copy u 5-5 any", "query v 7-7 any"]);
});

test("inline data is counted", () => {
  expect(loadsIn("COPY t FROM stdin;\n1\n2\n3\n\\.\n")).toEqual(["copy t 0-0 3"]);
  expect(loadsIn("COPY t FROM stdin;\n\\.\n")).toEqual(["copy t 0-0 0"]);
});

test("a table that nobody can name is left out", () => {
  expect(loadsIn("INSERT INTO {{ t }} SELECT 1 FROM a; COPY {{ t }} FROM '/x';")).toEqual([]);
});

test.each([
  ["SELECT 1, 'x'", 1],
  ["SELECT a FROM b", undefined],
  ["SELECT a FROM b LIMIT 20", 20],
  ["SELECT a FROM b WHERE name = 'x'", 1],
  ["SELECT a FROM b WHERE name = 'x' OR c > 1", undefined],
  ["SELECT i FROM generate_series(1, 50) i", 50],
  ["SELECT i FROM generate_series(1, 50) i, generate_series(1, 9) j", 450],
  ["SELECT i FROM generate_series(1, n) i", undefined],
  ["SELECT a FROM b WHERE c = $1", 1],
  ["SELECT a FROM b WHERE c > $since", 1],
  ["SELECT a FROM b WHERE c IN ('x', 'y')", 1],
  ["SELECT a FROM b WHERE c IN (SELECT d FROM e)", undefined],
  ["SELECT oid FROM pg_class", 1],
  ["SELECT * FROM (VALUES (1), (2)) v", 1],
  ["SELECT * FROM (SELECT a FROM b) s", undefined],
  ["SELECT 1 UNION ALL SELECT 2", 1],
  ["WITH x AS (SELECT 1) SELECT * FROM x", 1],
])("rows of %s", (query, rows) => {
  const [load] = loadsOf(parseSql(`INSERT INTO t ${query};`, "postgresql"));
  expect(load?.rowsMax).toBe(rows);
});

test("a table that the script makes holds what the script puts into it", () => {
  const script = `
    CREATE TABLE roles (id int); INSERT INTO roles VALUES (1), (2);
    CREATE TABLE rights (id int); INSERT INTO rights VALUES (1), (2), (3);
    INSERT INTO both SELECT * FROM roles, rights;
    COPY rights FROM '/x';
    INSERT INTO both SELECT * FROM roles, rights;`;
  expect(loadsIn(script).filter((load) => load.startsWith("query"))).toEqual([
    "query both 4-4 6",
    "query both 6-6 any",
  ]);
});

test("any number of rows, or enough of them, is a bulk load", () => {
  const [few, any] = loadsOf(
    parseSql("INSERT INTO t VALUES (1), (2); COPY t FROM '/x';", "postgresql"),
  );
  expect(few && [isBulk(few, 3), isBulk(few, 2)]).toEqual([false, true]);
  expect(any && isBulk(any, 1_000)).toBe(true);
});

test.each([
  ["INSERT INTO t (a, b) VALUES (1, 2), (3, 4), (5, 6)", 3],
  ['insert into "S"."t"(a)values(1),(2)', 2],
  ["INSERT INTO t /* new */ (a) VALUES (1), (2)", 2],
  ["INSERT INTO t (a) -- new\nVALUES (1)", 1],
  ["INSERT INTO t VALUES (1, '), (')", 1],
  ["INSERT INTO t AS x (a) OVERRIDING SYSTEM VALUE VALUES (1), (2), (3), (4)", 4],
])("rows of %s", (sql, rows) => {
  const [load] = loadsOf(parseSql(`${sql};`, "postgresql"));
  expect(load).toMatchObject({ kind: "rows", rowsMax: rows, table: { name: "t" } });
  expect(load?.rowsBound).toBeGreaterThanOrEqual(rows);
});

test("bulk loads are found by their tables", () => {
  const document = parseSql(
    "COPY a.t FROM '/x'; COPY b.t FROM '/x'; INSERT INTO t VALUES (1); COPY u FROM '/x';",
    "postgresql",
  );
  const indexes = (schema: string | undefined) =>
    bulkLoadsInto(document, { schema, name: "t" }, 2).map(({ first }) => first);
  expect(indexes("a")).toEqual([0]);
  expect(indexes(undefined)).toEqual([0, 1]);
  expect(bulkLoadsBehind(document, 0, { schema: undefined, name: "t" }, 2)).toHaveLength(1);
  expect(bulkLoadsOf(document, 2).map(({ table }) => table.name)).toEqual(["t", "t", "u"]);
});

test("a long chain of queries is walked without recursion", () => {
  const chain = Array.from(
    { length: 5_000 },
    (_, link) =>
      `CREATE TABLE t${link + 1} (a int); INSERT INTO t${link + 1} SELECT a FROM t${link};`,
  ).join("\n");
  const document = parseSql(
    `CREATE TABLE t0 (a int); INSERT INTO t0 VALUES (1);${chain}`,
    "postgresql",
  );
  expect(bulkLoadsOf(document, 2)).toEqual([]);
  expect(loadsOf(document).at(-1)?.rowsMax).toBe(1);
});

test("a document is read once", () => {
  const document = parseSql("COPY t FROM '/x';", "postgresql");
  expect(loadsOf(document)).toBe(loadsOf(document));
});
