// A goal compares ways of one round with each other; the table shows the median of the rounds, and every round.
import { OTHERS_MAX, type Measurement } from "./measurement.ts";

export interface Goal {
  readonly words: string;
  readonly ways: readonly string[];
  readonly unit: string;
  /** Neither: a figure to know. */
  readonly atLeast?: number;
  readonly atMost?: number;
  /** Of one round. */
  value(of: (way: string) => Measurement): number;
}

/** How many times as many rows a second. */
export const faster = (ours: string, peer: string, atLeast?: number): Goal => ({
  words: `${ours} / ${peer}`,
  ways: [ours, peer],
  unit: "",
  ...(atLeast === undefined ? {} : { atLeast }),
  value: (of) => of(ours).rowsPerSecond / of(peer).rowsPerSecond,
});

export const cpu = (way: string, atMost: number): Goal => ({
  words: `client CPU, ${way}`,
  ways: [way],
  unit: " s/GB",
  atMost,
  value: (of) => of(way).cpuSeconds / of(way).gigabytes,
});

export const LEGEND = `A value with \`!\` is of a round in which others took more than ${OTHERS_MAX * 100} % of the machine.`;

/** A Markdown table: what, the median of the rounds, the rounds, the goal, whether it is met. */
export function tableOf(goals: readonly Goal[], measured: readonly Measurement[]): string {
  const rounds = [...new Set(measured.map(({ round }) => round))].toSorted((a, b) => a - b);
  const rows = goals.map((goal) =>
    rowOf(
      goal,
      rounds.flatMap((round) => inRound(goal, measured, round)),
    ),
  );
  return [
    "| what | median | rounds | goal | met |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

interface Value {
  readonly value: number;
  readonly isDisturbed: boolean;
}

/** Empty where one of its ways did not run. */
function inRound(goal: Goal, measured: readonly Measurement[], round: number): readonly Value[] {
  const those = new Map<string, Measurement>();
  for (const one of measured) if (one.round === round) those.set(one.way, one);
  const found = goal.ways.flatMap((way) => those.get(way) ?? []);
  if (found.length < goal.ways.length) return [];
  const of = (way: string): Measurement => {
    const one = those.get(way);
    if (one === undefined) throw new Error(`"${goal.words}" does not name its way "${way}"`);
    return one;
  };
  const isDisturbed = found.some(({ othersShare }) => othersShare > OTHERS_MAX);
  return [{ value: goal.value(of), isDisturbed }];
}

function rowOf(goal: Goal, values: readonly Value[]): string {
  const wanted = wantedOf(goal);
  const middle = median(values.map(({ value }) => value));
  if (middle === undefined) return `| ${goal.words} | not measured |  | ${wanted} |  |`;
  const rounds = values.map(({ value, isDisturbed }) => `${shown(value)}${isDisturbed ? "!" : ""}`);
  return `| ${goal.words} | ${shown(middle)}${goal.unit} | ${rounds.join(" ")} | ${wanted} | ${metBy(goal, middle)} |`;
}

function wantedOf({ atLeast, atMost, unit }: Goal): string {
  if (atLeast !== undefined) return `at least ${shown(atLeast)}${unit}`;
  return atMost === undefined ? "" : `at most ${shown(atMost)}${unit}`;
}

function metBy({ atLeast, atMost }: Goal, middle: number): string {
  if (atLeast === undefined && atMost === undefined) return "";
  return middle >= (atLeast ?? -Infinity) && middle <= (atMost ?? Infinity) ? "yes" : "no";
}

const shown = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 2 : 0);

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
