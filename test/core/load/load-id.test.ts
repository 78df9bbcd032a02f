// What makes two loads the same one, and what sets them apart, in words.
import { expect, test } from "vitest";
import { identified, planDifference } from "../../../src/core/load/load-id.ts";
import type { LoadPlan } from "../../../src/core/load/plan.ts";
import { column, newHasher, planFor } from "../../support/load-fixtures.ts";

const plan = planFor(100, ["a", "b"]);
const idOf = (facts: Partial<LoadPlan>, name: string | null = null) =>
  identified({ ...plan, ...facts }, name, newHasher);
const source = (bytesTotal: number, sampled: string) => ({
  ...plan.source,
  fingerprint: { bytesTotal, sampled },
});

test.each<[string, Partial<LoadPlan>]>([
  ["workers", { workers: 9 }],
  ["batch size", { batchBytes: 1 }],
  ["rejects allowed", { rejects: { max: null, file: "x" } }],
  ["durability", { durability: "off" }],
  ["the path", { source: { ...plan.source, path: "elsewhere.csv", name: "elsewhere.csv" } }],
])("the same load whatever the %s", (_name, facts) => {
  expect(idOf(facts).loadId).toBe(idOf({}).loadId);
});

test.each<[string, Partial<LoadPlan>]>([
  ["the content", { source: source(100, "other") }],
  ["the size", { source: source(101, "") }],
  ["the dialect", { dialect: { ...plan.dialect, nullText: "NULL" } }],
  ["the table", { target: { ...plan.target, oid: 2 } }],
  ["the mapping", { mapping: plan.mapping.toReversed() }],
])("another load when %s is another", (_name, facts) => {
  expect(idOf(facts).loadId).not.toBe(idOf({}).loadId);
});

test("a name is the id, and the identity stays", () => {
  const named = idOf({}, "again");
  expect([named.loadId, named.identity]).toEqual(["again", idOf({}).identity]);
});

test.each<[string, Partial<LoadPlan>, string | null, RegExp]>([
  ["nothing", {}, null, /./],
  ["more bytes", { source: source(120, "") }, "file-changed", /100 bytes and has 120/],
  ["other bytes", { source: source(100, "x") }, "file-changed", /same size and other content/],
  [
    "another table",
    { target: { ...plan.target, oid: 2 } },
    "table-changed",
    /dropped and made again/,
  ],
  [
    "a column gone",
    { target: { ...plan.target, columns: [column("a")] } },
    "table-changed",
    /"b" is gone/,
  ],
  [
    "a column retyped",
    { target: { ...plan.target, columns: [column("a", { type: "bigint" }), column("b")] } },
    "table-changed",
    /"a" was text and is bigint/,
  ],
  [
    "other options",
    { dialect: { ...plan.dialect, delimiter: ";" } },
    "load-unfinished",
    /other options/,
  ],
])("the difference is told: %s", (_name, facts, code, words) => {
  const difference = planDifference(idOf({}), idOf(facts));
  expect(difference?.code ?? null).toBe(code);
  if (difference !== null) expect(difference.message).toMatch(words);
});
