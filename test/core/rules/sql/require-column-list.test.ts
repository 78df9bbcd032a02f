import { expect, test } from "vitest";
import { rule } from "../../../../src/core/rules/sql/require-column-list.ts";
import { type CaseOptions, findingsOf, ruleTable } from "../../../support/check-rule.ts";

const workspace = `CREATE TABLE t (id int PRIMARY KEY, "Name" text, "order" int);
CREATE TABLE g (a int, b int GENERATED ALWAYS AS (a * 2) STORED, c int);
CREATE TABLE last_generated (a int, c int, b int GENERATED ALWAYS AS (a * 2) STORED);`;

ruleTable(rule, {
  reports: [
    ["values", "«INSERT INTO t» VALUES (1, 2);"],
    ["a query", "«INSERT INTO s.t» SELECT a, b FROM u;"],
    [
      "all columns of another table",
      "«INSERT INTO archive» SELECT * FROM orders WHERE day < '2026-01-01';",
    ],
    [
      "rows of a function whose columns the query names",
      "«INSERT INTO t» SELECT * FROM dblink('c', 'SELECT a FROM u') AS x (a int, b int);",
    ],
    ["COPY", "«COPY t» FROM '/data/t.csv' WITH (FORMAT csv, HEADER);"],
    ["psql's copy", "«\\copy t» from 't.csv' csv header"],
    [
      "a string in a program",
      'cur.execute("«INSERT INTO t» VALUES (%s, %s)", row)',
      { file: "load.py" },
    ],
    [
      "a list of values that the program makes",
      'cur.execute(f"«INSERT INTO t» VALUES ({marks})", row)',
      { file: "load.py" },
    ],
    ["MySQL", "«INSERT IGNORE INTO t» VALUES (1, 2);", { dialect: "mysql" }],
    ["REPLACE", "«REPLACE INTO t» VALUES (1, 2);", { dialect: "mysql" }],
    ["Spark", "«INSERT INTO t» SELECT a, b FROM u;", { dialect: "spark" }],
    [
      "a table made in the same file",
      "CREATE TABLE t (a int, b int);\n«INSERT INTO t» VALUES (1);",
    ],
    [
      "a column of the row and more",
      "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN «INSERT INTO log» SELECT now(), OLD.*; RETURN NULL; END $$;",
    ],
    ["once for a run", "«INSERT INTO t» VALUES (1, 2);\nINSERT INTO t VALUES (2, 3);"],
  ],
  quiet: [
    [
      "a temporary table that is dropped again",
      "CREATE TEMP TABLE x (a int);\nINSERT INTO x SELECT a FROM u;\nDROP TABLE x;",
    ],
    [
      "the one column of a table",
      "CREATE TABLE kind (name text);\nINSERT INTO kind VALUES ('a'), ('b');",
    ],
    [
      "a copy of a table in a table made like it",
      "CREATE TABLE old.t (LIKE s.t INCLUDING ALL);\nINSERT INTO old.t SELECT * FROM s.t;",
    ],
    ["rows of a function", "INSERT INTO t SELECT * FROM rows_of_t(1);"],
    [
      "a temporary table of the program",
      'cur.execute("CREATE TEMP TABLE x (a int, b int)")\ncur.execute("INSERT INTO x SELECT a, b FROM u")',
      { file: "load.py" },
    ],
    [
      "a string for another database",
      'import duckdb\ncon.execute("INSERT INTO t VALUES (?, ?)", row)',
      { file: "load.py" },
    ],
    ["test data", "INSERT INTO t VALUES (1, 2);", { file: "admin/InsertTestData.sql" }],
    ["tests of Perl", "INSERT INTO t VALUES (1, 2);", { file: "t/sql/area.sql" }],
    ["a value for a table that nobody knows", "INSERT INTO kind VALUES ('a');"],
    ["a list", "INSERT INTO t (a) VALUES (1);"],
    ["DEFAULT VALUES", "INSERT INTO t DEFAULT VALUES;"],
    ["COPY TO", "COPY t TO '/data/t.csv' WITH (FORMAT csv);"],
    ["COPY of a query", "COPY (SELECT 1) TO STDOUT;"],
    ["HEADER MATCH", "COPY t FROM '/data/t.csv' WITH (FORMAT csv, HEADER MATCH);"],
    [
      "a partition of Spark",
      "INSERT INTO t PARTITION (day = '2026-01-01') SELECT a FROM u;",
      { dialect: "spark" },
    ],
    ["BY NAME of Spark", "INSERT INTO t BY NAME SELECT a FROM u;", { dialect: "spark" }],
    ["SET of MySQL", "INSERT INTO t SET a = 1;", { dialect: "mysql" }],
    [
      "a temporary table of the file",
      "CREATE TEMP TABLE x (a int);\nINSERT INTO x SELECT a FROM u;",
    ],
    [
      "a temporary table of the routine",
      "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TEMPORARY TABLE x (a int); INSERT INTO x SELECT a FROM u; END $$;",
    ],
    [
      "a row goes to its partition",
      "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t_2026 VALUES (NEW.*); RETURN NULL; END $$;",
    ],
    [
      "a row of JSON in the table's type",
      "INSERT INTO t SELECT * FROM jsonb_populate_recordset(NULL::t, '[]');",
    ],
    ["a placeholder for the list", "INSERT INTO t {{ columns }} VALUES (1);"],
    ["a placeholder for the table", "INSERT INTO {{ ref('t') }} SELECT 1;"],
    [
      "a list that the program makes",
      'cur.execute(f"INSERT INTO t ({columns}) VALUES ({marks})", row)',
      { file: "load.py" },
    ],
    ["a dump", "-- MySQL dump 10.13\nINSERT INTO t VALUES (1, 2);", { dialect: "mysql" }],
    ["half-typed", "INSERT INTO t"],
  ],
  fixes: [
    [
      "names that need quotes",
      "INSERT INTO t VALUES (1, 'a', 2);",
      'INSERT INTO t (id, "Name", "order") VALUES (1, \'a\', 2);',
      { workspace },
    ],
    [
      "an alias",
      "INSERT INTO t AS x VALUES (1, 'a', 2);",
      'INSERT INTO t AS x (id, "Name", "order") VALUES (1, \'a\', 2);',
      { workspace },
    ],
    [
      "a query",
      "INSERT INTO t SELECT a, b, max(c, d) FROM u;",
      'INSERT INTO t (id, "Name", "order") SELECT a, b, max(c, d) FROM u;',
      { workspace },
    ],
    [
      "COPY leaves out what is generated",
      "COPY g FROM STDIN;",
      "COPY g (a, c) FROM STDIN;",
      { workspace },
    ],
    [
      "a generated column at the end",
      "INSERT INTO last_generated VALUES (1, 2);",
      "INSERT INTO last_generated (a, c) VALUES (1, 2);",
      { workspace },
    ],
  ],
});

test.each<[name: string, source: string, options?: CaseOptions]>([
  ["the table is not known", "INSERT INTO u VALUES (1, 2);"],
  ["there are fewer values", "INSERT INTO t VALUES (1);"],
  ["a star", "INSERT INTO t SELECT * FROM u;"],
  ["a generated column is in between", "INSERT INTO g VALUES (1, 2);"],
  [
    "the script renames a column later",
    "CREATE TABLE x (a int, b int);\nINSERT INTO x VALUES (1, 2);\nALTER TABLE x RENAME COLUMN b TO c;",
  ],
  [
    "a migration met the table as it was",
    "INSERT INTO t VALUES (1, 'a', 2);",
    { file: "migrations/0001_t.sql" },
  ],
])("offers nothing where %s", async (_name, source, options = {}) => {
  const [finding] = await findingsOf(rule, source, { workspace, ...options });
  expect(finding?.fixes).toEqual([]);
});
