import { rule } from "../../../../src/core/rules/sql/no-delete-then-insert.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const load = "INSERT INTO t (a) SELECT a FROM u;";

ruleTable(rule, {
  reports: [
    ["a query", `«DELETE FROM t»;\n${load}`],
    ["a COPY", "«DELETE FROM s.t»;\nCOPY s.t (a) FROM '/data/t.csv';"],
    ["rows", "«DELETE FROM t»;\nINSERT INTO t (a) VALUES (1), (2), (3), (4), (5);"],
    ["something in between", `«DELETE FROM t»;\nANALYZE u;\n${load}`],
    [
      "in a function",
      `CREATE FUNCTION refresh() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  «DELETE FROM t»;\n  ${load}\nEND $$;`,
    ],
  ],
  quiet: [
    ["a condition", `DELETE FROM t WHERE day = '2026-01-01';\n${load}`],
    ["another table", `DELETE FROM x;\n${load}`],
    ["a few rows", "DELETE FROM setting;\nINSERT INTO setting (a) VALUES (1);"],
    ["no load behind it", `${load}\nDELETE FROM t;`],
    [
      "other tables refer to it, so TRUNCATE is refused",
      `CREATE TABLE t (a int PRIMARY KEY);\nCREATE TABLE c (a int REFERENCES t (a));\nDELETE FROM t;\n${load}`,
    ],
    [
      "a trigger on DELETE",
      `CREATE TABLE t (a int);\nCREATE TRIGGER x AFTER DELETE ON t FOR EACH ROW EXECUTE FUNCTION f();\nDELETE FROM t;\n${load}`,
    ],
    [
      "a trigger on DELETE of a table that is made elsewhere",
      `CREATE TRIGGER x AFTER INSERT OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION f();\nDELETE FROM t;\n${load}`,
    ],
    ["a condition that a template writes", `DELETE FROM t {{ where }};\n${load}`],
    ["SQLite, which has no TRUNCATE", `DELETE FROM t;\n${load}`, { dialect: "sqlite" }],
    [
      "batches in a function",
      "DO $$ BEGIN DELETE FROM t WHERE a < 10; INSERT INTO t (a) SELECT a FROM u; END $$;",
    ],
  ],
  fixes: [
    [
      "with a transaction around both",
      `delete from s.t;\nINSERT INTO s.t (a) SELECT a FROM u;\nANALYZE s.t;`,
      `BEGIN;\nTRUNCATE s.t;\nINSERT INTO s.t (a) SELECT a FROM u;\nCOMMIT;\nANALYZE s.t;`,
    ],
    [
      "in a migration, which is in one",
      `DELETE FROM t;\n${load}`,
      `TRUNCATE t;\n${load}`,
      { file: "migrations/0002_t.sql" },
    ],
    [
      "in a function",
      `DO $$ BEGIN DELETE FROM t; ${load} END $$;`,
      `DO $$ BEGIN TRUNCATE t; ${load} END $$;`,
    ],
  ],
});
