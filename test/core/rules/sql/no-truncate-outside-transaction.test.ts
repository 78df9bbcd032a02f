import { expect, test } from "vitest";
import { rule } from "../../../../src/core/rules/sql/no-truncate-outside-transaction.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const load = "INSERT INTO t (a) SELECT a FROM u;";

ruleTable(rule, {
  reports: [
    ["no transaction", `«TRUNCATE t»;\n${load}`],
    ["a COPY", "«TRUNCATE TABLE s.t» RESTART IDENTITY;\nCOPY s.t (a) FROM '/data/t.csv';"],
    ["one of several tables", `«TRUNCATE x, t»;\n${load}`],
    ["a commit in between", `BEGIN;\n«TRUNCATE t»;\nCOMMIT;\nBEGIN;\n${load}\nCOMMIT;`],
    ["only the load in a transaction", `«TRUNCATE t»;\nBEGIN;\n${load}\nCOMMIT;`],
    ["psql's copy", "«TRUNCATE t»;\n\\copy t (a) from 't.csv' csv"],
  ],
  quiet: [
    ["one transaction", `BEGIN;\nTRUNCATE t;\n${load}\nCOMMIT;`],
    ["another table", `TRUNCATE x;\n${load}`],
    ["nothing is loaded behind it", `${load}\nTRUNCATE t;`],
    ["a staging table", "TRUNCATE stg_orders;\nCOPY stg_orders (a) FROM '/data/o.csv';"],
    [
      "a schema for staging",
      "TRUNCATE staging.orders;\nCOPY staging.orders (a) FROM '/data/o.csv';",
    ],
    ["an unlogged table", `CREATE UNLOGGED TABLE t (a int);\nTRUNCATE t;\n${load}`],
    ["a table that the script makes", `CREATE TABLE t (a int);\nTRUNCATE t;\n${load}`],
    ["a temporary table", `CREATE TEMP TABLE t (a int);\nTRUNCATE t;\n${load}`],
    ["a migration", `TRUNCATE t;\n${load}`, { file: "migrations/0002_t.sql" }],
    ["emptied again in the transaction", `TRUNCATE t;\nBEGIN;\nTRUNCATE t;\n${load}\nCOMMIT;`],
    ["in a function", `DO $$ BEGIN TRUNCATE t; ${load} END $$;`],
  ],
  fixes: [
    [
      "what stands in between too",
      `TRUNCATE t;\nDELETE FROM u WHERE a IS NULL;\n${load}`,
      `BEGIN;\nTRUNCATE t;\nDELETE FROM u WHERE a IS NULL;\n${load}\nCOMMIT;`,
    ],
  ],
});

test.each([
  ["VACUUM stands in between", `TRUNCATE t;\nVACUUM t;\n${load}`],
  ["there are transactions", `BEGIN;\nTRUNCATE t;\nCOMMIT;\n${load}`],
  ["data follows the load", "TRUNCATE t;\nCOPY t (a) FROM stdin;\n1\n\\.\n"],
])("offers nothing where %s", async (_name, source) => {
  const [finding] = await findingsOf(rule, source);
  expect(finding?.fixes).toEqual([]);
});
