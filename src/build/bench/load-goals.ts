// What a load is to reach, on one gigabyte of orders where nothing else is said.
import { present } from "../../core/base/assert.ts";
import { cpu, faster, type Goal } from "./goals.ts";
import type { Measurement } from "./measurement.ts";
import { JS_SCANNER, WASM_SCANNER } from "./scanner-ways.ts";

const LIMIT = "server-side COPY, 2 backends";
const BINARY = "ours binary, N = 2";
const TEXT = "ours text, N = 2";
const PARALLEL_COPY = "timescaledb-parallel-copy, 2";
const BARE = "bare reader, N = 2";
/** The same as TEXT, while the server logs its statements. */
const LOGGED = "ours text, N = 2, logged";

export const GOALS: readonly Goal[] = [
  ...withoutAnalyse(faster(BINARY, LIMIT, 1.25), LOGGED),
  ...withoutAnalyse(faster("ours binary, N = 1", "server-side COPY, 1 backend", 1.6), LOGGED),
  ...withoutAnalyse(faster(TEXT, LIMIT, 0.95), LOGGED),
  ...asTheLimit(", 60 columns"),
  ...asTheLimit(", 24 partitions"),
  faster("ours binary, workers by default", LIMIT),
  faster("ours text, workers by default", LIMIT),
  faster(BINARY, "psql \\copy", 2.4),
  faster(BINARY, PARALLEL_COPY, 1.7),
  faster(TEXT, PARALLEL_COPY, 1.2),
  {
    words: `client CPU, ${TEXT} / ${PARALLEL_COPY}`,
    ways: [TEXT, PARALLEL_COPY],
    unit: "",
    atMost: 1 / 3,
    value: (of) => of(TEXT).cpuSeconds / of(PARALLEL_COPY).cpuSeconds,
  },
  faster("ours binary, N = 2, small file", "pgloader, small file", 25),
  faster(BINARY, "INSERT, autocommit", 150),
  faster(BINARY, "INSERT, one transaction", 55),
  faster(BINARY, "INSERT, 1,000 rows a statement", 8),
  faster(BINARY, "INSERT by unnest, 1,000 rows", 5),
  {
    words: "price of exactly-once, N = 2, seconds of copying",
    ways: [LOGGED, BARE],
    unit: " %",
    atMost: 3,
    value: (of) => percentMore(copyingOf(of(LOGGED)).seconds, copyingOf(of(BARE)).seconds),
  },
  {
    words: "price of exactly-once, N = 2, CPU of client and server",
    ways: [LOGGED, BARE, "ours text, start only", "bare reader, start only"],
    unit: " %",
    atMost: 3,
    value: (of) =>
      percentMore(
        copyCpu(of(LOGGED)) - copyCpu(of("ours text, start only")),
        copyCpu(of(BARE)) - copyCpu(of("bare reader, start only")),
      ),
  },
  cpu(TEXT, 1.6),
  cpu(BINARY, 4.5),
  scanner(WASM_SCANNER, 3),
  scanner(JS_SCANNER, 0.7),
  firstChunk("tiny file"),
  firstChunk("large file"),
];

function asTheLimit(file: string): readonly Goal[] {
  const ours = `${TEXT}${file}`;
  return withoutAnalyse(faster(ours, `${LIMIT}${file}`, 0.95), ours);
}

/** A goal, and its figure without what nobody else does after a load: the ANALYZE that `logged` shows. */
function withoutAnalyse(goal: Goal, logged: string): readonly Goal[] {
  const [ours = "", limit = ""] = goal.ways;
  const bare: Goal = {
    words: `${goal.words}, our ANALYZE left out`,
    ...{ ways: [...goal.ways, logged], unit: "" },
    value: (of) => of(limit).seconds / (of(ours).seconds - copyingOf(of(logged)).analyseSeconds),
  };
  return [goal, bare];
}

const percentMore = (one: number, other: number): number => 100 * (one / other - 1);

const copyingOf = ({ copying, way }: Measurement) => present(copying, `the log of ${way}`);

/** Seconds of both sides without the server's ANALYZE. */
const copyCpu = (one: Measurement): number =>
  one.cpuSeconds + one.serverCpuSeconds - copyingOf(one).analyseCpuSeconds;

function scanner(way: string, atLeast: number): Goal {
  return {
    ...{ words: way, ways: [way], unit: " GB/s", atLeast },
    value: (of) => of(way).gigabytes / of(way).seconds,
  };
}

function firstChunk(file: string): Goal {
  const way = `first chunk, ${file}`;
  return {
    words: `CLI start to first chunk sent, ${file}`,
    ...{ ways: [way], unit: " ms", atMost: 350 },
    value: (of) => of(way).seconds * 1000,
  };
}
