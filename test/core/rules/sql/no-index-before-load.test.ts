import { rule } from "../../../../src/core/rules/sql/no-index-before-load.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const TABLE = "CREATE TABLE t (a int, b text);\n";
const LOAD = "\\copy t from 't.csv' csv\n";
const rows = (count: number) => Array.from({ length: count }, (_, row) => `${row}\tx\n`).join("");

ruleTable(rule, {
  reports: [
    ["a COPY", `${TABLE}«CREATE INDEX t_a ON t» (a);\n${LOAD}`],
    [
      "an INSERT … SELECT",
      `${TABLE}«CREATE INDEX ON t» (a);\nINSERT INTO t SELECT a, b FROM old;\n`,
    ],
    [
      "many rows",
      `${TABLE}«CREATE INDEX ON t» (a);\nINSERT INTO t SELECT i FROM generate_series(1, 100000) i;\n`,
    ],
    [
      "two indexes",
      `${TABLE}«CREATE INDEX x ON t» (a);\n«CREATE UNIQUE INDEX y ON t» (b);\n${LOAD}`,
    ],
    [
      "inline data of many rows",
      `${TABLE}«CREATE INDEX ON t» (a);\nCOPY t FROM stdin;\n${rows(1000)}\\.\n`,
    ],
    [
      "a run of INSERTs",
      `${TABLE}«CREATE INDEX ON t» (a);\n${"INSERT INTO t (a, b) VALUES (1, 'x');\n".repeat(20)}`,
      { thresholds: { batchRows: 20 } },
    ],
    [
      "a subquery",
      `${TABLE}«CREATE INDEX ON t» (a);\nINSERT INTO t SELECT * FROM (SELECT DISTINCT a, b FROM raw) x;\n`,
    ],
    [
      "COMMENT and GRANT in between",
      `${TABLE}«CREATE INDEX t_a ON t» (a);\nCOMMENT ON TABLE t IS 'x';\nGRANT SELECT ON t TO r;\n${LOAD}`,
    ],
  ],
  quiet: [
    ["the index behind the load", `${TABLE}${LOAD}CREATE INDEX t_a ON t (a);\n`],
    ["a table that is there already", `CREATE INDEX t_a ON t (a);\n${LOAD}`],
    ["another table", `${TABLE}CREATE INDEX t_a ON t (a);\n\\copy u from 'u.csv' csv\n`],
    ["a few rows", `${TABLE}CREATE INDEX ON t (a);\nINSERT INTO t VALUES (1, 'x'), (2, 'y');\n`],
    [
      "a few rows of inline data",
      `${TABLE}CREATE INDEX ON t (a);\nCOPY t FROM stdin;\n${rows(9)}\\.\n`,
    ],
    ["one row of a SELECT", `${TABLE}CREATE INDEX ON t (a);\nINSERT INTO t SELECT 1, 'x';\n`],
    [
      "tables that the script fills with a few rows",
      `CREATE TABLE roles (id int);\nINSERT INTO roles VALUES (1), (2);\n${TABLE}CREATE INDEX ON t (a);\nINSERT INTO t SELECT id FROM roles;\n`,
    ],
    [
      "one row by its name",
      `${TABLE}CREATE INDEX ON t (a);\nINSERT INTO t SELECT id, 'x' FROM roles WHERE name = 'admin';\n`,
    ],
    [
      "the unique index of ON CONFLICT",
      `${TABLE}CREATE UNIQUE INDEX ON t (a);\nINSERT INTO t SELECT a, b FROM old ON CONFLICT (a) DO NOTHING;\n`,
    ],
    [
      "an index that the load's own query uses",
      `${TABLE}CREATE INDEX ON t (a);\nINSERT INTO t SELECT a, b FROM old WHERE NOT EXISTS (SELECT 1 FROM t WHERE t.a = old.a);\n`,
    ],
    [
      "an index that a statement in between uses",
      `${TABLE}CREATE INDEX ON t (a);\nDELETE FROM t WHERE a = 1;\n${LOAD}`,
    ],
    [
      "an index of a table that was renamed, and made again",
      `${TABLE}CREATE INDEX ON t (a);\nALTER TABLE t RENAME TO old;\n${TABLE}${LOAD}`,
    ],
    [
      "an index that a constraint takes over",
      `${TABLE}CREATE UNIQUE INDEX t_key ON t (a);\nALTER TABLE t ADD PRIMARY KEY USING INDEX t_key;\n${LOAD}`,
    ],
    [
      "a key that another table points to",
      `${TABLE}CREATE UNIQUE INDEX ON t (a);\nCREATE TABLE u (a int REFERENCES t (a));\n${LOAD}`,
    ],
    [
      "a hidden table",
      `CREATE TABLE {{ t }} (a int);\nCREATE INDEX ON {{ t }} (a);\nCOPY {{ t }} FROM '/x';\n`,
    ],
  ],
  fixes: [
    [
      "below the last load",
      `BEGIN;\n${TABLE}  CREATE INDEX t_a ON t (a);\n\n${LOAD}\\copy t from 'u.csv' csv\nCOMMIT;\n`,
      `BEGIN;\n${TABLE}\n${LOAD}\\copy t from 'u.csv' csv\nCREATE INDEX t_a ON t (a);\nCOMMIT;\n`,
    ],
    [
      "below inline data",
      `${TABLE}CREATE INDEX ON t (a);\nCOPY t FROM stdin;\n1\tx\n\\.\nANALYZE t;\n`,
      `${TABLE}COPY t FROM stdin;\n1\tx\n\\.\nCREATE INDEX ON t (a);\nANALYZE t;\n`,
      { thresholds: { batchRows: 1 } },
    ],
  ],
});
