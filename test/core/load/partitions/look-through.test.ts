// Looking through a source as it is read: the same finds as batch by batch in JavaScript, however the reader cuts the
// text, over several files, and where quotes stand oddly or a record is too long for the first way.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { builtMemory } from "../../../../src/build/wasm.ts";
import { lookThrough } from "../../../../src/core/load/partitions/look-through.ts";
import type { LookedThrough } from "../../../../src/core/load/partitions/missing-groups.ts";
import type { Source, SourceReader } from "../../../../src/core/load/ports.ts";
import type { WasmMemory } from "../../../../src/core/records/wasm-memory.ts";
import { memoryPorts, memorySource } from "../../../support/load-fixtures.ts";
import { keysOf, treeOf } from "./trees.ts";

const MB = 1_048_576;
const HEADER = "id,k,note\n";
const never = new AbortController().signal;
const keys = keysOf(["id", "k", "note"]);
const tree = treeOf({
  key: "date",
  bounds: {
    orders_2025_01: "FOR VALUES FROM ('2025-01-01') TO ('2025-02-01')",
    orders_2025_02: "FOR VALUES FROM ('2025-02-01') TO ('2025-03-01')",
  },
});

function look(source: Source, memory: WasmMemory): Promise<LookedThrough> {
  const body = { start: HEADER.length, line: 2, header: null };
  const file = { path: "t.csv", name: "t.csv", fingerprint: { bytesTotal: 0, sampled: "" } };
  const plan = { source: file, dialect: keys.dialect, body, recordBytesMax: 8 * MB };
  return lookThrough(plan, { source, tree, keys, memory, onProgress: () => undefined }, never);
}

/** As JavaScript finds it, batch by batch, and as WebAssembly does from pieces of this size. */
const bothWays = async (text: string, pieceBytes: number) => {
  const bytes = Buffer.from(HEADER + text);
  const source = memorySource(bytes, pieceBytes);
  return [
    await look(source, memoryPorts(source).memory),
    await look(source, await builtMemory(16 * MB)),
  ] as const;
};

const day = fc.constantFrom("2025-01-05", "2025-02-28", "2025-04-01", "2024-12-31", "", "no date");
/** A problem behind the key is not looked for in plain text: no NUL there, and no CR alone. */
const NOTES = ["", "a", '"a, b"', '"a\n""b"""', 'a"b', '"a"b', '"a"\r', "é", "x".repeat(90)];
const note = fc.constantFrom(...NOTES);
const first = fc.constantFrom(...NOTES, "\0", "\r");
const record = fc
  .tuple(first, day, fc.boolean(), note, fc.constantFrom("\n", "\n", "\r\n"))
  .map(([id, k, isQuoted, last, end]) => `${id},${isQuoted ? `"${k}"` : k},${last}${end}`);
const line = fc.oneof(
  { weight: 20, arbitrary: record },
  { weight: 1, arbitrary: fc.constantFrom("\n", "\r\n", "\\.\n", "2025-04-01\n") },
);

test("any text gives the finds of batches, whatever the pieces", async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 40 }),
      fc.constantFrom("", '1,2025-05-05,"', "1,2025-05-05,y", '1,2025-05-05,"y"\r'),
      fc.integer({ min: 1, max: 400 }),
      async (lines, last, pieceBytes) => {
        const [inJavaScript, inWasm] = await bothWays(lines.join("") + last, pieceBytes);
        expect(inWasm).toEqual(inJavaScript);
        found += inWasm.missing.length;
      },
    ),
    { seed: 20_261_123, numRuns: 150 },
  );
  expect(found).toBeGreaterThan(100);
}, 60_000);

const many = (count: number, k: string): string => `1,${k},${"y".repeat(50)}\n`.repeat(count);

describe("a large text", () => {
  test.each([
    ["a quote in the middle of a field", '7,2025-03-31,a"b\n'],
    ["text behind a quote", '7,2025-03-31,"a"b\n'],
    ["a blank line", "\n"],
    [
      "a record that is longer than what is left over of a block may be",
      `7,2025-03-31,"${"z\n".repeat(MB)}"\n`,
    ],
    ["a quote that is never closed", '7,2025-03-31,"'],
  ])(
    "is looked through behind %s",
    async (_what, odd) => {
      const text = `${many(20_000, "2025-03-01")}${odd}${many(20_000, "2025-03-02")}2025-05-05,2025-05-05,\n`;
      for (const pieceBytes of [70_001, 4 * MB]) {
        const [inJavaScript, inWasm] = await bothWays(text, pieceBytes);
        expect(inWasm).toEqual(inJavaScript);
      }
    },
    60_000,
  );
});

test("each file of several begins at its own line", async () => {
  const texts = [
    `${HEADER}1,2025-03-01,"a\nb"\n2,2025-01-05,`,
    "3,2025-04-01,\n",
    "4,2025-03-02,x\n",
  ];
  const [inJavaScript, inWasm] = [
    await look(filesOf(texts), memoryPorts(filesOf(texts)).memory),
    await look(filesOf(texts), await builtMemory(16 * MB)),
  ];
  expect(inWasm).toEqual(inJavaScript);
  expect(inWasm.missing.map(({ records, record, line }) => [records, record, line])).toEqual([
    [2, 1, 2],
    [1, 3, 5],
  ]);
});

/** Of several files; the records of all but the first begin at line 5. */
function filesOf(texts: readonly string[]): Source {
  const sources = texts.map((text) => memorySource(Buffer.from(text), 7));
  return {
    path: "t.csv",
    fingerprint: () => Promise.resolve({ bytesTotal: 0, sampled: "" }),
    async open(signal) {
      let at = 0;
      const readers: SourceReader[] = [];
      for (const source of sources) readers.push(await source.open(signal));
      return {
        startOffset: 0,
        storedBytes: 0,
        read: (into) => readers[at]?.read(into) ?? Promise.resolve(0),
        nextFile() {
          at++;
          return Promise.resolve(at < readers.length ? { fileOffset: 0, line: 5 } : null);
        },
        close: () => Promise.resolve(),
      };
    },
  };
}

test("a reader that fails is closed, and its error is told", async () => {
  let closed = 0;
  const source: Source = {
    ...memorySource(Buffer.from(HEADER), 7),
    open: () =>
      Promise.resolve({
        startOffset: 0,
        storedBytes: 0,
        read: () => Promise.reject(new Error("the disk is gone")),
        close() {
          closed++;
          return Promise.resolve();
        },
      }),
  };
  await expect(look(source, await builtMemory(16 * MB))).rejects.toThrow("the disk is gone");
  expect(closed).toBe(1);
});
