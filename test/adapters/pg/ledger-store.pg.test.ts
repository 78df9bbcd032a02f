// Which of the loads in a ledger of years a new one hears of.
import { afterAll, beforeAll, expect, test } from "vitest";
import { PgLedger } from "../../../src/adapters/pg/ledger-store.ts";
import type { Fingerprint } from "../../../src/core/load/plan.ts";
import type { LoadRow } from "../../../src/core/load/ports.ts";
import { startLoads, type TestLoads } from "../../support/test-loads.ts";

let on: TestLoads;
let ledger: PgLedger;
const never = new AbortController().signal;

const [TABLE, OTHER] = [1_000, 2_000];
const content = (sampled: string): Fingerprint => ({ bytesTotal: 10, sampled });

/** Load id, table, status, the hour of its end, the files by their content. */
const LOADS: readonly (readonly [string, number, LoadRow["status"], number, ...string[]])[] = [
  ["done", TABLE, "complete", 1, "january"],
  ["same content", TABLE, "complete", 2, "now"],
  ["same content elsewhere", OTHER, "complete", 3, "now"],
  ["with other files", TABLE, "complete", 4, "january", "now"],
  ["other files alone", TABLE, "complete", 5, "january", "february"],
  ["stopped", TABLE, "stopped", 6, "january"],
  ["running", TABLE, "running", 7, "january"],
  ["stopped elsewhere", OTHER, "stopped", 8, "january"],
  ["own id elsewhere", OTHER, "complete", 9, "january"],
];

beforeAll(async () => {
  on = await startLoads();
  ledger = new PgLedger((use) => use(on.client));
  await ledger.prepare(never);
  for (const [id, oid, status, hour, ...files] of LOADS) {
    const named = files.map((file) => ({ path: `/${file}.csv`, fingerprint: content(file) }));
    const several = { path: "*.csv", fingerprint: content(files.join("+")), files: named };
    const source = named.length > 1 ? several : named[0];
    const plan = { source, mode: "append", target: { oid } };
    const at = `2026-01-01 0${hour}:00`;
    await on.client.query(
      `INSERT INTO rowmill.load (load_id, target_oid, target, file, plan, status, started_at, finished_at)
       VALUES ($1, $2, 't', 'f', $3, $4, $5, CASE $4 WHEN 'complete' THEN $5::timestamptz END)`,
      [id, oid, JSON.stringify(plan), status, at],
    );
  }
});
afterAll(() => on.close());

const ids = (rows: readonly LoadRow[]): readonly string[] => rows.map(({ loadId }) => loadId);

test("a plan hears of its own load, of what is unfinished, and of its content, in its table", async () => {
  const plan = await on.plan(on.file("now.csv", "1\n"), {
    into: "made",
    createTable: true,
    header: "no",
  });
  const asked = {
    ...plan,
    loadId: "own id elsewhere",
    target: { ...plan.target, oid: TABLE },
    source: { ...plan.source, fingerprint: content("now") },
  };
  expect(ids(await ledger.related(asked, never))).toEqual([
    ...["own id elsewhere", "running", "stopped", "with other files", "same content"],
  ]);
  const files = ["february", "march"].map((name) => ({
    ...{ path: `/${name}.csv`, name, body: plan.body, fingerprint: content(name) },
  }));
  const several = { ...asked.source, fingerprint: content("all"), files };
  expect(ids(await ledger.related({ ...asked, loadId: "new", source: several }, never))).toEqual([
    ...["running", "stopped", "other files alone"],
  ]);
});

test.each([
  ["done", ["running", "stopped", "other files alone", "with other files", "same content"]],
  ["same content elsewhere", ["own id elsewhere", "stopped elsewhere"]],
  ["other files alone", ["running", "stopped"]],
  ["stopped", []],
])("after %s", async (loadId, later) => {
  expect(ids(await ledger.after(loadId, never))).toEqual(later);
});

test("unfinished loads, the last one first", async () => {
  expect(ids(await ledger.unfinished(never))).toEqual([
    ...["stopped elsewhere", "running", "stopped"],
  ]);
  expect(ids(await ledger.list(never))).toHaveLength(LOADS.length);
});
