// The rules about partitions against a real server: what they report it refuses, with the SQLSTATE that
// they name, what they do not report it takes, and what their fixes write it runs.
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AnyRule } from "../../../../src/core/analysis/rule.ts";
import { present } from "../../../../src/core/base/assert.ts";
import { rule as noInclusiveUpperBound } from "../../../../src/core/rules/sql/no-inclusive-upper-bound.ts";
import { rule as noMissingPartition } from "../../../../src/core/rules/sql/no-missing-partition.ts";
import { rule as noNullableKey } from "../../../../src/core/rules/sql/no-nullable-partition-key.ts";
import { rule as noPartitionGap } from "../../../../src/core/rules/sql/no-partition-gap.ts";
import { rule as noPartitionOverlap } from "../../../../src/core/rules/sql/no-partition-overlap.ts";
import { rule as preferAttach } from "../../../../src/core/rules/sql/prefer-attach-partition.ts";
import { rule as preferPartitioned } from "../../../../src/core/rules/sql/prefer-partitioned-table.ts";
import { rule as requireAllRemainders } from "../../../../src/core/rules/sql/require-all-remainders.ts";
import { rule as requireCheck } from "../../../../src/core/rules/sql/require-check-before-attach.ts";
import { rule as requireKeyInKey } from "../../../../src/core/rules/sql/require-partition-key-in-key.ts";
import { findingsOf, fixedBy } from "../../../support/check-rule.ts";
import { runScript } from "../../../support/run-script.ts";
import { startDatabase, type TestDatabase } from "../../../support/test-database.ts";

let on: TestDatabase;

beforeAll(async () => {
  on = await startDatabase();
});
afterAll(() => on.close());

beforeEach(async () => {
  await on.client.query("DROP SCHEMA IF EXISTS trial CASCADE; CREATE SCHEMA trial");
  await on.client.query("SET search_path TO trial");
});

/** The SQLSTATE of what the server refuses first; empty where it takes all. */
async function refusal(script: string): Promise<string> {
  try {
    await runScript(on.client, script);
    return "";
  } catch (error) {
    if (error instanceof Error && "code" in error) return String(error.code);
    throw error;
  }
}

const RANGES = "CREATE TABLE p (id int, day date) PARTITION BY RANGE (day);\n";
const LISTS = "CREATE TABLE p (id int, code text) PARTITION BY LIST (code);\n";
const YEAR =
  "CREATE TABLE p_2025 PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');\n";

test.each<[string, AnyRule, string, string, string]>([
  [
    "a range in another",
    noPartitionOverlap,
    RANGES + YEAR,
    "CREATE TABLE x PARTITION OF p FOR VALUES FROM ('2025-06-01') TO ('2025-07-01');",
    "42P17",
  ],
  [
    "a value twice",
    noPartitionOverlap,
    `${LISTS}CREATE TABLE a PARTITION OF p FOR VALUES IN ('x', NULL);\n`,
    "CREATE TABLE b PARTITION OF p FOR VALUES IN ('y', NULL);",
    "42P17",
  ],
  [
    "two defaults",
    noPartitionOverlap,
    `${RANGES}CREATE TABLE a PARTITION OF p DEFAULT;\n`,
    "CREATE TABLE b PARTITION OF p DEFAULT;",
    "42P17",
  ],
  [
    "a remainder twice",
    noPartitionOverlap,
    "CREATE TABLE p (id int) PARTITION BY HASH (id);\nCREATE TABLE a PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER 0);\n",
    "CREATE TABLE b PARTITION OF p FOR VALUES WITH (MODULUS 4, REMAINDER 2);",
    "42P17",
  ],
  [
    "a primary key without the column",
    requireKeyInKey,
    "",
    "CREATE TABLE p (id int PRIMARY KEY, day date) PARTITION BY RANGE (day);",
    "0A000",
  ],
  [
    "a key over an expression",
    requireKeyInKey,
    "",
    "CREATE TABLE p (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE ((day + 1));",
    "0A000",
  ],
  [
    "a unique index without the column",
    requireKeyInKey,
    RANGES,
    "CREATE UNIQUE INDEX ON p (id);",
    "0A000",
  ],
  [
    "a row of another year",
    noMissingPartition,
    RANGES + YEAR,
    "INSERT INTO p VALUES (1, '2026-01-01');",
    "23514",
  ],
  [
    "NULL in no list",
    noMissingPartition,
    `${LISTS}CREATE TABLE a PARTITION OF p FOR VALUES IN ('x');\n`,
    "INSERT INTO p VALUES (1, NULL);",
    "23514",
  ],
])("the server refuses %s", async (_name, rule, before, last, sqlstate) => {
  expect(await findingsOf(rule, before + last)).toHaveLength(1);
  expect(await refusal(before)).toBe("");
  expect(await refusal(last)).toBe(sqlstate);
});

test.each<[string, AnyRule, string, string]>([
  [
    "the last day",
    noInclusiveUpperBound,
    `${RANGES}CREATE TABLE a PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2025-12-31');\n`,
    "INSERT INTO p VALUES (1, '2025-12-31');",
  ],
  [
    "the last second",
    noInclusiveUpperBound,
    "CREATE TABLE p (id int, day timestamptz) PARTITION BY RANGE (day);\nCREATE TABLE a PARTITION OF p FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2025-12-31 23:59:59.999+00');\n",
    "INSERT INTO p VALUES (1, '2025-12-31 23:59:59.9995+00');",
  ],
  [
    "the last number",
    noInclusiveUpperBound,
    "CREATE TABLE p (id int) PARTITION BY RANGE (id);\nCREATE TABLE a PARTITION OF p FOR VALUES FROM (0) TO (99);\nCREATE TABLE b PARTITION OF p FOR VALUES FROM (100) TO (200);\n",
    "INSERT INTO p VALUES (99);",
  ],
  [
    "a row in the hole",
    noPartitionGap,
    `${RANGES}${YEAR}CREATE TABLE p_2027 PARTITION OF p FOR VALUES FROM ('2027-01-01') TO ('2028-01-01');\n`,
    "INSERT INTO p VALUES (1, '2026-06-01');",
  ],
  [
    "some of a hundred rows",
    requireAllRemainders,
    "CREATE TABLE p (id int) PARTITION BY HASH (id);\nCREATE TABLE p_0 PARTITION OF p FOR VALUES WITH (MODULUS 4, REMAINDER 0);\nCREATE TABLE p_2 PARTITION OF p FOR VALUES WITH (MODULUS 4, REMAINDER 2);\n",
    "INSERT INTO p SELECT generate_series(1, 100);",
  ],
])("%s fails before the fix and not behind it", async (_name, rule, script, row) => {
  expect(await refusal(script)).toBe("");
  expect(await refusal(row)).toBe("23514");
  await on.client.query("DROP SCHEMA trial CASCADE; CREATE SCHEMA trial");
  expect(await refusal(await fixedBy(rule, script))).toBe("");
  expect(await refusal(row)).toBe("");
});

test("NULL in a range partition key fails as the rule says", async () => {
  expect(await findingsOf(noNullableKey, RANGES + YEAR)).toHaveLength(1);
  expect(await refusal(`${RANGES + YEAR}INSERT INTO p VALUES (1, NULL);`)).toBe("23514");
});

test("a DEFAULT partition that holds a row of the new one refuses it", async () => {
  const script = `${RANGES}CREATE TABLE rest PARTITION OF p DEFAULT;\nINSERT INTO p VALUES (1, '2025-05-05');\n`;
  expect(await refusal(script)).toBe("");
  expect(await refusal(YEAR)).toBe("23514");
});

test.each<[string, AnyRule, string, string]>([
  [
    "the missing partition",
    noMissingPartition,
    "",
    `${RANGES}${YEAR}INSERT INTO p VALUES (1, '2026-01-01');`,
  ],
  [
    "a longer key",
    requireKeyInKey,
    "",
    "CREATE TABLE p (id int PRIMARY KEY, day date) PARTITION BY RANGE (day);",
  ],
  [
    "a partitioned table",
    preferPartitioned,
    "",
    "CREATE TABLE logs (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz DEFAULT now());",
  ],
  [
    "a table that is attached",
    preferAttach,
    "CREATE TABLE p (id int GENERATED ALWAYS AS IDENTITY, day date NOT NULL, next date GENERATED ALWAYS AS (day + 1) STORED, n int DEFAULT 3 CHECK (n > 0), PRIMARY KEY (id, day)) PARTITION BY RANGE (day);\nCREATE INDEX ON p (n);\n",
    YEAR,
  ],
])("the server takes %s", async (_name, rule, before, script) => {
  const fixed = await fixedBy(rule, script, { workspace: before });
  expect(await refusal(before + fixed)).toBe("");
});

test.each([
  [
    "a range",
    `${RANGES}CREATE TABLE c AS SELECT 1 AS id, date '2025-05-05' AS day;\n`,
    "FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
  ],
  [
    "a list",
    `${LISTS}CREATE TABLE c AS SELECT 1 AS id, text 'a' AS code;\n`,
    "FOR VALUES IN ('a', 'b')",
  ],
])("with the CHECK of the fix the server does not scan %s", async (_name, before, bound) => {
  const script = `${before}ALTER TABLE p ATTACH PARTITION c ${bound};`;
  const fixed = await fixedBy(requireCheck, script);
  const notices: string[] = [];
  const listen = ({ message }: { readonly message?: string | undefined }) => {
    notices.push(message ?? "");
  };
  on.client.on("notice", listen);
  await on.client.query("SET client_min_messages TO debug1");
  expect(await refusal(fixed)).toBe("");
  await on.client.query("RESET client_min_messages");
  on.client.off("notice", listen);
  expect(notices.join("\n")).toContain("implied by existing constraints");
});

describe("whatever the partitions and the row", () => {
  const span = (text: (value: number) => string) =>
    fc
      .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 10 }))
      .map(([from, width]) => `FROM (${text(from)}) TO (${text(from + width)})`);
  const date = (value: number) => `'2025-01-${String(value + 1).padStart(2, "0")}'`;
  const day = (value: number) =>
    value < 31 ? date(value) : `'2025-02-${String(value - 30).padStart(2, "0")}'`;
  const codes = ["'a'", "'A'", "'b'", "'b '", "NULL", "'ç'"];

  const kinds = [
    {
      type: "int",
      by: "RANGE",
      bound: span(String),
      value: fc.integer({ min: -2, max: 45 }).map(String),
    },
    {
      type: "numeric(8,2)",
      by: "RANGE",
      bound: span((value) => `${value}.50`),
      value: fc.integer({ min: -2, max: 45 }).map((value) => `${value}.5`),
    },
    {
      type: "date",
      by: "RANGE",
      bound: span(day),
      value: fc.integer({ min: 0, max: 50 }).map(day),
    },
    {
      type: "timestamp",
      by: "RANGE",
      bound: span((value) => `'2025-01-01 ${String(value % 24).padStart(2, "0")}:00'`),
      value: fc
        .integer({ min: 0, max: 23 })
        .map((hour) => `'2025-01-01T${String(hour).padStart(2, "0")}:00:00'`),
    },
    {
      type: "text",
      by: "LIST",
      bound: fc
        .uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 2 })
        .map((some) => `IN (${some.join(", ")})`),
      value: fc.constantFrom(...codes),
    },
  ] as const;

  test.each(kinds)("$type: the rules and the server agree", async ({ type, by, bound, value }) => {
    const script = fc.tuple(fc.array(bound, { minLength: 1, maxLength: 4 }), value);
    const samples = fc.sample(script, { seed: 4, numRuns: 60 });
    for (const [bounds, row] of samples) {
      await on.client.query("DROP SCHEMA trial CASCADE; CREATE SCHEMA trial");
      const tables = [
        `CREATE TABLE p (k ${type}) PARTITION BY ${by} (k);`,
        ...bounds.map((one, index) => `CREATE TABLE p${index} PARTITION OF p FOR VALUES ${one};`),
      ].join("\n");
      const refused = await refusal(tables);
      // A range of timestamps may wrap around midnight, and then ends before it starts.
      if (refused === "42P17" && (await isEmptyRange(tables))) continue;
      const overlaps = await findingsOf(noPartitionOverlap, tables);
      expect([overlaps.length > 0, tables]).toEqual([refused === "42P17", tables]);
      if (refused !== "") continue;
      const insert = `INSERT INTO p (k) VALUES (${row});`;
      const missing = await findingsOf(noMissingPartition, `${tables}\n${insert}`);
      const expected = (await refusal(insert)) === "23514";
      expect([missing.length > 0, tables, insert]).toEqual([expected, tables, insert]);
    }
  });

  /** True where some statement is refused for a reason of its own. */
  async function isEmptyRange(tables: string): Promise<boolean> {
    const [parent, ...parts] = tables.split("\n");
    for (const part of parts) {
      await on.client.query("DROP SCHEMA trial CASCADE; CREATE SCHEMA trial");
      await on.client.query(present(parent, "a parent"));
      if ((await refusal(part)) === "42P17") return true;
    }
    return false;
  }
});
