// Parquet by several threads: the text of one, in its order and with its places; bounded buffers; errors where they
// belong; and no thread that outlives its reader.
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ParquetFile } from "../../../src/adapters/files/parquet-file.ts";
import { slicesOf } from "../../../src/adapters/files/parquet-slices.ts";
import type { ParquetReading } from "../../../src/adapters/files/parquet-source.ts";
import { ThreadReaders } from "../../../src/adapters/files/parquet-threads.ts";
import {
  buildReader,
  openParquet,
  parquetFixture,
  readParquet,
} from "../../support/parquet-reader.ts";

const folder = mkdtempSync(join(tmpdir(), "rowmill-parquet-threads-"));
let built: Awaited<ReturnType<typeof buildReader>>;

beforeAll(async () => {
  built = await buildReader();
}, 60_000);

afterAll(() => {
  for (const made of [folder, built.folder]) rmSync(made, { recursive: true, force: true });
});

const WHOLE_GROUPS = 1_000_000;
const ALONE: ParquetReading = {
  ...{ program: null, threadsMax: 1, threadSlices: 1, sliceBytes: WHOLE_GROUPS },
};
const by = (threadsMax: number, sliceBytes: number): ParquetReading => ({
  ...{ program: built.program, threadsMax, threadSlices: 1, sliceBytes },
});

test.each([
  ["many", 1, WHOLE_GROUPS],
  ["many", 3, WHOLE_GROUPS],
  ["many", 2, 3_000],
  ["many", 3, 100],
  ["groups", 2, WHOLE_GROUPS],
  ["pages", 1, WHOLE_GROUPS],
  ["pages", 2, 500],
  ["types", 2, 100],
  ["nanos", 2, 1],
  ["zstd", 2, 1],
])(
  "%s by %i threads, slices of %i bytes: text and places as by one",
  async (name, threads, bytes) => {
    const path = parquetFixture(name);
    const alone = await readParquet(path, ALONE);
    const together = await readParquet(path, by(threads, bytes));
    expect(together.text).toBe(alone.text);
    const records = alone.text.split("\n").length;
    const [wanted, found] = [alone, together].map(({ reader }) => {
      const places = reader.takePlaces?.(records);
      return Array.from({ length: records }, (_, index) => places?.at(index));
    });
    expect(found).toEqual(wanted);
    expect(together.reader.storedBytes).toBe(alone.reader.storedBytes);
  },
);

test("what was read before a stop is read again, whatever the threads and the slices", async () => {
  const path = parquetFixture("many");
  const { text } = await readParquet(path, ALONE);
  for (const [threads, bytes] of [
    [1, 2_000],
    [3, WHOLE_GROUPS],
  ] as const) {
    const stopped = await readParquet(path, by(threads, bytes), text.length / 2);
    expect(text.startsWith(stopped.text)).toBe(true);
    expect((await readParquet(path, by(threads, bytes))).text).toBe(text);
  }
});

/** Threads over all row groups but the first, as slices; the file is closed with them. */
async function startThreads(
  path: string,
  threads: number,
  { program = built.program, buffers = 3, bufferBytes = 1_000 } = {},
) {
  const file = await ParquetFile.open(path);
  const columns = file.fields.map(({ name }) => name);
  const slices = slicesOf(file, file.fields, WHOLE_GROUPS);
  const textBuffers = { buffers, bufferBytes };
  const readers = new ThreadReaders(program, { file, columns, slices, threads, textBuffers });
  return {
    readers,
    close: async () => {
      await readers.close();
      await file.close();
    },
  };
}

test("threads wait for whoever takes the text slowly, and never hold more than their buffers", async () => {
  const { readers, close } = await startThreads(parquetFixture("many"), 2);
  const pieces: Buffer[] = [];
  for await (const { text } of readers.parts()) {
    // The second thread is ahead from the start: it fills all its buffers, and then time passes.
    const isFirst = pieces.length === 0;
    for (let ms = 0; isFirst && ms < 10_000 && readers.bufferedBytesMax < 5_000; ms += 10)
      await sleep(10);
    await sleep(isFirst ? 100 : 1);
    expect(text.length).toBeLessThanOrEqual(1_000);
    pieces.push(Buffer.from(text));
  }
  await close();
  expect(readers.bufferedBytesMax).toBeGreaterThan(4_000);
  expect(readers.bufferedBytesMax).toBeLessThanOrEqual(2 * 3 * 1_000);
  const alone = await readParquet(parquetFixture("many"), ALONE);
  expect(Buffer.concat(pieces).toString()).toBe(alone.text.slice(alone.text.indexOf("\n") + 1));
});

/** A copy with a byte flipped in a page of the third row group, beyond the middle of its bytes. */
async function damaged(): Promise<string> {
  const path = join(folder, "damaged.parquet");
  const bytes = readFileSync(parquetFixture("many"));
  const file = await ParquetFile.open(parquetFixture("many"));
  await file.close();
  const [, , third] = file.groups;
  const at = (third?.byteOffset ?? 0) + Math.floor((third?.bytesCompressed ?? 0) / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(path, bytes);
  return path;
}

test.each([WHOLE_GROUPS, 2_000])(
  "an error in the third row group comes behind the rows of the first two, with its place (slices of %i bytes)",
  async (sliceBytes) => {
    const path = await damaged();
    const whole = (await readParquet(parquetFixture("many"), ALONE)).text;
    const rowsBefore = whole.slice(0, whole.indexOf("\n300,"));
    const problem = await readParquet(path, ALONE).catch((error: unknown) => error);
    expect(problem).toMatchObject({
      code: "parquet-broken",
      kind: "user",
      place: { file: path },
      message: expect.stringMatching(
        /row group 3, column \w+: page \d+, at byte \d+, does not fit its checksum/,
      ) as string,
    });
    const { text } = await readParquet(path, by(3, sliceBytes), rowsBefore.length);
    expect(text.slice(0, rowsBefore.length)).toBe(rowsBefore);
    await expect(readParquet(path, by(3, sliceBytes))).rejects.toMatchObject({
      code: "parquet-broken",
      message: (problem as Error).message,
    });
  },
);

test("closed in the middle, no thread is left, and whoever waits is told", async () => {
  const { readers, close } = await startThreads(parquetFixture("many"), 3);
  const parts = readers.parts();
  await parts.next();
  expect(readers.threadsRunning).toBe(3);
  await parts.next();
  await close();
  expect(readers.threadsRunning).toBe(0);
  const told = (async () => {
    while (!(await parts.next()).done);
  })();
  await expect(told).rejects.toThrow("the reading threads were closed");
});

test.each([
  ["it ends", "process.exit(3)", "it ended with 3"],
  ["it throws", "throw new Error('out of luck')", "out of luck"],
])("a thread that dies stops the load with a word: %s", async (name, program, reason) => {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, program);
  const { readers, close } = await startThreads(parquetFixture("many"), 2, {
    program: pathToFileURL(path),
  });
  await expect(readers.parts().next()).rejects.toMatchObject({
    code: "parquet-reader-died",
    kind: "fatal",
    message: expect.stringContaining(reason) as string,
  });
  await close();
});

test("a file that somebody writes to while threads read it stops the load at its end", async () => {
  const path = join(folder, "written.parquet");
  writeFileSync(path, readFileSync(parquetFixture("many")));
  const reader = await openParquet(path, by(2, 2_000));
  const longAgo = new Date(2_000, 1);
  utimesSync(path, longAgo, longAgo);
  const into = Buffer.alloc(10_000);
  const read = (async () => {
    while ((await reader.read(into)) > 0);
  })();
  await expect(read).rejects.toMatchObject({ code: "source-replaced" });
  await reader.close();
});
