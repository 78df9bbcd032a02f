// The scanner against the reader, its two ways against each other, and both against a model of COPY's own reading.
import fc from "fast-check";
import { expect, test } from "vitest";
import { RecordScanner } from "../../../src/core/records/csv-scanner.ts";
import { RFC_4180 } from "../../../src/core/records/dialect.ts";
import type { Dialect } from "../../../src/core/records/dialect.ts";
import { toDialectBytes } from "../../../src/core/records/dialect-bytes.ts";
import { RecordReader } from "../../../src/core/records/record-reader.ts";
import { scanByBytes } from "../../../src/core/records/scan-bytes.ts";
import { canHop, scanByHops } from "../../../src/core/records/scan-hops.ts";
import { ScanState } from "../../../src/core/records/scan-state.ts";
import { copyReads } from "./copy-model.ts";
import { decode, DIALECTS, encode, NASTY } from "./dialects.ts";

const nastyText = fc
  .array(fc.constantFrom(...NASTY), { maxLength: 24 })
  .map((parts) => parts.join(""));
const SEED = { seed: 20261122, numRuns: 700 };

interface Scanned {
  readonly ends: readonly number[];
  readonly records: number;
  readonly lines: number;
  readonly isPlain: boolean;
}

/** Every record end, with the bytes coming in two parts. */
function scanAll(dialect: Dialect, bytes: Uint8Array, part: number): Scanned {
  const scanner = new RecordScanner(dialect);
  const ends: number[] = [];
  for (const [to, isEnd] of [
    [part, false],
    [bytes.length, true],
  ] as const) {
    const known = bytes.slice(0, to);
    for (;;) {
      const end = scanner.scan(known, { to, cutAt: scanner.recordStart + 1, isEnd });
      if (end < 0) break;
      ends.push(end);
    }
  }
  return { ends, ...scanner.take() };
}

function readAll(dialect: Dialect, bytes: Uint8Array) {
  const reader = new RecordReader(bytes, dialect);
  const ends: number[] = [];
  const problems: string[] = [];
  const values: (string | null)[][] = [];
  let [records, lines, traps] = [0, 0, 0];
  while (reader.next()) {
    lines += reader.lines;
    if (reader.nextStart > reader.end) ends.push(reader.nextStart);
    if (reader.problem !== null) problems.push(reader.problem.code);
    if (reader.isComment || reader.isBlank) traps++;
    if (decode(bytes.subarray(reader.start, reader.end)) === "\\.") traps++;
    if (reader.isComment) continue;
    records++;
    values.push(
      Array.from({ length: reader.fieldCount }, (_, field) => {
        const value = decode(reader.fieldBytes(field));
        return !reader.isQuoted(field) && value === dialect.nullText ? null : value;
      }),
    );
  }
  return { ends, problems, values, records, lines, traps };
}

test.each(DIALECTS)(
  "finds the reader's records wherever the bytes are cut: %s",
  (_name, dialect) => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const bytes = encode(text);
        const read = readAll(dialect, bytes);
        for (let part = 0; part <= bytes.length; part++) {
          const { ends, records, lines } = scanAll(dialect, bytes, part);
          expect({ ends, records, lines }).toEqual({
            ends: read.ends,
            records: read.records,
            lines: read.lines,
          });
        }
      }),
      SEED,
    );
  },
);

/** Left to the server, which refuses them with an error. */
const REFUSED_ALOUD = ["nul-byte", "bare-carriage-return", "bare-line-feed"];

test.each(DIALECTS)("is plain exactly when nothing needs a look: %s", (_name, dialect) => {
  fc.assert(
    fc.property(nastyText, (text) => {
      const bytes = encode(text);
      const { problems, traps } = readAll(dialect, bytes);
      const { isPlain } = scanAll(dialect, bytes, 0);
      const silent = problems.filter((code) => !REFUSED_ALOUD.includes(code));
      if (silent.length > 0 || traps > 0) expect(isPlain).toBe(false);
      const isSure = problems.length === 0 && traps === 0 && dialect.delimiter.length === 1;
      // A line end inside the last, unended record is looked at with care: it may lie in quotes.
      if (isSure && !text.includes("\u0001") && !/[\r\n]/.test(lastRecord(dialect, text))) {
        expect(isPlain).toBe(true);
      }
    }),
    SEED,
  );
});

const lastRecord = (dialect: Dialect, text: string): string => {
  const { ends } = readAll(dialect, encode(text));
  return decode(encode(text).subarray(ends.at(-1) ?? 0));
};

test.each(DIALECTS)("COPY reads plain bytes as we do, or refuses them: %s", (_name, dialect) => {
  fc.assert(
    fc.property(nastyText, (text) => {
      const bytes = encode(text);
      if (!scanAll(dialect, bytes, 0).isPlain) return;
      const copied = copyReads(text, dialect);
      if (copied !== "refused") expect(copied).toEqual(readAll(dialect, bytes).values);
    }),
    { ...SEED, numRuns: 4000 },
  );
});

test.each(DIALECTS.filter(([, dialect]) => canHop(toDialectBytes(dialect))))(
  "hops and bytes agree: %s",
  (_name, dialect) => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const bytes = encode(text);
        const [hopped, stepped] = [new ScanState(), new ScanState()];
        const limits = { to: bytes.length, cutAt: Number.MAX_SAFE_INTEGER, isEnd: true };
        scanByHops(hopped, bytes, toDialectBytes(dialect), limits);
        scanByBytes(stepped, bytes, toDialectBytes(dialect), limits);
        expect([hopped.records, hopped.lines]).toEqual([stepped.records, stepped.lines]);
        // The hops do not look for a delimiter of several bytes, and call no text plain then.
        if (dialect.delimiter.length > 1) return;
        if (stepped.isPlain) expect(hopped.isPlain).toBe(true);
        const { problems, traps } = readAll(dialect, bytes);
        if (problems.length === 0 && traps === 0) expect(hopped.isPlain).toBe(stepped.isPlain);
      }),
      SEED,
    );
  },
);

test.each([
  ["ordinary", 'a,b\n1,"x,y"\n', { records: 2, lines: 2, isPlain: true }],
  ["CRLF", "a,b\r\n1,2\r\n", { records: 2, lines: 2, isPlain: true }],
  ["a line end inside quotes", '1,"x\ny"\n2,z\n', { records: 2, lines: 3, isPlain: true }],
  ["no end of the last record", "1,2\n3,4", { records: 2, lines: 1, isPlain: true }],
  ["empty", "", { records: 0, lines: 0, isPlain: true }],
  ["a stray quote", '1,5" pipe\n2,x\n', { records: 2, lines: 2, isPlain: false }],
  ["text after a quote", '1,"a"b\n', { records: 1, lines: 1, isPlain: false }],
  ["a blank record", "1,2\n\n3,4\n", { records: 3, lines: 3, isPlain: false }],
  ["a blank CRLF record", "1,2\r\n\r\n", { records: 2, lines: 2, isPlain: false }],
  ["the end-of-data line", "1\n\\.\n2\n", { records: 3, lines: 3, isPlain: false }],
  ["the end-of-data line, CRLF", "1\r\n\\.\r\n", { records: 2, lines: 2, isPlain: false }],
  ["the end-of-data line last", "1\n\\.", { records: 2, lines: 1, isPlain: false }],
  ["the same quoted", '1\n"\\."\n', { records: 2, lines: 2, isPlain: true }],
  ["an unclosed quote", '1,"2\n3,4\n', { records: 1, lines: 2, isPlain: false }],
  ["a CR alone in the only record", "a\rb", { records: 1, lines: 0, isPlain: false }],
])("counts %s", (_name, text, counts) => {
  const bytes = encode(text);
  expect(scanAll(RFC_4180, bytes, bytes.length)).toMatchObject(counts);
});

test("cuts at the first record end at or after the wanted place, and goes on in a moved buffer", () => {
  const text = encode('1,"a\nb"\n2,c\n3,"d');
  const scanner = new RecordScanner(RFC_4180);
  expect(scanner.scan(text, { to: text.length, cutAt: 3, isEnd: false })).toBe(8);
  expect(scanner.take()).toEqual({ records: 1, lines: 2, isPlain: true });
  expect(scanner.scan(text, { to: text.length, cutAt: 13, isEnd: false })).toBe(-1);
  expect([scanner.recordStart, scanner.isInQuotes, scanner.quoteOpenedAt]).toEqual([12, true, 14]);
  const moved = encode('3,"d"\n');
  scanner.rebase(12);
  expect(scanner.scan(moved, { to: moved.length, cutAt: 1, isEnd: true })).toBe(6);
  expect(scanner.take()).toEqual({ records: 2, lines: 2, isPlain: true });
});

test("changes from hops to bytes and back without losing its place", () => {
  const narrow = '"a","b"\n'.repeat(40_000);
  const wide = `1,${"x".repeat(3000)},"${"y\n".repeat(2000)}"\n`.repeat(1500);
  const text = encode(narrow + wide + narrow);
  const scanner = new RecordScanner(RFC_4180);
  let [end, records, lines] = [0, 0, 0];
  while (end >= 0) {
    end = scanner.scan(text, { to: text.length, cutAt: scanner.position + 100_000, isEnd: true });
    const counts = scanner.take();
    expect(counts.isPlain).toBe(true);
    records += counts.records;
    lines += counts.lines;
  }
  expect([records, lines]).toEqual([81_500, 80_000 + 1500 * 2001]);
});
