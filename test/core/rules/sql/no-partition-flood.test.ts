import { rule } from "../../../../src/core/rules/sql/no-partition-flood.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const MAKE = "EXECUTE format('CREATE TABLE t_%s PARTITION OF t FOR VALUES IN (%s)', i, i);";
const block = (loop: string, body = MAKE) => `DO $$ BEGIN ${loop} ${body} END LOOP; END $$;`;

ruleTable(rule, {
  reports: [
    ["numbers", block("«FOR i IN 1..5000 LOOP»")],
    ["downwards", block("«FOR i IN REVERSE 5000..1 LOOP»")],
    ["by steps", block("«FOR i IN 0..100000 BY 10 LOOP»")],
    [
      "days",
      block(
        "«FOR i IN SELECT generate_series('2020-01-01'::date, '2025-12-31'::date, '1 day'::interval) LOOP»",
      ),
    ],
    [
      "hours",
      block(
        "«FOR i IN SELECT * FROM generate_series(timestamp '2025-01-01', timestamp '2025-03-01', interval '1 hour') LOOP»",
      ),
    ],
    ["two loops", block("«FOR j IN 1..50 LOOP»", `FOR i IN 1..50 LOOP ${MAKE} END LOOP;`)],
    [
      "a function",
      `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN «FOR i IN 1..5000 LOOP» ${MAKE} END LOOP; END $$;`,
    ],
    [
      "\\gexec",
      "SELECT format('CREATE TABLE t_%s PARTITION OF t FOR VALUES IN (%s)', i, i) FROM «generate_series(1, 4000)» AS i \\gexec",
    ],
  ],
  quiet: [
    ["a few", block("FOR i IN 1..12 LOOP")],
    [
      "ten years of months",
      block(
        "FOR i IN SELECT generate_series('2020-01-01'::date, '2029-12-01'::date, '1 month') LOOP",
      ),
    ],
    ["a border that is not in the text", block("FOR i IN 1..n LOOP")],
    ["a loop that fills a table", block("FOR i IN 1..100000 LOOP", "INSERT INTO t VALUES (i);")],
    ["rows of a table", block("FOR i IN SELECT id FROM tenants LOOP")],
    [
      "partitions outside the loop",
      `DO $$ BEGIN FOR i IN 1..5000 LOOP PERFORM f(i); END LOOP; ${MAKE} END $$;`,
    ],
    ["a series of rows", "INSERT INTO t SELECT generate_series(1, 1000000);"],
  ],
});
