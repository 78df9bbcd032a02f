// The scanner in WebAssembly against the one in JavaScript: the same records, lines, plainness and cuts for any text,
// wherever it lies, is cut, or comes in parts.
import fc from "fast-check";
import { expect, test } from "vitest";
import { builtMemory } from "../../../src/build/wasm.ts";
import { RecordScanner } from "../../../src/core/records/csv-scanner.ts";
import { RFC_4180 } from "../../../src/core/records/dialect.ts";
import type { Dialect } from "../../../src/core/records/dialect.ts";
import { toDialectBytes } from "../../../src/core/records/dialect-bytes.ts";
import { scanByHops } from "../../../src/core/records/scan-hops.ts";
import { ScanState } from "../../../src/core/records/scan-state.ts";
import { WasmScan } from "../../../src/core/records/scan-wasm.ts";
import { giveBack, placed } from "../../support/wasm.ts";
import { DIALECTS, encode, NASTY } from "./dialects.ts";

const memory = await builtMemory(4 * 1_048_576);
const FAST = DIALECTS.filter(([, dialect]) => WasmScan.open(memory, toDialectBytes(dialect)));
const SEED = { seed: 20261122, numRuns: 1500 };

/** Pieces that mean something, and runs of what does not that reach from one block of 64 bytes to the next. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NASTY) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(',"', '",', '"\n', '"\r\n', '\n"', '""', "\n\\.\n", "\n\n"),
  },
  { weight: 2, arbitrary: fc.nat(70).map((length) => "x".repeat(length)) },
  { weight: 1, arbitrary: fc.constantFrom(60, 61, 62, 63, 64).map((length) => "y".repeat(length)) },
);
const messy = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));

/** Fields that are as they should be, or nearly always: quotes that the module follows through many blocks. */
const value = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("a", "é", " ") },
    { weight: 2, arbitrary: fc.constantFrom('""', ",", ";", "\n", "\r\n", "''") },
    { weight: 1, arbitrary: fc.nat(66).map((length) => "x".repeat(length)) },
  ),
  { maxLength: 6 },
);
const tidy = fc
  .array(
    fc.tuple(
      value.map((parts) =>
        parts
          .join("")
          .replaceAll(/[\r\n,;']/g, "")
          .replaceAll('"', ""),
      ),
      value.map((parts) => `"${parts.join("")}"`),
      fc.constantFrom(
        ...Array.from({ length: 30 }, () => "\n"),
        "\r\n",
        "\n\n",
        "\n\\.\n",
        "b\n",
        '"\n',
      ),
      fc.boolean(),
    ),
    { maxLength: 12 },
  )
  .map((records) =>
    records.map(([a, b, end, isTurned]) => (isTurned ? `${b},${a}` : `${a},${b}`) + end).join(""),
  );
const text = fc.oneof(messy, tidy);

interface Step {
  readonly end: number;
  readonly records: number;
  readonly lines: number;
  readonly isPlain: boolean;
}

/** Every cut with its counts, the bytes coming in parts; the scanner with its `memory` or without. */
function stepsOf(
  scanner: RecordScanner,
  bytes: Uint8Array,
  parts: readonly number[],
  cutEvery: number,
): Step[] {
  const steps: Step[] = [];
  let from = 0;
  for (const to of [...parts, bytes.length]) {
    const isEnd = to === bytes.length;
    for (;;) {
      const end = scanner.scan(bytes, { to, cutAt: from + cutEvery, isEnd });
      if (end < 0) break;
      steps.push({ end, ...scanner.take() });
      from = end;
    }
  }
  steps.push({ end: -1, ...scanner.take() });
  return steps;
}

test("the dialects that COPY itself reads are scanned in WebAssembly", () => {
  expect(FAST.map(([name]) => name)).toEqual(["RFC 4180", "CR", "no quotes", "single quotes"]);
});

test.each(FAST)("gives what JavaScript gives, in any parts and cuts: %s", (_name, dialect) => {
  fc.assert(
    fc.property(
      text,
      fc.nat(130),
      fc.array(fc.nat(400), { maxLength: 4 }),
      fc.integer({ min: 1, max: 200 }),
      (string, offset, cuts, cutEvery) => {
        const bytes = encode(string);
        const parts = cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b);
        const there = placed(memory, bytes, offset);
        try {
          const fast = stepsOf(new RecordScanner(dialect, memory), there, parts, cutEvery);
          expect(fast).toEqual(stepsOf(new RecordScanner(dialect), bytes, parts, cutEvery));
        } finally {
          giveBack(memory, there, offset);
        }
      },
    ),
    SEED,
  );
});

/** All that a scan carries on, for text that is ordinary enough for the module alone. */
test.each(FAST)("hands over the state that the hops have: %s", (_name, dialect) => {
  let decided = 0;
  fc.assert(
    fc.property(text, fc.nat(500), (string, length) => {
      const bytes = encode(string);
      const to = Math.min(length, bytes.length);
      const limits = { to, cutAt: Number.MAX_SAFE_INTEGER, isEnd: false };
      const there = placed(memory, bytes);
      try {
        const [fast, hopped] = [new ScanState(), new ScanState()];
        const scan = WasmScan.open(memory, toDialectBytes(dialect));
        if (scan?.scan(fast, there, limits) !== -1) return;
        scanByHops(hopped, bytes.subarray(0, to), toDialectBytes(dialect), limits);
        decided++;
        hopped.hops = 0;
        expect(fast).toEqual(hopped);
      } finally {
        giveBack(memory, there);
      }
    }),
    SEED,
  );
  expect(decided).toBeGreaterThan(SEED.numRuns / 4);
});

test.each([
  ["LF", 'a,"b ""c"" d",,"""",""\n1,"x\ny",z,"",3\n', RFC_4180],
  ["CRLF", '1,"b ""c"" d"\r\n"x\r\ny","z"\r\n', RFC_4180],
  ["CR", '1,"b ""c"" d"\r"x\ry","z"\r', { ...RFC_4180, recordEnd: "cr" }],
] satisfies [string, string, Dialect][])(
  "follows ordinary quotes from block to block by itself: %s",
  (_name, records, dialect) => {
    const bytes = encode(records.repeat(10));
    for (let offset = 0; offset < 64; offset++) {
      const there = placed(memory, bytes, offset);
      const state = new ScanState();
      const scan = WasmScan.open(memory, toDialectBytes(dialect));
      const limits = { to: bytes.length, cutAt: Number.MAX_SAFE_INTEGER, isEnd: false };
      expect(scan?.scan(state, there, limits)).toBe(-1);
      expect(state).toMatchObject({ records: 20, isPlain: true, position: bytes.length });
      giveBack(memory, there, offset);
    }
  },
);
