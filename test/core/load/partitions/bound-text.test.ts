// What pg_get_expr prints of a bound, and what is written for a new one.
import { expect, test } from "vitest";
import { readBound } from "../../../../src/core/load/partitions/bound-text.ts";
import { boundSql } from "../../../../src/core/load/partitions/partition-sql.ts";
import { treeOf } from "./trees.ts";

const value = (text: string) => ({ kind: "value", text });

test.each([
  ["DEFAULT", { kind: "default" }],
  ["FOR VALUES WITH (modulus 4, remainder 3)", { kind: "hash", modulus: 4, remainder: 3 }],
  [
    "FOR VALUES IN ('BR', NULL, 'it''s (a), b', 'NULL')",
    { kind: "list", values: ["BR", null, "it's (a), b", "NULL"] },
  ],
  ["FOR VALUES IN (1, '-2', true)", { kind: "list", values: ["1", "-2", "true"] }],
  [
    "FOR VALUES FROM (MINVALUE, '2025-01-01') TO (10, MAXVALUE)",
    {
      kind: "range",
      from: [{ kind: "min" }, value("2025-01-01")],
      to: [value("10"), { kind: "max" }],
    },
  ],
  [
    "FOR VALUES FROM ('MINVALUE') TO (1.5)",
    { kind: "range", from: [value("MINVALUE")], to: [value("1.5")] },
  ],
])("%s", (text, bound) => {
  expect(readBound(text)).toEqual(bound);
});

test.each([
  "",
  "FOR VALUES",
  "FOR VALUES IN ()",
  "FOR VALUES IN ('a'",
  "FOR VALUES IN ('a') extra",
  "FOR VALUES FROM (1) TO (1, 2)",
  "FOR VALUES WITH (modulus four, remainder 1)",
  "FOR VALUES FROM (now() - 1) TO (2)",
])("%j is left to the server", (text) => {
  expect(readBound(text)).toBeNull();
});

test.each([
  ["text", "FOR VALUES IN ('BR', NULL, 'it''s')"],
  ["int4", "FOR VALUES FROM (MINVALUE) TO (1000)"],
  ["int8", "FOR VALUES FROM ('-5') TO (MAXVALUE)"],
  ["date", "FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')"],
  ["text", "FOR VALUES WITH (modulus 8, remainder 0)"],
  ["text", "DEFAULT"],
] as const)("of %s: %s is written as it is printed", (name, text) => {
  const bound = readBound(text);
  expect(bound === null ? null : boundSql(treeOf({ key: name, bounds: {} }), bound)).toBe(text);
});
