// What the load benchmark concludes: medians, marks of disturbed rounds and goals in its table, the time of copying by
// the server's log, the first chunk in a client's messages, the place of a report in its page.
import { expect, test } from "vitest";
import { ClientMessages } from "../../src/build/bench/first-chunk.ts";
import { faster, tableOf, type Goal } from "../../src/build/bench/goals.ts";
import type { Measurement } from "../../src/build/bench/measurement.ts";
import { copyingOf } from "../../src/build/bench/statement-log.ts";
import { withReport } from "../../src/build/bench/write-report.ts";

const quiet = { gigabytes: 1, cpuSeconds: 2, serverCpuSeconds: 30, rssMb: 70, othersShare: 0.01 };
const run = (way: string, round: number, rowsPerSecond: number, others = 0.01): Measurement => ({
  ...quiet,
  ...{ way, round, rowsPerSecond, seconds: 1, othersShare: others },
});
const atMost: Goal = {
  ...{ words: "memory", ways: ["a"], unit: " MB", atMost: 60 },
  value: (of) => of("a").rssMb,
};
const unmet: readonly Measurement[] = [1, 2, 3].flatMap((round) => [
  run("a", round, round * 100),
  run("b", round, 100),
]);

test.each([
  [
    "the median of the rounds",
    faster("a", "b", 2),
    "a / b | 2.00 | 1.00 2.00 3.00 | at least 2.00 | yes",
  ],
  [
    "below what is wanted",
    faster("a", "b", 2.5),
    "a / b | 2.00 | 1.00 2.00 3.00 | at least 2.50 | no",
  ],
  ["above what is wanted", atMost, "memory | 70 MB | 70 70 70 | at most 60 MB | no"],
  ["no goal", faster("a", "b"), "a / b | 2.00 | 1.00 2.00 3.00 |  | "],
  ["a way that is missing", faster("a", "c", 2), "a / c | not measured |  | at least 2.00 | "],
])("a row: %s", (_name, goal, row) => {
  expect(tableOf([goal], unmet).split("\n")[2]).toBe(`| ${row} |`);
});

test("a round in which others were busy is marked, in order, and one that lacks a way is left out", () => {
  const measured = [
    ...[run("b", 2, 100), run("a", 2, 300, 0.4), run("a", 3, 900)],
    ...[run("a", 1, 200), run("b", 1, 100)],
  ];
  expect(tableOf([faster("a", "b")], measured)).toContain("| 2.50 | 2.00 3.00! |");
});

const entry = (seconds: string, ms: string, text: string) =>
  `${seconds} [7] LOG:  duration: ${ms} ms  ${text}\n`;

test("copying is from the first COPY to the last statement, less ANALYZE", () => {
  const log = [
    entry("100.000", "5.0", "statement: BEGIN; SELECT 1"),
    entry("103.000", "1000.0", "statement: COPY orders\n\tFROM STDIN (FORMAT csv)"),
    "103.100 [8] LOG:  checkpoint starting: time\n",
    entry("104.000", "500.0", "statement: COPY orders FROM STDIN"),
    entry("106.000", "1500.0", "statement: ANALYZE public.orders"),
    "106.000 [7] LOG:  QUERY STATISTICS\n",
    "106.000 [7] DETAIL:  ! system usage stats:\n\t!\t1.100 s user, 0.200 s system, 1.5 s elapsed\n",
    "106.000 [7] STATEMENT:  ANALYZE public.orders\n",
    "106.400 [7] DETAIL:  ! system usage stats:\n\t!\t7.000 s user, 0.200 s system, 7.5 s elapsed\n",
    "106.400 [7] STATEMENT:  SELECT 'ANALYZE'\n",
    entry("106.500", "0.1", "execute <unnamed>: UPDATE rowmill.load SET status = $1"),
  ].join("");
  const { seconds, analyseSeconds, analyseCpuSeconds } = copyingOf(log);
  expect([seconds, analyseSeconds]).toEqual([3, 1.5]);
  expect(analyseCpuSeconds).toBeCloseTo(1.3);
});

test("a log without COPY is an error", () => {
  expect(() => copyingOf(entry("1.0", "1.0", "statement: SELECT 1"))).toThrow("no COPY");
});

const message = (type: string, bytes: number): Buffer => {
  const made = Buffer.alloc(1 + bytes);
  made.write(type);
  made.writeUInt32BE(bytes, 1);
  return made;
};
const startup = Buffer.concat([Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])]);
const login = [startup, message("p", 54), message("Q", 9_000)];

test.each([
  ["a large one with data", [...login, message("d", 5_000)], true],
  ["a small one with data", [...login, message("d", 30)], false],
  ["large ones of other kinds", [...login, message("Q", 9_000)], false],
  ["behind a small one", [...login, message("d", 30), message("d", 5_000)], true],
])("the first chunk among a client's messages: %s, however they are cut", (_name, parts, has) => {
  const bytes = Buffer.concat(parts);
  for (const size of [1, 3, 4096, bytes.length]) {
    const messages = new ClientMessages();
    const found: boolean[] = [];
    for (let start = 0; start < bytes.length; start += size)
      found.push(messages.hasChunk(bytes.subarray(start, start + size)));
    expect(found.includes(true)).toBe(has);
  }
});

test("a report goes between its own two marks", () => {
  const page = "a\n<!-- measured: x -->\nold\n<!-- end of x -->\nb\n";
  expect(withReport(page, "x", "new")).toBe(
    "a\n<!-- measured: x -->\n\nnew\n\n<!-- end of x -->\nb\n",
  );
  expect(() => withReport(page, "y", "new")).toThrow("no place for y");
});
