import { rule } from "../../../../src/core/rules/sql/require-freeze-precondition.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const COPY = "COPY t FROM '/data/t.csv' (FORMAT csv, FREEZE);";
const MARKED = "«COPY t» FROM '/data/t.csv' (FORMAT csv, FREEZE);";

ruleTable(rule, {
  reports: [
    ["nothing before", `SET work_mem = '1GB';\n${MARKED}`],
    ["TRUNCATE that has committed", `TRUNCATE t;\n${MARKED}`],
    ["TRUNCATE of another transaction", `BEGIN;\nTRUNCATE t;\nCOMMIT;\nBEGIN;\n${MARKED}\nCOMMIT;`],
    ["TRUNCATE of another table", `BEGIN;\nTRUNCATE u;\n${MARKED}\nCOMMIT;`],
    ["the old spelling in psql", "CREATE TABLE t (a int);\n«\\copy t» from 't.csv' csv freeze\n"],
  ],
  quiet: [
    ["TRUNCATE in the transaction", `BEGIN;\nTRUNCATE t;\n${COPY}\nCOMMIT;`],
    ["CREATE in the transaction", `BEGIN;\nCREATE TABLE public.t (a int);\n${COPY}\nCOMMIT;`],
    ["FREEZE off", "TRUNCATE t;\nCOPY t FROM '/data/t.csv' (FREEZE false);"],
    ["one statement, run by a program", COPY],
    ["a migration, run in a transaction", `TRUNCATE t;\n${COPY}`, { file: "migrations/004_t.sql" }],
    ["another script before", `BEGIN;\n\\i schema.sql\n${COPY}\nCOMMIT;`],
    ["a block before", `BEGIN;\nDO $$ BEGIN EXECUTE 'TRUNCATE t'; END $$;\n${COPY}\nCOMMIT;`],
    ["a hidden table", "TRUNCATE u;\nCOPY {{ t }} FROM '/data/t.csv' (FREEZE);"],
    ["autocommit off", `\\set AUTOCOMMIT off\nTRUNCATE t;\n${COPY}`],
  ],
  fixes: [
    [
      "by a transaction",
      `SELECT 1;\nTRUNCATE t;\n${COPY}\nSELECT 2;\n`,
      `SELECT 1;\nBEGIN;\nTRUNCATE t;\n${COPY}\nCOMMIT;\nSELECT 2;\n`,
    ],
  ],
});
