// The matrix as a table in a document, between two markers; written from outcomes of real runs and from nothing else.
import { readFileSync, writeFileSync } from "node:fs";
import type { FaultRow } from "./fault-row.ts";
import type { Outcome } from "./run-row.ts";

const BEGIN = "<!-- fault matrix: begin, written by `npm run test:faults -- --report` -->";
const END = "<!-- fault matrix: end -->";

export function writeReport(
  file: string,
  rows: readonly FaultRow[],
  outcomes: readonly Outcome[],
): void {
  const text = readFileSync(file, "utf8");
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${file} has no markers for the fault matrix`);
  const table = reportText(rows, outcomes);
  writeFileSync(file, `${text.slice(0, begin)}${BEGIN}\n\n${table}\n${text.slice(end)}`);
}

/** Markdown as Prettier would leave it. */
export function reportText(rows: readonly FaultRow[], outcomes: readonly Outcome[]): string {
  const head = ["#", "fault", "how it is injected", "versions", "runs", "faults", "survived"];
  const lines = rows.map((row) =>
    rowCells(
      row,
      outcomes.filter(({ row: number }) => number === row.number),
    ),
  );
  const table = tableText([head, ...lines]);
  return [summaryText(outcomes), table, variantsText(outcomes)]
    .map((part) => `${part}\n`)
    .join("\n");
}

/** One sentence: what a reader wants to know first. */
export function summaryText(outcomes: readonly Outcome[]): string {
  const runs = outcomes.filter(({ end }) => end !== "skipped");
  const survived = runs.filter(({ end }) => end === "survived").length;
  const sum = (name: "faults" | "lost" | "duplicates"): string =>
    runs.reduce((soFar, outcome) => soFar + outcome[name], 0).toLocaleString("en");
  const versions = versionsText(runs);
  return `Survived ${survived} of ${runs.length} runs with ${sum("faults")} faults on PostgreSQL ${versions}; lost ${sum("lost")}, duplicates ${sum("duplicates")}.`;
}

/** How many runs each mode had; the mode is the variant's first word. */
function variantsText(outcomes: readonly Outcome[]): string {
  const runs = outcomes.filter(({ end }) => end !== "skipped");
  const wordsOf = ({ variant }: Outcome): readonly string[] => variant.split(", ");
  const counts = new Map<string, number>();
  for (const word of runs.flatMap(wordsOf)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const told = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `Runs by what was loaded how: ${told.map(([word, count]) => `${word} ${count}`).join(", ")}.`;
}

function rowCells(row: FaultRow, outcomes: readonly Outcome[]): readonly string[] {
  const runs = outcomes.filter(({ end }) => end !== "skipped");
  const skipped = outcomes.find(({ end }) => end === "skipped");
  const faults = runs.reduce((sum, outcome) => sum + outcome.faults, 0);
  const survived = runs.filter(({ end }) => end === "survived").length;
  const facts =
    runs.length === 0
      ? ["–", "0", "0", skipped === undefined ? "not run" : `not run: ${skipped.reason}`]
      : [
          versionsText(runs),
          String(runs.length),
          faults.toLocaleString("en"),
          `${survived} of ${runs.length}`,
        ];
  return [String(row.number), row.fault, row.injection, ...facts];
}

function versionsText(outcomes: readonly Outcome[]): string {
  return [...new Set(outcomes.map(({ version }) => version))].toSorted().toReversed().join(", ");
}

function tableText(cells: readonly (readonly string[])[]): string {
  const columns =
    cells[0]?.map((_cell, column) =>
      Math.max(3, ...cells.map((line) => line[column]?.length ?? 0)),
    ) ?? [];
  const line = (words: readonly string[]): string =>
    `| ${words.map((word, column) => word.padEnd(columns[column] ?? 0)).join(" | ")} |`;
  const rule = `| ${columns.map((width) => "-".repeat(width)).join(" | ")} |`;
  const [head = [], ...rest] = cells;
  return [line(head), rule, ...rest.map(line)].join("\n");
}
