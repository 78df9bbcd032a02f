import { expect, test } from "vitest";
import { present } from "../../../../src/core/base/assert.ts";
import { rule } from "../../../../src/core/rules/sql/prefer-copy-for-large-values.ts";
import { applyEdits } from "../../../../src/core/text/edit.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const rows = (count: number): string =>
  Array.from({ length: count }, (_, at) => `(${at}, 'name ${at}')`).join(",\n");

ruleTable(rule, {
  reports: [
    ["1,001 rows", `«INSERT INTO t» (id, name) VALUES ${rows(1_001)};`],
    [
      "a megabyte in few rows",
      `«INSERT INTO t» (id, name) VALUES (1, '${"x".repeat(1_000_000)}');`,
    ],
  ],
  quiet: [
    ["1,000 rows", `INSERT INTO t (id, name) VALUES ${rows(1_000)};`],
    [
      "as many as the team asked for",
      `INSERT INTO t (id, name) VALUES ${rows(1_500)};`,
      { thresholds: { batchRows: 2_000 } },
    ],
    ["a query", "INSERT INTO t (id) SELECT generate_series(1, 100000);"],
    ["COPY itself", "COPY t (id) FROM stdin;\n1\n\\.\n"],
  ],
});

test("offers COPY for the rows that are kept and those beyond", async () => {
  const text = `INSERT INTO t (id, name) VALUES ${rows(1_200)};\nANALYZE t;\n`;
  const [finding] = await findingsOf(rule, text);
  const fixed = applyEdits(text, present(finding?.fixes?.[0], "a fix").edits);
  const lines = fixed.split("\n");
  expect([lines[0], lines[1], lines[1_200], ...lines.slice(1_201)]).toEqual([
    "COPY t (id, name) FROM stdin;",
    "0\tname 0",
    "1199\tname 1199",
    "\\.",
    "ANALYZE t;",
    "",
  ]);
});

test.each([
  ["a call among the values", `INSERT INTO t (id, name) VALUES ${rows(1_100)}, (1, now());`],
  ["a comment", `INSERT INTO t (id, name) VALUES ${rows(1_100)} /* the last */, (1, 'x');`],
  ["ON CONFLICT", `INSERT INTO t (id, name) VALUES ${rows(1_100)} ON CONFLICT DO NOTHING;`],
  ["no column list", `INSERT INTO t VALUES ${rows(1_100)};`],
  [
    "backslashes that escape",
    `SET standard_conforming_strings = off;\nINSERT INTO t (id, name) VALUES ${rows(1_100)};`,
  ],
  ["a routine", `DO $$ BEGIN INSERT INTO t (id, name) VALUES ${rows(1_100)}; END $$;`],
])("offers nothing with %s", async (_name, source) => {
  const [finding] = await findingsOf(rule, source);
  expect(finding?.fixes).toEqual([]);
});
