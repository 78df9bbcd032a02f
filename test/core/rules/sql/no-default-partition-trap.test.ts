import { rule } from "../../../../src/core/rules/sql/no-default-partition-trap.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const ORDERS = "CREATE TABLE orders (id bigint, day date NOT NULL) PARTITION BY RANGE (day);\n";
const REST = "CREATE TABLE orders_rest PARTITION OF orders DEFAULT;\n";
const known = { workspace: ORDERS + REST };
const routine = (head: string) =>
  `${head} AS $$ BEGIN EXECUTE format('CREATE TABLE %I «PARTITION OF orders» FOR VALUES FROM (%L) TO (%L)', 'a', 'b', 'c'); END $$ LANGUAGE plpgsql;`;
const unmarked = (text: string) => text.replaceAll(/[«»]/gu, "");
const MONTH = "FOR VALUES FROM ('2025-02-01') TO ('2025-03-01')";

ruleTable(rule, {
  reports: [
    ["a month", `CREATE TABLE o2 PARTITION OF orders «${MONTH}»;`, known],
    ["ATTACH", `ALTER TABLE orders ATTACH PARTITION o2 «${MONTH}»;`, known],
    [
      "once for a table",
      `CREATE TABLE o2 PARTITION OF orders «${MONTH}»;\nCREATE TABLE o3 PARTITION OF orders FOR VALUES FROM ('2025-03-01') TO ('2025-04-01');`,
      known,
    ],
    [
      "a function that adds them later",
      ORDERS + REST + routine("CREATE FUNCTION add_month() RETURNS void"),
    ],
    ["a function in a file of its own", routine("CREATE OR REPLACE PROCEDURE add_month()"), known],
  ],
  quiet: [
    [
      "the DEFAULT partition is made with them",
      `${ORDERS}CREATE TABLE o2 PARTITION OF orders ${MONTH};\n${REST}`,
    ],
    [
      "no DEFAULT partition",
      `CREATE TABLE o2 PARTITION OF orders ${MONTH};`,
      { workspace: ORDERS },
    ],
    ["the DEFAULT partition itself", REST, { workspace: ORDERS }],
    [
      "a block that makes all at once",
      `${ORDERS}${REST}DO $$ BEGIN EXECUTE 'CREATE TABLE x PARTITION OF orders ${MONTH.replaceAll("'", "''")}'; END $$;`,
    ],
    [
      "a parent whose name is put in",
      unmarked(routine("CREATE FUNCTION f() RETURNS void")).replace("OF orders", "OF %I"),
      known,
    ],
  ],
});
