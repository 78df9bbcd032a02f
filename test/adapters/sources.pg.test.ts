// Every kind of source against a real server: what is loaded, how a stopped load goes on, and what is refused.
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { verifyLoad } from "../../src/adapters/load-job.ts";
import { reportText } from "../../src/core/load/report-text.ts";
import { startFileServer } from "../support/file-server.ts";
import { startLoads, stopAfter, type TestLoads } from "../support/test-loads.ts";
import { rawBlock, zstdFrame } from "../support/zstd-frames.ts";

const never = new AbortController().signal;
const KB = 1024;
let on: TestLoads;

beforeAll(async () => {
  on = await startLoads();
});
afterAll(() => on.close());
beforeEach(() => on.reset("CREATE TABLE t (id int, v text)"));

/** Rows, their sum of ids, and how many different ones: nothing lost, nothing twice. */
const counts = () =>
  on.rows("SELECT count(*)::int, coalesce(sum(id), 0)::int, count(DISTINCT id)::int FROM t");

const allOf = (count: number) => [[count, (count * (count + 1)) / 2, count]];

const lines = (from: number, to: number): string =>
  Array.from(
    { length: to - from + 1 },
    (_, index) => `${from + index},value ${from + index}\n`,
  ).join("");

const csv = (to: number): string => `id,v\n${lines(1, to)}`;

const zstd = (text: string): Buffer => {
  const blocks = (text.match(/[^]{1,100000}/g) ?? []).map((part) => rawBlock(part));
  return zstdFrame(blocks).stored;
};

const RECORDS = 40_000;
const packed = [
  ["gzip", "t.csv.gz", gzipSync(csv(RECORDS))],
  ["zstd", "t.csv.zst", zstd(csv(RECORDS))],
] as const;

test.each(packed)("%s: loads, is known again, and verifies", async (packing, name, stored) => {
  const path = on.file(name, stored);
  const report = await on.load(path, { batchBytes: 64 * KB });
  expect(report).toMatchObject({
    status: "complete",
    records: RECORDS,
    loaded: RECORDS,
    reconciled: true,
    bytes: stored.length,
  });
  expect(report.decisions).toContainEqual(
    expect.objectContaining({ what: "compressed", value: packing }),
  );
  expect(await counts()).toEqual(allOf(RECORDS));
  expect(await on.load(path, { batchBytes: 64 * KB })).toMatchObject({ isAlreadyLoaded: true });
  expect(await verifyLoad(report.loadId, on.options, never)).toMatchObject({
    isOk: true,
    rowsCompared: RECORDS,
  });
});

test.each(packed)("%s: a load that stops in the middle goes on", async (_packing, name, stored) => {
  const path = on.file(name, stored);
  const stopped = await on.load(path, { batchBytes: 64 * KB, workers: 2 }, stopAfter(3));
  expect(stopped).toMatchObject({ status: "stopped", isCancelled: true });
  const report = await on.resume(stopped.loadId);
  expect(report).toMatchObject({ status: "complete", loaded: RECORDS, reconciled: true });
  expect(await counts()).toEqual(allOf(RECORDS));
});

test.each(packed)(
  "%s: a truncated archive stops with its byte, and what was committed is stated",
  async (_packing, name, stored) => {
    const path = on.file(name, stored.subarray(0, -3));
    const stopped = await on.load(path, { batchBytes: 64 * KB });
    expect(stopped).toMatchObject({ status: "stopped", problem: { code: "source-corrupt" } });
    expect(await counts()).toEqual(allOf(stopped.loaded));
    const { message } = reportText(stopped, "en");
    expect(message).toMatch(/is corrupt at or shortly before its byte \d+: .*records committed/);
    expect(stopped.problem?.place.byteOffset).toBeLessThan(stored.length);
  },
);

const part = (name: string, from: number, to: number, header = "id,v\n"): string =>
  on.file(name, header + lines(from, to));

test("several files and a pattern are one load, each with its own header, borders and places", async () => {
  const paths = [part("a.csv", 1, 10_000), part("b1.csv", 10_001, 20_000, "\uFEFFid,v\r\n")];
  on.file("b2.csv.gz", gzipSync(`id,v\n${lines(20_001, 30_000).trimEnd()}`));
  part("b3.csv", 1, 0);
  on.file("b4.csv", `"id",v\n${lines(30_001, 39_999)}oops,value\n`);
  const files = [paths[0] ?? "", join(on.folder, "b*.csv*")];
  const report = await on.load("", { files, batchBytes: 64 * KB, rejectsMax: null });
  expect(report).toMatchObject({ file: "5 files", records: 40_000, loaded: 39_999, rejected: 1 });
  expect(await counts()).toEqual(allOf(39_999));
  const places = await on.rows(
    "SELECT file, record::int, line::int, byte_offset::int FROM rowmill.reject",
  );
  const offset = `"id",v\n${lines(30_001, 39_999)}`.length;
  expect(places).toEqual([["b4.csv", 40_000, 10_001, offset]]);
  const rejects = readFileSync(report.rejectsFile ?? "", "utf8");
  expect(rejects).toContain(`#rowmill b4.csv, line 10001, record 40000, column id, byte ${offset}`);
  // No batch spans two files: the text of each begins where a batch does.
  const borders = await on.client.query(
    "SELECT records::int AS n FROM rowmill.batch ORDER BY batch",
  );
  let sum = 0;
  const starts = borders.rows.map(({ n }: { n: number }) => (sum += n));
  expect(starts).toEqual(expect.arrayContaining([10_000, 20_000, 30_000, 40_000]));
  const verified = await verifyLoad(report.loadId, on.options, never);
  expect(verified).toMatchObject({ isOk: true, rowsCompared: 39_999 });
});

test("several files that stop in the middle go on; a changed, missing or new one is named", async () => {
  const [a, b, c] = [
    part("p-a.csv", 1, 9_000),
    part("p-b.csv", 9_001, 18_000),
    part("p-c.csv", 18_001, 27_000),
  ];
  const facts = { batchBytes: 32 * KB, workers: 1 };
  const stopped = await on.load("", { files: [a, b, c], ...facts }, stopAfter(4));
  expect(stopped).toMatchObject({ status: "stopped", isCancelled: true });
  const resume = () => on.resume(stopped.loadId);

  writeFileSync(c, `id,v\n${lines(18_001, 26_999)}`);
  await expect(resume()).rejects.toMatchObject({ code: "file-changed", place: { file: c } });
  rmSync(c);
  await expect(resume()).rejects.toMatchObject({ code: "file-not-found", place: { file: c } });
  part("p-c.csv", 18_001, 27_000);
  await expect(
    on.load("", { files: [a, b, c, part("p-d.csv", 1, 5)], ...facts }),
  ).rejects.toMatchObject({
    code: "load-unfinished",
    message: expect.stringContaining("new: p-d.csv") as string,
  });
  await expect(on.load(b, facts)).rejects.toMatchObject({ code: "load-unfinished" });

  expect(await resume()).toMatchObject({ status: "complete", loaded: 27_000, reconciled: true });
  expect(await counts()).toEqual(allOf(27_000));
  await expect(on.load("", { files: [c, part("p-d.csv", 1, 5)] })).rejects.toMatchObject({
    code: "file-loaded-already",
    place: { file: c },
  });
});

test.each([
  ["another header", "id,w\n1,x\n", /field 2 of its header is "w" and not "v"/],
  ["another number of fields", "id,v,w\n1,x,y\n", /its header has 3 fields and not 2/],
  ["records of another width", "id,v\n1,x,y\n", /its first record has 3 fields and not 2/],
  ["another delimiter", "id;v\n1;x\n", /its header has 1 fields and not 2/],
])(
  "a file with %s is refused by name before the first byte",
  async (_what, content, difference) => {
    const files = [part("f-a.csv", 1, 5), on.file("f-b.csv", content)];
    const refused = on.load("", { files });
    await expect(refused).rejects.toMatchObject({
      code: "files-differ",
      place: { file: files[1] },
    });
    await expect(refused).rejects.toThrow(difference);
    expect(await counts()).toEqual(allOf(0));
  },
);

test("a pattern without a match, and an empty file among several, are refused", async () => {
  const nothing = join(on.folder, "none-*.csv");
  await expect(on.load("", { files: [nothing] })).rejects.toMatchObject({
    code: "no-file-matches",
  });
  const files = [part("e-a.csv", 1, 5), on.file("e-b.csv", "")];
  await expect(on.load("", { files })).rejects.toMatchObject({
    code: "file-empty",
    place: { file: files[1] },
  });
});

test.each([
  ["orders.tsv", "\t"],
  ["orders.psv", "|"],
  ["orders.txt", ";"],
])("%s, fields between %j: sniffed and loaded", async (name, delimiter) => {
  const path = on.file(name, csv(1_000).replaceAll(",", delimiter));
  expect(await on.load(path)).toMatchObject({ status: "complete", loaded: 1_000 });
  expect(await counts()).toEqual(allOf(1_000));
});

test("an address: connections that break, a run that stops, and content that changed in between", async () => {
  const files = await startFileServer(Buffer.from(csv(RECORDS)));
  files.options = { cutAfter: 200_000 };
  const address = `${files.address}/t.csv`;
  const rejectsFile = join(on.folder, "address.rejects.csv");
  const facts = { batchBytes: 64 * KB, workers: 2, rejectsFile };
  try {
    const stopped = await on.load(address, facts, stopAfter(3));
    expect(stopped).toMatchObject({ status: "stopped", isCancelled: true, file: address });
    const resume = () => on.resume(stopped.loadId);
    files.options = { headers: { etag: '"two"' } };
    await expect(resume()).rejects.toMatchObject({ code: "file-changed" });
    files.options = { cutAfter: 300_000 };
    expect(await resume()).toMatchObject({ status: "complete", loaded: RECORDS, reconciled: true });
    expect(await counts()).toEqual(allOf(RECORDS));
  } finally {
    await files.close();
  }
});

test("a compressed file behind an address, and one that is no file", async () => {
  const files = await startFileServer(gzipSync(csv(5_000)));
  try {
    expect(await on.load(`${files.address}/t`)).toMatchObject({
      status: "complete",
      loaded: 5_000,
    });
    const missing = on.load(`${files.address}/status/404`);
    await expect(missing).rejects.toMatchObject({ code: "address-refused" });
  } finally {
    await files.close();
  }
});

test("a file that is replaced while it is loaded stops the load before its next batch is committed", async () => {
  const path = on.file("replaced.csv", csv(RECORDS));
  const other = on.file("replacing.csv", csv(RECORDS).replaceAll("value", "VALUE"));
  let committed = 0;
  const report = await on.load(path, { batchBytes: 64 * KB, workers: 1 }, (event) => {
    if (event.type === "batch-committed" && ++committed === 2) renameSync(other, path);
  });
  expect(report).toMatchObject({ status: "stopped", problem: { code: "source-replaced" } });
  expect(await on.rows("SELECT count(*)::int FROM t WHERE v LIKE 'VALUE%'")).toEqual([[0]]);
});

test("text without an end stops at the record's limit, however small the archive is", async () => {
  const path = on.file("endless.csv.gz", gzipSync(`id,v\n1,${"x".repeat(40_000_000)}`));
  const report = await on.load(path, { recordBytesMax: 1_000_000 });
  expect(report).toMatchObject({ status: "stopped", problem: { code: "record-too-long" } });
});

test.each([
  ["a folder", () => on.folder, "file-is-directory"],
  ["a device", () => "/dev/null", "file-not-regular"],
  ["nothing", () => join(on.folder, "gone.csv"), "file-not-found"],
])("%s is no source", async (_what, path, code) => {
  await expect(on.load(path())).rejects.toMatchObject({ kind: "user", code });
});
