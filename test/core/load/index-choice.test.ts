// What a plan does about indexes: a table of requests and facts.
import { describe, expect, test } from "vitest";
import {
  chooseIndexes,
  selectObjects,
  type IndexFacts,
  type TableObject,
} from "../../../src/core/load/index-choice.ts";

const object = (facts: Partial<TableObject> & Pick<TableObject, "name">): TableObject => ({
  kind: "index",
  method: "btree",
  isUnique: false,
  isReplicaIdentity: false,
  pointsAt: null,
  keepReason: null,
  ...facts,
});

const key = object({ kind: "key", name: "t_pkey", isUnique: true });
const unique = object({ name: "t_email", isUnique: true });
const plain = object({ name: "t_city" });
const hash = object({ name: "t_hash", method: "hash" });
const odd = object({ name: "t_odd", method: "bloom" });
const apart = object({ kind: "exclusion", name: "t_apart", method: "gist" });
const own = object({ kind: "foreign key", name: "to_parent", method: "" });
const pointing = object({
  kind: "foreign key",
  name: "from_child",
  method: "",
  pointsAt: "t_pkey",
});

const facts = (objects: readonly TableObject[], more: Partial<IndexFacts> = {}): IndexFacts => ({
  objects,
  rowsThere: 0,
  missingRight: null,
  otherLoad: null,
  ...more,
});

const request = { indexes: "auto", mode: "append", isAtomic: false } as const;
const MANY = 10_000_000;

describe("which objects go", () => {
  const all = [key, unique, plain, hash, odd, apart, own, pointing];
  test.each([
    [
      "rebuild",
      "append",
      ["t_pkey", "t_email", "t_city", "t_hash", "t_odd", "t_apart", "to_parent", "from_child"],
    ],
    ["rebuild", "skip", ["t_city", "t_hash", "t_odd", "to_parent"]],
    ["rebuild", "upsert", ["t_city", "t_hash", "t_odd", "to_parent"]],
    ["lookups", "append", ["t_city"]],
    ["lookups", "upsert", ["t_city"]],
  ] as const)("%s in mode %s", (scope, mode, names) => {
    const { dropped, kept } = selectObjects(scope, mode, all);
    expect(dropped.map(({ name }) => name)).toEqual(names);
    // Nothing is passed over in silence, but for foreign keys elsewhere whose key stays.
    const told = [...dropped, ...kept.map((one) => one.object)].map(({ name }) => name);
    expect(all.filter(({ name }) => !told.includes(name))).toEqual(
      names.some((name) => name === "t_pkey") ? [] : [pointing],
    );
  });

  test("a key that must stay keeps the foreign keys that point at it", () => {
    const stuck = { ...key, keepReason: "child belongs to somebody else" };
    const { dropped, kept } = selectObjects("rebuild", "append", [stuck, plain, pointing]);
    expect(dropped).toEqual([plain]);
    expect(kept).toEqual([{ object: stuck, reason: "child belongs to somebody else" }]);
  });
});

describe("the decision", () => {
  test.each([
    [
      "nobody asked",
      { ...request, indexes: "keep" },
      facts([plain]),
      MANY,
      "keep",
      "works during the load",
    ],
    [
      "an empty table",
      request,
      facts([key, plain]),
      MANY,
      "lookups",
      "keeping would cost 24 s, building 12 s",
    ],
    ["few rows", request, facts([plain]), 10_000, "keep", "about 10,000 rows"],
    ["a large table", request, facts([plain], { rowsThere: MANY }), MANY, "keep", "building 24 s"],
    [
      "a small part there",
      request,
      facts([plain], { rowsThere: MANY / 10 }),
      MANY,
      "lookups",
      "1,000,000",
    ],
    ["only a key", request, facts([key]), MANY, "keep", "t_pkey is kept: it refuses bad records"],
    ["nothing there", request, facts([]), MANY, "keep", "the table has none"],
    [
      "no owner",
      request,
      facts([plain], { missingRight: "role r does not own it" }),
      MANY,
      "keep",
      "role r does not own it",
    ],
    [
      "another load",
      { ...request, indexes: "rebuild" },
      facts([plain], { otherLoad: "x1" }),
      MANY,
      "keep",
      "load x1 has dropped some",
    ],
    [
      "replace",
      { ...request, indexes: "rebuild", mode: "replace" },
      facts([plain]),
      MANY,
      "keep",
      "--mode replace",
    ],
    [
      "atomic",
      { ...request, indexes: "rebuild", isAtomic: true },
      facts([plain]),
      MANY,
      "keep",
      "--atomic",
    ],
    [
      "asked for, however small",
      { ...request, indexes: "rebuild" },
      facts([key, own], { rowsThere: MANY }),
      1,
      "rebuild",
      "ON CONFLICT on these keys fails",
    ],
    [
      "skip",
      { ...request, indexes: "rebuild", mode: "skip" },
      facts([key, plain]),
      1,
      "rebuild",
      "t_pkey is kept: --mode skip finds",
    ],
  ] as const)("%s", (_name, asked, known, rows, indexes, evidence) => {
    const choice = chooseIndexes(asked, known, rows);
    expect(choice.indexes).toBe(indexes);
    expect(choice.decision.evidence).toContain(evidence);
    expect(choice.decision.what).toBe("indexes");
  });

  test("it names what goes and what others lose meanwhile", () => {
    const asked = { ...request, indexes: "rebuild" } as const;
    const { decision } = chooseIndexes(asked, facts([key, plain, own]), 5);
    expect(decision).toEqual({
      what: "indexes",
      value:
        "drop 2 indexes and 1 foreign key, build again after the last batch: t_pkey, t_city, to_parent",
      origin: "given",
      evidence:
        "as asked; until then readers of the table do without them, nobody is stopped from writing duplicates, " +
        "ON CONFLICT on these keys fails, and a duplicate in the file is found at the end and not rejected, " +
        "rows that point nowhere are found at the end, building blocks writers",
    });
  });
});
