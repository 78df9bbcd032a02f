// Which archives a load may go on with, before their text is compared, and which load that is.
import { expect, test } from "vitest";
import { identified } from "../../../src/core/load/load-id.ts";
import type { LoadPlan, SourceFile } from "../../../src/core/load/plan.ts";
import type { LoadRow } from "../../../src/core/load/ports.ts";
import { continued, isRepacked, refuseOtherLoad } from "../../../src/core/load/repacked.ts";
import { newHasher, planFor } from "../../support/load-fixtures.ts";

type PlannedSource = LoadPlan["source"];

const source = (sampled: string, facts: Partial<PlannedSource> = {}): PlannedSource => ({
  path: "/d/t.csv.gz",
  name: "t.csv.gz",
  fingerprint: { bytesTotal: 100, sampled },
  isPacked: true,
  isArchive: true,
  ...facts,
});

const file = (name: string, sampled: string, isArchive = true): SourceFile => ({
  path: `/d/${name}`,
  name,
  fingerprint: { bytesTotal: 10, sampled },
  isArchive,
  body: { start: 0, line: 1 },
});
const files = (...parts: readonly SourceFile[]): PlannedSource =>
  source(parts.map(({ fingerprint }) => fingerprint.sampled).join(), { files: parts });

test.each<[string, PlannedSource, PlannedSource, boolean]>([
  ["the same bytes", source("a"), source("a"), false],
  ["an archive packed anew", source("a"), source("b"), true],
  ["another path", source("a"), source("b", { path: "/d/u.csv.gz" }), false],
  ["no archive then", source("a", { isArchive: false }), source("b"), false],
  ["no archive now", source("a"), source("b", { isArchive: false }), false],
  ["a plan that does not say", source("a", { isArchive: undefined }), source("b"), false],
  ["standard input", source("a", { path: "-" }), source("b", { path: "-" }), false],
  [
    "one of several",
    files(file("a", "1"), file("b", "2")),
    files(file("a", "1"), file("b", "3")),
    true,
  ],
  [
    "another order",
    files(file("a", "1"), file("b", "2")),
    files(file("b", "2"), file("a", "1")),
    false,
  ],
  ["a file more", files(file("a", "1")), files(file("a", "1"), file("b", "2")), false],
  [
    "a plain one too",
    files(file("a", "1"), file("b", "2", false)),
    files(file("a", "3"), file("b", "4", false)),
    false,
  ],
])("packed anew: %s", (_what, before, now, expected) => {
  expect(isRepacked(before, now)).toBe(expected);
});

const plan = (from: PlannedSource, name: string | null = null, facts: Partial<LoadPlan> = {}) =>
  identified({ ...planFor(100, ["a"]), source: from, ...facts }, name, newHasher);

/** A load that began with `recorded`, as the ledger has it. */
const row = (recorded: LoadPlan, facts: Partial<LoadRow> = {}, batches = 2): LoadRow => ({
  loadId: recorded.loadId,
  status: "stopped",
  epoch: 1,
  plan: recorded,
  contentHash: null,
  records: null,
  startedAt: "",
  finishedAt: null,
  committed: { records: 0, loaded: 0, rejected: 0, skipped: 0, duplicates: 0, bytes: 0, batches },
  ...facts,
});

const first = plan(source("a"));
const repaired = plan(source("b", { begunWith: source("a").fingerprint }));

test.each<[string, LoadRow, LoadPlan, boolean]>([
  ["a stopped load", row(first), plan(source("b")), true],
  ["one of that name", row(plan(source("a"), "x")), plan(source("b"), "x"), true],
  ["one of another name", row(plan(source("a"), "x")), plan(source("b"), "y"), false],
  ["one without a name, asked for by one", row(first), plan(source("b"), "y"), false],
  ["a load without a batch", row(first, {}, 0), plan(source("b")), false],
  ["a complete load", row(first, { status: "complete" }), plan(source("b")), false],
  ["other options", row(first), plan(source("b"), null, { mode: "skip", key: ["a"] }), false],
  ["a load that went on with it before", row(repaired), plan(source("b")), true],
  ["and is complete", row(repaired, { status: "complete" }), plan(source("b")), true],
  [
    "and is complete, elsewhere",
    row(repaired, { status: "complete" }),
    plan(source("b", { path: "/e" })),
    true,
  ],
  ["a third archive of it", row(repaired), plan(source("c")), true],
])("the load of an archive: %s", (_what, known, asked, isFound) => {
  const found = continued([row(plan(source("z", { path: "/z" }))), known], asked, newHasher);
  expect(found.loadId === known.loadId).toBe(isFound);
  if (isFound) expect(() => refuseOtherLoad(known, found)).not.toThrow();
  else expect(found).toBe(asked);
});

test("the load that knows the very bytes comes before one that may be of them", () => {
  const asked = plan(source("a"));
  const rows = [row(plan(source("z"))), row(first, { status: "complete" })];
  expect(continued(rows, asked, newHasher).loadId).toBe(first.loadId);
});

test.each<[string, LoadRow, LoadPlan]>([
  ["a plain file that changed", row(plan(source("a", { isArchive: false }))), plan(source("b"))],
  ["nothing committed", row(first, {}, 0), repaired],
  ["a new load whose archive changed after it was planned", row(repaired, {}, 0), repaired],
  ["a complete load", row(first, { status: "complete" }), repaired],
])("refused: %s", (_what, known, asked) => {
  expect(() => refuseOtherLoad(known, asked)).toThrow(/not what this load began with/);
});
