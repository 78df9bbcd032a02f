// What a load is to reach, and how the measurements compare with that.

export interface Measurement {
  readonly way: string;
  readonly round: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  readonly gigabytes: number;
  /** Of the client; 0 where there is none. */
  readonly cpuSeconds: number;
  readonly serverCpuSeconds: number;
  readonly rssMb: number;
  /** Share of the machine's time that neither server nor client took. */
  readonly othersShare: number;
}

export interface Goal {
  readonly words: string;
  readonly ways: readonly string[];
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Of one round: undefined where a way is missing. */
  value(of: (way: string) => Measurement | undefined): number | undefined;
}

export const faster = (ours: string, peer: string, atLeast: number): Goal => ({
  words: `${ours} / ${peer}`,
  ways: [ours, peer],
  unit: "",
  atLeast,
  value: (of) => {
    const [one, other] = [of(ours), of(peer)];
    return one === undefined || other === undefined
      ? undefined
      : one.rowsPerSecond / other.rowsPerSecond;
  },
});

const cpu = (way: string, atMost: number): Goal => ({
  words: `client CPU, ${way}`,
  ways: [way],
  unit: " s/GB",
  atMost,
  value: (of) => {
    const one = of(way);
    return one === undefined ? undefined : one.cpuSeconds / one.gigabytes;
  },
});

const LIMIT = "server-side COPY, 2 backends";
const BINARY = "ours binary, N = 2";
const TEXT = "ours text, N = 2";
const BARE = "bare COPY without a ledger, N = 2";
const PARALLEL_COPY = "timescaledb-parallel-copy, 2";

export const GOALS: readonly Goal[] = [
  faster(BINARY, LIMIT, 1.25),
  faster("ours binary, N = 1", "server-side COPY, 1 backend", 1.6),
  faster(TEXT, LIMIT, 0.95),
  faster(BINARY, "psql \\copy", 2.4),
  faster(BINARY, PARALLEL_COPY, 1.7),
  faster(TEXT, PARALLEL_COPY, 1.2),
  {
    words: `client CPU, ${TEXT} / ${PARALLEL_COPY}`,
    ways: [TEXT, PARALLEL_COPY],
    unit: "",
    atMost: 1 / 3,
    value: (of) => {
      const [one, other] = [of(TEXT), of(PARALLEL_COPY)];
      return one === undefined || other === undefined
        ? undefined
        : one.cpuSeconds / other.cpuSeconds;
    },
  },
  faster("ours binary, N = 2, small file", "pgloader, small file", 25),
  faster(BINARY, "INSERT, autocommit", 150),
  faster(BINARY, "INSERT, one transaction", 55),
  faster(BINARY, "INSERT, 1,000 rows a statement", 8),
  faster(BINARY, "INSERT by unnest, 1,000 rows", 5),
  { ...faster(TEXT, BARE, 0.97), words: `${TEXT} / the same reader without ledger and checks` },
  cpu(TEXT, 1.6),
  cpu(BINARY, 4.5),
];

/** A Markdown table: what, the median of the rounds, the rounds, the goal, whether it is met. */
export function tableOf(goals: readonly Goal[], measured: readonly Measurement[]): string {
  const rounds = [...new Set(measured.map(({ round }) => round))];
  const rows = goals.map((goal) => {
    const values = rounds
      .map((round) =>
        goal.value((way) => measured.find((one) => one.way === way && one.round === round)),
      )
      .filter((value) => value !== undefined);
    return rowOf(goal, values);
  });
  return [
    "| what | median | rounds | goal | met |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function rowOf(goal: Goal, values: readonly number[]): string {
  const wanted =
    goal.atLeast === undefined
      ? `at most ${shown(goal.atMost ?? 0)}${goal.unit}`
      : `at least ${shown(goal.atLeast)}${goal.unit}`;
  const middle = median(values);
  if (middle === undefined) return `| ${goal.words} | not measured |  | ${wanted} |  |`;
  const isMet = middle >= (goal.atLeast ?? -Infinity) && middle <= (goal.atMost ?? Infinity);
  return `| ${goal.words} | ${shown(middle)}${goal.unit} | ${values.map(shown).join(" ")} | ${wanted} | ${isMet ? "yes" : "no"} |`;
}

const shown = (value: number): string => value.toFixed(value < 10 ? 2 : 0);

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
