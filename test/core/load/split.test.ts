// Batches are whole records, in order, with exact places, whatever the sizes of reads and batches.
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Batch } from "../../../src/core/load/ports.ts";
import { contentPorts, split, startReading } from "../../../src/core/load/split.ts";
import { RecordReader } from "../../../src/core/records/record-reader.ts";
import { memoryPorts, memorySource, newHasher, planFor } from "../../support/load-fixtures.ts";

type Copied = Omit<Batch, "release">;

async function batchesOf(
  text: string,
  batchBytes: number,
  pieceBytes: number,
  facts = {},
): Promise<{ batches: Copied[]; reading: ReturnType<typeof startReading> }> {
  const bytes = Buffer.from(text);
  const plan = planFor(bytes.length, ["a", "b"], { batchBytes, ...facts });
  const reading = startReading();
  const batches: Copied[] = [];
  const ports = memoryPorts(memorySource(bytes, pieceBytes));
  for await (const batch of split(plan, ports, reading, new AbortController().signal)) {
    batches.push({ ...batch, bytes: new Uint8Array(batch.bytes) });
    batch.release();
  }
  return { batches, reading };
}

test.each([
  ["one batch", "1,a\n2,b\n", 100, ["1,a\n2,b\n"]],
  [
    "a batch ends at the first record end at or after its size",
    "1,a\n2,b\n3,c\n",
    4,
    ["1,a\n", "2,b\n", "3,c\n"],
  ],
  ["a record longer than a batch stays whole", '1,"a\nb\nc"\n2,b\n', 3, ['1,"a\nb\nc"\n', "2,b\n"]],
  ["no last record end", "1,a\n2,b", 4, ["1,a\n", "2,b"]],
  ["empty", "", 10, []],
])("%s", async (_name, text, batchBytes, expected) => {
  const { batches } = await batchesOf(text, batchBytes, 3);
  expect(batches.map((batch) => Buffer.from(batch.bytes).toString())).toEqual(expected);
});

test("the first batches are smaller, so that every connection soon has one", async () => {
  const kilobyte = `1,${"x".repeat(1_021)}\n`;
  const { batches } = await batchesOf(kilobyte.repeat(20 * 1024), 6 * 1_048_576, 1_048_576);
  const megabytes = batches.map(({ start, end }) => (end - start) / 1_048_576);
  expect(megabytes).toEqual([1, 2, 4, 6, 6, 1]);
});

test("places count records, lines and bytes through the whole file", async () => {
  const { batches } = await batchesOf('h1,h2\n1,"a\nb"\n2,b\n3,c\n', 5, 4, {
    body: { start: 6, line: 2, header: "h1,h2" },
  });
  expect(
    batches.map(({ number, start, end, firstRecord, firstLine, records }) => [
      number,
      start,
      end,
      firstRecord,
      firstLine,
      records,
    ]),
  ).toEqual([
    [0, 6, 14, 1, 2, 1],
    [1, 14, 22, 2, 4, 2],
  ]);
});

test("a record without an end is refused with the place where it begins", async () => {
  const text = `1,a\n2,"${"x".repeat(5000)}`;
  await expect(batchesOf(text, 100, 50, { recordBytesMax: 1000 })).rejects.toMatchObject({
    code: "record-too-long",
    place: { line: 2, record: 2, byteOffset: 4 },
  });
});

const records = fc
  .array(
    fc.array(
      fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\n", "\r", " "), maxLength: 8 }),
      { minLength: 2, maxLength: 2 },
    ),
    { maxLength: 30 },
  )
  .map((rows) =>
    rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(",")).join("\n"),
  );

test("property: any read and batch size gives the same records, bytes and hashes", async () => {
  await fc.assert(
    fc.asyncProperty(
      records,
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 64 }),
      async (text, batchBytes, pieceBytes) => {
        const { batches, reading } = await batchesOf(text, batchBytes, pieceBytes);
        expect(Buffer.concat(batches.map((batch) => batch.bytes)).toString()).toBe(text);
        const reader = new RecordReader(Buffer.from(text), planFor(0, ["a", "b"]).dialect);
        let count = 0;
        while (reader.next()) count++;
        expect(reading.records).toBe(count);
        expect(batches.reduce((sum, batch) => sum + batch.records, 0)).toBe(count);
        let [end, first] = [0, 1];
        const hasher = newHasher();
        for (const batch of batches) {
          expect([batch.start, batch.firstRecord]).toEqual([end, first]);
          hasher.update(batch.bytes);
          expect(batch.prefixHash).toBe(hasher.digest());
          end = batch.end;
          first += batch.records;
        }
        expect(reading.contentHash).toBe(hasher.digest());
      },
    ),
    { seed: 20261122, numRuns: 300 },
  );
});

test.each([
  ["the plan's own hash", { contentHash: "xxh3-128" }, "xxh3-128"],
  ["SHA-256 for a plan from before there was a choice", {}, "sha256"],
] as const)("content is hashed with %s", (_name, plan, expected) => {
  const asked: string[] = [];
  const recordName = (name: string) => {
    asked.push(name);
    return newHasher();
  };
  const { source, memory } = memoryPorts(memorySource(new Uint8Array(), 1));
  contentPorts(plan, { source, memory, newHasher: recordName }).newHasher();
  expect(asked).toEqual([expected]);
});
