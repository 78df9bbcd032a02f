import { rule } from "../../../../src/core/rules/sql/no-unlogged-target.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const TABLE = "CREATE UNLOGGED TABLE orders (a int);\n";
const LOAD = "\\copy «orders» from 'o.csv' csv\n";
const QUIET_LOAD = "\\copy orders from 'o.csv' csv\n";

ruleTable(rule, {
  reports: [
    ["a table for good", `${TABLE}${LOAD}`],
    ["once a table", `${TABLE}${LOAD}${QUIET_LOAD}`],
    ["one of the workspace", LOAD, { workspace: TABLE }],
    ["a query on it", `${TABLE}${LOAD}SELECT count(*) FROM orders;\n`],
  ],
  quiet: [
    ["a logged table", `CREATE TABLE orders (a int);\n${QUIET_LOAD}`],
    ["SET LOGGED", `${TABLE}${QUIET_LOAD}ALTER TABLE orders SET LOGGED;\n`],
    ["one that is dropped", `${TABLE}${QUIET_LOAD}DROP TABLE orders;\n`],
    ["one whose rows go on", `${TABLE}${QUIET_LOAD}INSERT INTO sales SELECT a FROM orders;\n`],
    [
      "one called staging",
      "CREATE UNLOGGED TABLE stg_orders (a int);\n\\copy stg_orders from 'o' csv\n",
    ],
    [
      "a schema for staging",
      "CREATE UNLOGGED TABLE staging.o (a int);\n\\copy staging.o from 'o' csv\n",
    ],
    ["a few rows", `${TABLE}INSERT INTO orders VALUES (1);\n`],
    ["a benchmark", `${TABLE}${QUIET_LOAD}`, { file: "bench/setup.sql" }],
  ],
});
