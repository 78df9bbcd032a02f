// `npm run test:faults`: runs rows of the fault matrix by seed, says what became of each run, and how to repeat one
// that failed. With --report the table in the docs is written from what was really run.
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { Arena } from "./arena.ts";
import { FAULT_ROWS } from "./matrix.ts";
import { OPTIONS, readOptions, type MatrixOptions, type Part } from "./matrix-options.ts";
import { summaryText, writeReport } from "./report.ts";
import { outcomeText, runRow, type Outcome } from "./run-row.ts";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function main(options: MatrixOptions): Promise<number> {
  mkdirSync(dirname(options.results), { recursive: true });
  if (!options.appends) rmSync(options.results, { force: true });
  const isOver = deadline(options.minutesMax);
  const turns = turnsOf(options.parts);
  // Each job takes the next seed when it is done with one.
  const job = async (): Promise<void> => {
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift())
      await runTurn(options, turn, isOver);
  };
  await Promise.all(Array.from({ length: options.jobs }, job));
  const outcomes = outcomesIn(options.results);
  if (options.report !== undefined) writeReport(options.report, FAULT_ROWS, outcomes);
  for (const outcome of outcomes) if (outcome.end === "failed") say(outcomeText(outcome));
  say(summaryText(outcomes));
  return outcomes.some(({ end }) => end === "failed") ? 1 : 0;
}

/** One seed on one version: all rows. */
interface Turn {
  readonly part: Part;
  readonly seed: number;
}

/** The first seeds of all versions come before the second of any: a run that is cut short has seen all of them. */
const turnsOf = (parts: readonly Part[]): Turn[] =>
  parts
    .flatMap((part) => part.seeds.map((seed, index) => ({ part, seed, index })))
    .toSorted((a, b) => a.index - b.index);

async function runTurn(
  { rows, results }: MatrixOptions,
  { part: { version, effort }, seed }: Turn,
  isOver: () => boolean,
): Promise<void> {
  const arena = new Arena(version, effort);
  try {
    for (const row of rows) {
      if (isOver()) {
        say(`row ${row.number}, PostgreSQL ${version}, seed ${seed}: not begun, the time is over`);
        continue;
      }
      const outcome = await runRow(row, seed, arena);
      appendFileSync(results, `${JSON.stringify(outcome)}\n`);
      say(outcomeText(outcome));
    }
  } finally {
    await arena.remove();
  }
}

function deadline(minutes: number): () => boolean {
  const startMs = performance.now();
  return () => performance.now() - startMs > minutes * 60_000;
}

function outcomesIn(file: string): readonly Outcome[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").filter(Boolean).map(parseOutcome);
}

function parseOutcome(line: string): Outcome {
  const value: unknown = JSON.parse(line);
  if (!isOutcome(value)) throw new Error(`not an outcome: ${line}`);
  return value;
}

const isOutcome = (value: unknown): value is Outcome =>
  typeof value === "object" && value !== null && "row" in value && "end" in value;

process.exitCode = await main(readOptions(parseArgs({ options: OPTIONS }).values));
