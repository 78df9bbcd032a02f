import { expect, test } from "vitest";
import {
  snapshotColumns,
  snapshotTable,
} from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { rule } from "../../../../src/core/rules/live/type-overflow.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const columns = snapshotColumns({
  id: "integer",
  qty: "smallint",
  code: "character varying(3)",
  price: "numeric(5,2)",
  day: "date",
  note: "text",
});
const snapshot = {
  tables: [
    snapshotTable("t", { columns }),
    snapshotTable("open", { columns: columns.slice(0, 2), isComplete: false }),
    snapshotTable("free", { columns: snapshotColumns({ note: "text" }) }),
  ],
};

ruleTable(rule, {
  reports: [
    [
      "each literal by its column",
      "INSERT INTO t (qty, code) VALUES («32768», «'abcd'»), (1, 'abc')",
      { snapshot },
    ],
    [
      "values without a column list",
      "INSERT INTO t VALUES («2147483648», 1, 'abc', «1000», «'2025-13-01'», 'x')",
      { snapshot },
    ],
    [
      "each row of a run",
      "INSERT INTO t (qty) VALUES (1);\nINSERT INTO t (qty) VALUES («-40000»);",
      { snapshot },
    ],
    [
      "a literal in SQL of Python",
      `cur.execute("INSERT INTO t (qty, code) VALUES («40000», %s)", (x,))`,
      { snapshot, file: "load.py" },
    ],
    [
      "a row in PL/pgSQL",
      "DO $$ BEGIN INSERT INTO t (qty) VALUES («99999»); END $$;",
      { snapshot },
    ],
  ],
  quiet: [
    ["no connection", "INSERT INTO t (qty) VALUES (99999)"],
    [
      "values at the limit",
      "INSERT INTO t VALUES (2147483647, -32768, 'abc', 999.994, '2024-02-29', 'x')",
      { snapshot },
    ],
    [
      "expressions and casts",
      "INSERT INTO t (qty, code, day) VALUES (99999 / 10, 'abcdef'::varchar(3), current_date)",
      { snapshot },
    ],
    [
      "parameters and placeholders",
      "INSERT INTO t (qty, code) VALUES ($1, '{{ code_of_row }}')",
      { snapshot },
    ],
    ["NULL and DEFAULT", "INSERT INTO t (qty, code) VALUES (NULL, DEFAULT)", { snapshot }],
    ["a row of the wrong length", "INSERT INTO t (qty, code) VALUES (99999)", { snapshot }],
    ["columns that nobody knows", "INSERT INTO open VALUES (1, 99999)", { snapshot }],
    ["a table without limits", "INSERT INTO free VALUES ('abc')", { snapshot }],
    [
      "a column of the script's own",
      "CREATE TABLE t (qty bigint);\nINSERT INTO t (qty) VALUES (99999)",
      { snapshot },
    ],
    [
      "a type changed by the script",
      "ALTER TABLE t ALTER COLUMN qty TYPE bigint;\nINSERT INTO t (qty) VALUES (99999)",
      { snapshot },
    ],
  ],
});

test("at most ten findings in one statement", async () => {
  const text = `INSERT INTO t (qty) VALUES ${"(99999), ".repeat(40)}(1)`;
  expect(await findingsOf(rule, text, { snapshot })).toHaveLength(10);
});
