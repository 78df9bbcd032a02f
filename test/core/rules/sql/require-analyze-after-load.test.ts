import { rule } from "../../../../src/core/rules/sql/require-analyze-after-load.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const setup = { file: "setup.sql" };

ruleTable(rule, {
  reports: [
    ["a load script", "\\copy «t» from 't.csv' csv\n", { file: "etl/load_orders.sql" }],
    ["a join behind it", "\\copy «t» from 't.csv' csv\nSELECT * FROM t JOIN u USING (a);\n", setup],
    [
      "another load behind it",
      "COPY «s.t» FROM '/t' CSV;\nINSERT INTO u SELECT a FROM s.t WHERE a > 1 LIMIT 9;\n",
      setup,
    ],
    ["the last of two", "\\copy t from 'a' csv\n\\copy «t» from 'b' csv\n", { file: "import.sql" }],
    ["several loads once", "\\copy t from 'a' csv\n\\copy «u» from 'b' csv\n"],
    ["ANALYZE of another table", "\\copy «t» from 'a' csv\nANALYZE u;\n"],
    ["ANALYZE before", "ANALYZE t;\nINSERT INTO «t» SELECT a FROM raw;\n"],
  ],
  quiet: [
    ["ANALYZE", "\\copy t from 't.csv' csv\nANALYZE t;\n"],
    ["ANALYZE of all", "\\copy t from 't.csv' csv\nANALYZE;\n"],
    ["VACUUM ANALYZE", "\\copy t from 't.csv' csv\nVACUUM (ANALYZE) t;\n"],
    ["a script of another kind that asks nothing", "\\copy t from 't.csv' csv\n", setup],
    ["a count", "\\copy t from 't.csv' csv\nSELECT count(*) FROM t;\n", setup],
    [
      "a key that points to it",
      "\\copy t from 't' csv\nCREATE TABLE u (a int REFERENCES t);\n",
      setup,
    ],
    [
      "a copy of all of it",
      "\\copy t from 't' csv\nINSERT INTO u SELECT * FROM t LIMIT 9;\n",
      setup,
    ],
    ["a change of its rows", "\\copy t from 't' csv\nUPDATE t SET a = 1 WHERE b = 2;\n", setup],
    ["a temporary table", "CREATE TEMP TABLE t (a int);\n\\copy t from 't.csv' csv\n"],
    ["a table that is dropped", "\\copy t from 't.csv' csv\nDROP TABLE t;\n"],
    ["a few rows", "COPY t FROM stdin;\n1\n2\n\\.\n"],
    ["another script behind it", "\\copy t from 't.csv' csv\n\\i analyze.sql\n"],
    ["a block that does it", "\\copy t from 't.csv' csv\nDO $$ BEGIN EXECUTE 'ANALYZE'; END $$;\n"],
    ["a hidden table", "COPY {{ t }} FROM '/t.csv' CSV;\n"],
  ],
  fixes: [
    [
      "behind a file",
      "\\copy t from 't.csv' csv\nSELECT 1;\n",
      "\\copy t from 't.csv' csv\nANALYZE t;\nSELECT 1;\n",
    ],
    [
      "behind inline data, as the text writes the name",
      'COPY "S".t FROM stdin;\n1\n\\.\nSELECT 1;\n',
      'COPY "S".t FROM stdin;\n1\n\\.\nANALYZE "S".t;\nSELECT 1;\n',
      { thresholds: { batchRows: 1 } },
    ],
    [
      "behind the last of several",
      "\\copy t from 't' csv\n\\copy s.u from 'u' csv\n",
      "\\copy t from 't' csv\n\\copy s.u from 'u' csv\nANALYZE t, s.u;\n",
    ],
    [
      "behind a query",
      "  INSERT INTO t\n  SELECT a FROM raw;\r\n",
      "  INSERT INTO t\n  SELECT a FROM raw;\n  ANALYZE t;\r\n",
    ],
  ],
});
