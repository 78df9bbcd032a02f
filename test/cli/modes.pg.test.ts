// The built program in its modes, killed again and again while it stages and merges: after the last run the table and
// the counts are those of an undisturbed load, and the words say what happened.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startDatabase, type TestDatabase } from "../support/test-database.ts";
import { jsonOf, rowmill, startRowmill } from "../support/rowmill.ts";

const RECORDS = 30_000;
/** Milliseconds from the start of the program to its end by SIGKILL. */
const KILLS = [400, 500, 600, 700, 900, 1_100];

let on: TestDatabase;
let file: string;

beforeAll(async () => {
  on = await startDatabase();
  // The last third has the keys of the first.
  const lines = Array.from({ length: RECORDS }, (_, record) => `${record % 20_000},v${record}`);
  file = on.file("t.csv", `id,b\n${lines.join("\n")}\n`);
});
afterAll(() => on.close());
beforeEach(() =>
  on.reset(
    "CREATE TABLE t (id int PRIMARY KEY, b text); INSERT INTO t SELECT id, 'old' FROM generate_series(15000, 24999) AS id",
  ),
);

const args = (mode: readonly string[]): string[] => [
  ...["load", file, "--into", "t", "--batch-kb", "8", "--workers", "3", ...mode],
];

test.each([
  [
    ["--mode", "upsert"],
    { records: RECORDS, loaded: 20_000, rejected: 0, skipped: 10_000, duplicates: 10_000 },
    { rows: 25_000, old: 5_000, last: 10_000 },
  ],
  [
    ["--mode", "skip"],
    { records: RECORDS, loaded: 15_000, rejected: 0, skipped: 15_000, duplicates: 15_000 },
    { rows: 25_000, old: 10_000, last: null },
  ],
  [
    ["--mode", "replace", "--max-rejects", "all"],
    { records: RECORDS, loaded: 20_000, rejected: 10_000, skipped: 0, duplicates: 0 },
    { rows: 20_000, old: 0, last: null },
  ],
])("%j, killed %#", async (mode, counts, rows) => {
  let ends = 0;
  for (const ms of KILLS) {
    const run = startRowmill([...args(mode), "--json"], on.server);
    await sleep(ms);
    run.child.kill("SIGKILL");
    if ((await run.result).exitCode !== null) ends += 1;
  }
  const last = await rowmill([...args(mode), "--json"], on.server);
  expect(last.exitCode, last.stderr).toBe(0);
  expect(jsonOf(last)).toMatchObject({ status: "complete", reconciled: true, ...counts });
  const { rows: found } = await on.client.query(
    `SELECT count(*)::int AS rows, count(*) FILTER (WHERE b = 'old')::int AS old,
       count(*) FILTER (WHERE b = 'v' || id + 20000)::int AS last FROM t`,
  );
  expect(found[0]).toMatchObject(rows.last === null ? { rows: rows.rows, old: rows.old } : rows);
  const left = await on.client.query("SELECT FROM pg_class WHERE relname LIKE 'rowmill_stage%'");
  expect(left.rowCount).toBe(0);
  // Otherwise nothing was killed, and the times above are wrong for this machine.
  expect(ends).toBeLessThan(KILLS.length);
});

test("the end in words, and the same again", async () => {
  const first = await rowmill(args(["--mode", "upsert"]), on.server);
  expect(first.exitCode, first.stderr).toBe(0);
  expect(first.stdout + first.stderr).toContain(
    "20,000 of 30,000 records loaded into public.t (15,000 new, 5,000 updated), 0 rejected, 10,000 skipped (10,000 superseded in the file): all accounted for",
  );
  const again = await rowmill(args(["--mode", "upsert"]), on.server);
  expect(again.stdout + again.stderr).toContain("Already loaded");
  const refused = await rowmill(args(["--mode", "upsert", "--key", "b"]), on.server);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain('CREATE UNIQUE INDEX ON "public"."t" ("b")');
});
