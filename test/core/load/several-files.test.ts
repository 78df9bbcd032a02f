// Several files as one text: where the cuts fall, what names the file, and what is told of a difference.
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkCommitted } from "../../../src/core/load/check-source.ts";
import { contentDifference, fileOfBoth } from "../../../src/core/load/load-id.ts";
import type { LoadPlan, SourceFile } from "../../../src/core/load/plan.ts";
import type { Batch, Source } from "../../../src/core/load/ports.ts";
import { split, startReading } from "../../../src/core/load/split.ts";
import { memoryPorts, planFor } from "../../support/load-fixtures.ts";

const never = new AbortController().signal;
const HEADER = "a,b\n";

/** Files in memory; each begins with the header, which a real source passes over too. */
function memoryFiles(bodies: readonly string[], pieceBytes: number): Source {
  return {
    path: "files",
    fingerprint: () => Promise.resolve({ bytesTotal: 0, sampled: "" }),
    open() {
      const texts = bodies.map((body) => Buffer.from(HEADER + body));
      let [index, position, before] = [0, 0, 0];
      return Promise.resolve({
        startOffset: 0,
        get storedBytes() {
          return before + position;
        },
        get fileName() {
          return `${index}.csv`;
        },
        read(into: Uint8Array) {
          const text = texts[index] ?? Buffer.alloc(0);
          const piece = text.subarray(position, position + Math.min(pieceBytes, into.length));
          into.set(piece);
          position += piece.length;
          return Promise.resolve(piece.length);
        },
        nextFile() {
          if (index + 1 >= texts.length) return Promise.resolve(null);
          before += position;
          index += 1;
          position = HEADER.length;
          return Promise.resolve({ fileOffset: HEADER.length, line: 2 });
        },
        close: () => Promise.resolve(),
      });
    },
  };
}

const planOf = (batchBytes: number): LoadPlan => {
  const plan = planFor(0, ["a", "b"], { batchBytes });
  return {
    ...plan,
    dialect: { ...plan.dialect, hasHeader: true },
    body: { start: HEADER.length, line: 2, header: "a,b" },
  };
};

type Seen = Batch & { readonly text: string };

async function cut(
  bodies: readonly string[],
  batchBytes: number,
  pieceBytes = 1_000,
): Promise<readonly Seen[]> {
  const ports = memoryPorts(memoryFiles(bodies, pieceBytes));
  const seen: Seen[] = [];
  for await (const batch of split(planOf(batchBytes), ports, startReading(), never)) {
    seen.push({ ...batch, text: Buffer.from(batch.bytes).toString() });
    batch.release();
  }
  return seen;
}

test("no batch spans two files; lines and bytes are the file's, records run through", async () => {
  const batches = await cut(["1,x\n2,y\n3,z", "", '4,x\n"5\n",y\n6,z\n'], 8);
  expect(
    batches.map(({ fileName, text, firstRecord, firstLine, fileOffset, start }) => ({
      ...{ fileName, text, firstRecord, firstLine, fileOffset, start },
    })),
  ).toEqual([
    {
      fileName: "0.csv",
      text: "1,x\n2,y\n",
      firstRecord: 1,
      firstLine: 2,
      fileOffset: 4,
      start: 4,
    },
    { fileName: "0.csv", text: "3,z", firstRecord: 3, firstLine: 4, fileOffset: 12, start: 12 },
    {
      fileName: "2.csv",
      text: '4,x\n"5\n",y\n',
      firstRecord: 4,
      firstLine: 2,
      fileOffset: 4,
      start: 15,
    },
    { fileName: "2.csv", text: "6,z\n", firstRecord: 6, firstLine: 5, fileOffset: 15, start: 26 },
  ]);
  expect(batches.reduce((sum, { storedBytes = 0 }) => sum + storedBytes, 0)).toBe(11 + 15 + 4 * 3);
});

test("a quote that one file leaves open does not reach into the next", async () => {
  const batches = await cut(['1,"x\n2,y\n', "3,z\n"], 1_000);
  expect(batches.map(({ text, records }) => [text, records])).toEqual([
    ['1,"x\n2,y\n', 1],
    ["3,z\n", 1],
  ]);
});

test("the cuts are the same however the bytes come, and a resume finds its hashes again", async () => {
  const body = fc.array(fc.constantFrom("1,x\n", '"a\nb",y\n', ",\n", "22,zz\n"), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        body.map((records) => records.join("")),
        { minLength: 1, maxLength: 4 },
      ),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 9 }),
      async (bodies, batchBytes, pieceBytes) => {
        const whole = await cut(bodies, batchBytes);
        const pieces = await cut(bodies, batchBytes, pieceBytes);
        const borders = ({ start, end, prefixHash, fileName, records }: Seen) =>
          [start, end, prefixHash, fileName, records] as const;
        expect(pieces.map(borders)).toEqual(whole.map(borders));
        expect(whole.map(({ text }) => text).join("")).toBe(bodies.join(""));
        const counts = { loaded: 0, rejected: 0, skipped: 0, duplicates: 0 };
        const committed = whole.map(({ number, start, end, prefixHash, records }) => ({
          ...{ number, start, end, prefixHash, records },
          ...counts,
        }));
        const ports = memoryPorts(memoryFiles(bodies, pieceBytes));
        await checkCommitted(planOf(batchBytes), committed, ports, never);
      },
    ),
    { seed: 18, numRuns: 150 },
  );
});

const file = (name: string, sampled: string, bytesTotal = 10): SourceFile => ({
  path: `/d/${name}`,
  name,
  fingerprint: { bytesTotal, sampled },
  body: { start: 0, line: 1 },
});

const loadOf = (...files: readonly SourceFile[]): LoadPlan => {
  const sampled = files.map(({ fingerprint }) => fingerprint.sampled).join();
  const fingerprint = { bytesTotal: 0, sampled };
  return { ...planFor(0, ["a"]), source: { path: "files", name: "files", fingerprint, files } };
};

const [a, b, c] = [file("a.csv", "1"), file("b.csv", "2"), file("c.csv", "3")];

test.each([
  ["the same", loadOf(a, b), null],
  ["one more", loadOf(a, b, c), "new: c.csv"],
  ["one less", loadOf(a), "gone: b.csv"],
  ["one longer", loadOf(a, file("b.csv", "4", 12)), "changed: b.csv (it had 10 bytes and has 12)"],
  ["another one", loadOf(a, c), "new: c.csv; gone: b.csv"],
  ["another order", loadOf(b, a), "the same files come in another order"],
])("beside a.csv and b.csv, %s: %j", (_what, asked, difference) => {
  expect(contentDifference(loadOf(a, b), asked)).toBe(difference);
});

test("a file of two loads is found where one of them has several, and only if it is unchanged", () => {
  const alone: LoadPlan = { ...loadOf(a), source: { ...a } };
  expect(fileOfBoth(loadOf(a, b), loadOf(b, c))).toBe("/d/b.csv");
  expect(fileOfBoth(alone, loadOf(a, c))).toBe("/d/a.csv");
  expect(fileOfBoth(loadOf(a, b), alone)).toBe("/d/a.csv");
  expect(fileOfBoth(loadOf(a, file("b.csv", "old")), loadOf(b, c))).toBeNull();
  // Of two loads of one file each, the identity and the ledger decide.
  expect(fileOfBoth(alone, alone)).toBeNull();
});
