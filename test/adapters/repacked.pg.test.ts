// An archive that broke off or was damaged, and its repaired or newly packed form: when the load goes on with it, when
// that is refused, and what the ledger says after each.
import { writeFileSync } from "node:fs";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { verifyLoad } from "../../src/adapters/load-job.ts";
import type { LoadReport } from "../../src/core/load/events.ts";
import { startFileServer } from "../support/file-server.ts";
import { startLoads, type LoadFacts, type OnEvent, type TestLoads } from "../support/test-loads.ts";
import { rawBlock, zstdFrame } from "../support/zstd-frames.ts";

const never = new AbortController().signal;
const RECORDS = 40_000;
const FACTS: LoadFacts = { batchBytes: 64 * 1024, workers: 2 };

const lines = (from: number, to: number, value = "value"): string =>
  Array.from(
    { length: to - from + 1 },
    (_, index) => `${from + index},${value} ${from + index}\n`,
  ).join("");
const csv = (from: number, to: number): string => `id,v\n${lines(from, to)}`;
const TEXT = csv(1, RECORDS);
/** Longer than what its columns are taken from. */
const JSON_LINES = Array.from(
  { length: RECORDS },
  (_, index) => `{"id":${index + 1},"v":"${"x".repeat(120)}"}\n`,
).join("");

const gzip = (text: string, level = 6): Buffer => gzipSync(text, { level });
const zstd = (text: string, blockBytes = 100_000): Buffer => {
  const count = Math.ceil(text.length / blockBytes);
  const blocks = Array.from({ length: count }, (_, index) =>
    rawBlock(text.slice(index * blockBytes, (index + 1) * blockBytes)),
  );
  return zstdFrame(blocks).stored;
};
const cut = (stored: Buffer): Buffer => stored.subarray(0, -9);
function withWrongChecksum(stored: Buffer): Buffer {
  const flipped = Buffer.from(stored);
  flipped[flipped.length - 8] = (flipped[flipped.length - 8] ?? 0) ^ 1;
  return flipped;
}

/** Stops the run at the first such event. */
const stopAt =
  (type: Parameters<OnEvent>[0]["type"]): OnEvent =>
  (event, stop) => {
    if (event.type === type) stop(new Error("stop"));
  };

describe.each(["18", "13"] as const)("PostgreSQL %s", (version) => {
  let loads: TestLoads;

  beforeAll(async () => {
    loads = await startLoads({ version });
  });
  afterAll(() => loads.close());
  beforeEach(() => loads.reset("CREATE TABLE t (id int, v text)"));

  /** Loads the damaged archive, and requires that a part of it is committed. */
  async function stopped(path: string, facts: LoadFacts = FACTS): Promise<LoadReport> {
    const report = await loads.load(path, facts);
    expect(report).toMatchObject({ status: "stopped", problem: { code: "source-corrupt" } });
    expect(report.loaded).toBeGreaterThan(0);
    return report;
  }

  async function requireWhole(loadId: string): Promise<void> {
    const sum = (RECORDS * (RECORDS + 1)) / 2;
    expect(
      await loads.rows("SELECT count(*)::int, sum(id)::int, count(DISTINCT id)::int FROM t"),
    ).toEqual([[RECORDS, sum, RECORDS]]);
    expect(await verifyLoad(loadId, loads.options, never)).toMatchObject({
      isOk: true,
      rowsCompared: RECORDS,
    });
  }

  const ledger = (): Promise<unknown[][]> =>
    loads.rows(
      "SELECT load_id, status, plan -> 'source', (SELECT count(*)::int FROM rowmill.batch) FROM rowmill.load",
    );
  const bytesKnown = (): Promise<unknown[][]> =>
    loads.rows("SELECT plan #>> '{source,fingerprint,bytesTotal}' FROM rowmill.load");

  test.each<[string, string, Buffer, Buffer]>([
    ["gzip that breaks off", "a.csv.gz", cut(gzip(TEXT)), gzip(TEXT)],
    ["gzip with a wrong CRC", "b.csv.gz", withWrongChecksum(gzip(TEXT)), gzip(TEXT, 9)],
    ["zstd that breaks off", "c.csv.zst", cut(zstd(TEXT)), zstd(TEXT, 70_000)],
    ["gzip, then zstd", "d.csv", cut(gzip(TEXT)), zstd(TEXT)],
    ["JSON Lines", "e.jsonl.gz", cut(gzip(JSON_LINES)), gzip(JSON_LINES, 1)],
  ])("%s: resumed with the whole archive", async (_what, name, damaged, whole) => {
    const path = loads.file(name, damaged);
    const { loadId } = await stopped(path);
    writeFileSync(path, whole);
    const report = await loads.resume(loadId);
    expect(report).toMatchObject({ status: "complete", loaded: RECORDS, reconciled: true, loadId });
    expect(report.warnings).toEqual([expect.stringMatching(/is not the archive .* is the same/)]);
    expect(await bytesKnown()).toEqual([[String(whole.length)]]);
    await requireWhole(loadId);
    const again = await loads.load(path, FACTS);
    expect(again).toMatchObject({ status: "complete", isAlreadyLoaded: true, loadId });
  });

  test.each<[string, LoadFacts]>([
    ["by its content", FACTS],
    ["by a name", { ...FACTS, loadName: "nightly" }],
  ])("the same `load` finds the load again, %s", async (_what, facts) => {
    const path = loads.file("again.csv.gz", cut(gzip(TEXT)));
    const { loadId } = await stopped(path, facts);
    writeFileSync(path, gzip(TEXT, 9));
    expect(await loads.load(path, facts)).toMatchObject({ status: "complete", loadId });
    expect(await loads.load(path, facts)).toMatchObject({ isAlreadyLoaded: true, loadId });
    await requireWhole(loadId);
  });

  test("another text is refused at the first batch that differs, and nothing is changed", async () => {
    const path = loads.file("other.csv.gz", cut(gzip(TEXT)));
    const { loadId } = await stopped(path);
    const before = await ledger();
    const [batch] = await loads.rows(
      `SELECT byte_from::int, byte_to::int, (SELECT sum(records)::int FROM rowmill.batch WHERE batch < 2)
       FROM rowmill.batch WHERE batch = 2`,
    );
    const [start, end, records] = (batch ?? []).map(Number);
    const changed = (records ?? 0) + 10;
    writeFileSync(path, gzip(TEXT.replace(`\n${changed},value`, `\n${changed},VALUE`)));
    for (const run of [() => loads.resume(loadId), () => loads.load(path, FACTS)]) {
      const { problem } = await run();
      expect(problem).toMatchObject({ code: "file-changed", place: { file: path } });
      const where = `batch 2 was loaded from another text, which differs between bytes ${start} and ${end}, in record ${changed - 9} or later`;
      expect(problem?.message).toContain(where);
      expect(await ledger()).toEqual(before);
    }
    writeFileSync(path, gzip(TEXT, 1));
    expect(await loads.resume(loadId)).toMatchObject({ status: "complete" });
    await requireWhole(loadId);
  });

  // "planned" comes before the texts are compared, the warning when the ledger knows the new archive.
  test.each(["planned", "warning"] as const)("a run that ends at %s is resumed", async (event) => {
    const path = loads.file(`${event}.csv.gz`, cut(gzip(TEXT)));
    const { loadId } = await stopped(path);
    const known = await bytesKnown();
    writeFileSync(path, gzip(TEXT, 9));
    const ended = await loads.load(path, FACTS, stopAt(event));
    expect(ended).toMatchObject({ status: "stopped", isCancelled: true, loadId });
    const expected = event === "planned" ? known : [[String(gzip(TEXT, 9).length)]];
    expect(await bytesKnown()).toEqual(expected);
    writeFileSync(path, gzip(TEXT, 1));
    expect(await loads.resume(loadId)).toMatchObject({ status: "complete" });
    await requireWhole(loadId);
  });

  test("an address: the whole archive has another ETag", async () => {
    const files = await startFileServer(cut(gzip(TEXT)));
    try {
      const { loadId } = await stopped(`${files.address}/t.csv.gz`, {
        ...FACTS,
        rejectsFile: `${loads.folder}/address.rejects.csv`,
      });
      files.content = gzip(TEXT, 9);
      files.options = { headers: { etag: '"two"' } };
      expect(await loads.resume(loadId)).toMatchObject({ status: "complete", reconciled: true });
      await requireWhole(loadId);
    } finally {
      await files.close();
    }
  });

  test("several files: the same `load` goes on with the one that was repaired", async () => {
    const half = RECORDS / 2;
    const first = loads.file("one.csv.gz", gzip(csv(1, half)));
    const second = loads.file("two.csv.gz", cut(gzip(csv(half + 1, RECORDS))));
    const facts = { ...FACTS, files: [first, second] };
    const { loadId } = await stopped(first, facts);
    writeFileSync(second, gzip(csv(half + 1, RECORDS), 9));
    await expect(loads.resume(loadId)).rejects.toMatchObject({
      code: "file-changed",
      message: expect.stringContaining(basename(second)) as string,
    });
    expect(await loads.load(first, facts)).toMatchObject({ status: "complete", loadId });
    await requireWhole(loadId);
  });

  test("nothing is committed: no text can prove that the archive is the same", async () => {
    const path = loads.file("nothing.csv.gz", gzip(TEXT));
    const { loadId } = await loads.load(path, FACTS, stopAt("planned"));
    expect(await loads.rows("SELECT count(*)::int FROM rowmill.batch")).toEqual([[0]]);
    writeFileSync(path, gzip(TEXT, 9));
    await expect(loads.resume(loadId)).rejects.toMatchObject({ code: "file-changed" });
    expect(await loads.load(path, FACTS)).toMatchObject({ status: "complete", loaded: RECORDS });
  });

  test("a complete load is never taken up by another archive", async () => {
    const path = loads.file("complete.csv.gz", gzip(TEXT));
    const { loadId } = await loads.load(path, FACTS);
    writeFileSync(path, gzip(TEXT, 9));
    await expect(loads.resume(loadId)).rejects.toMatchObject({ code: "file-changed" });
  });
});
