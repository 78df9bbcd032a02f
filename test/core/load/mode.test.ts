// What a mode asks of a load: its way, its key, its place in the identity.
import { expect, test } from "vitest";
import { identified } from "../../../src/core/load/load-id.ts";
import {
  isPlainAppend,
  isSkippedByBatch,
  isStaged,
  modeDecisions,
  requireKeyLoaded,
  requireKeyOfNew,
  resolveKey,
} from "../../../src/core/load/mode.ts";
import type { LoadPlan } from "../../../src/core/load/plan.ts";
import type { LoadMode } from "../../../src/core/load/request.ts";
import { newHasher, planFor } from "../../support/load-fixtures.ts";

const { target } = planFor(10, ["a", "b"]);

test.each<[LoadMode, boolean, "target" | "landing" | "staging"]>([
  ["append", false, "target"],
  ["append", true, "staging"],
  ["skip", false, "landing"],
  ["skip", true, "staging"],
  ["upsert", false, "staging"],
  ["upsert", true, "staging"],
  ["replace", false, "staging"],
  ["replace", true, "staging"],
])("%s, atomic %s: by way of the %s", (mode, isAtomic, way) => {
  const plan = { mode, isAtomic };
  expect([isPlainAppend(plan), isSkippedByBatch(plan), isStaged(plan)]).toEqual([
    way === "target",
    way === "landing",
    way === "staging",
  ]);
});

test.each<[string, LoadMode, string[], string[], string[] | string]>([
  ["append has none", "append", [], ["a"], []],
  ["append refuses one", "append", ["a"], ["a"], "key-without-mode"],
  ["the primary key", "upsert", [], ["a"], ["a"]],
  ["as asked", "skip", ["b"], ["a"], ["b"]],
  ["none to be had", "skip", [], [], "key-missing"],
  ["no such column", "upsert", ["c"], ["a"], "key-unknown"],
  ["replace may go without", "replace", [], [], []],
])("key: %s", (_name, mode, key, primaryKey, expected) => {
  const resolve = () => resolveKey({ mode, key }, target, primaryKey);
  if (typeof expected === "string")
    expect(resolve).toThrow(expect.objectContaining({ code: expected }));
  else expect(resolve()).toEqual(expected);
});

test("the key must come with the file, and in a new table be the primary key", () => {
  const plan = planFor(10, ["a", "b"], { mode: "upsert", key: ["a"] });
  const without: LoadPlan = {
    ...plan,
    mapping: plan.mapping.map((entry) =>
      entry.column === "a" ? { ...entry, column: null } : entry,
    ),
  };
  expect(() => requireKeyLoaded(plan)).not.toThrow();
  expect(() => requireKeyLoaded(without)).toThrow(
    expect.objectContaining({ code: "key-not-loaded" }),
  );
  const isNew: LoadPlan = { ...plan, target: { ...plan.target, oid: 0 } };
  expect(() => requireKeyOfNew(isNew, ["a"])).not.toThrow();
  expect(() => requireKeyOfNew(isNew, ["b"])).toThrow(
    expect.objectContaining({ code: "key-not-unique" }),
  );
  expect(() => requireKeyOfNew({ ...isNew, mode: "replace" }, [])).not.toThrow();
});

test("mode, key and atomicity are part of the identity; a plain append's is as before there were modes", () => {
  const identity = (facts: Partial<LoadPlan>): string =>
    identified(planFor(10, ["a", "b"], facts), null, newHasher).identity;
  const all = [
    identity({}),
    identity({ isAtomic: true }),
    identity({ mode: "skip", key: ["a"] }),
    identity({ mode: "skip", key: ["b"] }),
    identity({ mode: "upsert", key: ["a"] }),
    identity({ mode: "replace" }),
  ];
  expect(new Set(all).size).toBe(all.length);
  expect(all[0]).toBe(APPEND_BEFORE_MODES);
});

/** As the last commit without modes computed it for this very plan. */
const APPEND_BEFORE_MODES = "4cad88bdfddbcf5b";

test("the plan says what the mode does and whose key it is", () => {
  const say = (mode: LoadMode, isAtomic: boolean, isGiven = false) =>
    modeDecisions({ mode, isAtomic, key: ["a"] }, isGiven).map(({ what, value, origin }) => [
      what,
      value,
      origin,
    ]);
  expect(say("append", false)).toEqual([]);
  expect(say("append", true)).toEqual([["mode", "append, atomic", "given"]]);
  expect(say("replace", false)).toEqual([["mode", "replace", "given"]]);
  expect(say("upsert", false)).toEqual([
    ["mode", "upsert", "given"],
    ["key", "a", "table"],
  ]);
  expect(say("skip", false, true)[1]).toEqual(["key", "a", "given"]);
});
