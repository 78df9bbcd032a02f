// `npm run test:faults`: runs rows of the fault matrix by seed, says what became of each run, and how to repeat one
// that failed. With --report the table in the docs is written from what was really run.
import { appendFileSync, mkdirSync, readFileSync, rmSync } from "node:fs";
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
  for (const part of options.parts) await runPart(options, part);
  const outcomes = readFileSync(options.results, "utf8").trim().split("\n").map(parseOutcome);
  if (options.report !== undefined) writeReport(options.report, FAULT_ROWS, outcomes);
  for (const outcome of outcomes) if (outcome.end === "failed") say(outcomeText(outcome));
  say(summaryText(outcomes));
  return outcomes.some(({ end }) => end === "failed") ? 1 : 0;
}

async function runPart(
  { rows, results }: MatrixOptions,
  { version, seeds, effort }: Part,
): Promise<void> {
  const arena = new Arena(version, effort);
  try {
    for (const row of rows) {
      for (const seed of seeds.slice(0, row.seedsMax ?? seeds.length)) {
        const outcome = await runRow(row, seed, arena);
        appendFileSync(results, `${JSON.stringify(outcome)}\n`);
        say(outcomeText(outcome));
      }
    }
  } finally {
    await arena.remove();
  }
}

function parseOutcome(line: string): Outcome {
  const value: unknown = JSON.parse(line);
  if (!isOutcome(value)) throw new Error(`not an outcome: ${line}`);
  return value;
}

const isOutcome = (value: unknown): value is Outcome =>
  typeof value === "object" && value !== null && "row" in value && "end" in value;

process.exitCode = await main(readOptions(parseArgs({ options: OPTIONS }).values));
