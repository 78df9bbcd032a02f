// `npm run bench:pollock -- CHECKOUT [--dump FOLDER]`: the Pollock benchmark (PVLDB 16, 2023) over our own reading,
// with the dialect told and with nothing told: ten measures, two scores, rows loaded wrong. See docs/pollock.md.
import { mkdirSync, mkdtempSync, rmSync, copyFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { bundle } from "./bundle.ts";
import { readPollock, type PollockFile } from "./pollock-files.ts";
import { loadPollock, type PollockLoad, type Setting } from "./pollock-load.ts";
import { countWrongRows, measure, MEASURES, score, type Rows } from "./pollock-score.ts";
import { sumOf, type FileScore, type Scores } from "./pollock-score.ts";
import { serverDifference } from "./pollock-server.ts";
import { startServer } from "./server.ts";

const SETTINGS: readonly Setting[] = ["told", "guessed"];
/** Of the files with one polluted row, each so-manieth goes through a real server too; of the others, all. */
const SERVER_EVERY = 150;
const WORST = 12;

interface Result {
  readonly setting: Setting;
  readonly scores: Scores;
  /** The same with the two files without a record counted as refused. */
  readonly strict: Scores;
  readonly rejected: number;
  readonly worst: readonly FileScore[];
}

async function bench(files: readonly PollockFile[], dump: string | undefined): Promise<void> {
  const results: Result[] = [];
  for (const setting of SETTINGS) {
    results.push(await run(files, setting, dump === undefined ? null : join(dump, setting)));
  }
  print(files.length, results);
  await compareWithServer(files);
}

async function run(
  files: readonly PollockFile[],
  setting: Setting,
  dump: string | null,
): Promise<Result> {
  const scored: FileScore[] = [];
  const strict: FileScore[] = [];
  let rejected = 0;
  for (const file of files) {
    const load = await loadPollock(file, setting);
    rejected += load.rejected;
    scored.push(scoreOf(file, emptyTable(file, setting, load)));
    strict.push(scoreOf(file, load.rows));
    if (dump !== null) writeRows(dump, file, emptyTable(file, setting, load));
  }
  const worst = scored.toSorted((a, b) => sumOf(a.measures) - sumOf(b.measures)).slice(0, WORST);
  return { setting, scores: score(scored), strict: score(strict), rejected, worst };
}

const scoreOf = ({ name, weight, clean }: PollockFile, rows: Rows | null): FileScore => ({
  file: name,
  weight,
  measures: measure(clean, rows),
  wrongRows: rows === null ? 0 : countWrongRows(clean, rows),
});

/** "There is nothing to load" leaves the table as it was: empty, with the columns that were told. */
function emptyTable({ told }: PollockFile, setting: Setting, load: PollockLoad): Rows | null {
  if (!load.isNothing) return load.rows;
  return setting === "told" && told.columnNames.length > 0 ? [told.columnNames] : [];
}

/** As the benchmark's own scorer (evaluate.py) wants to find it. */
function writeRows(folder: string, { name }: PollockFile, rows: Rows | null): void {
  mkdirSync(folder, { recursive: true });
  const line = (row: readonly string[]) =>
    `${row.map((value) => `"${value.replaceAll('"', '""')}"`).join(",")}\n`;
  const text = rows === null ? "Application Error\n" : rows.map(line).join("");
  writeFileSync(join(folder, `${name}_converted.csv`), text);
}

function print(count: number, results: readonly Result[]): void {
  console.log(`${count} files\n`);
  console.log(`| measure | ${results.map(({ setting }) => setting).join(" | ")} |`);
  console.log(`| --- |${results.map(() => " ---: |").join("")}`);
  const row = (name: string, value: (result: Result) => string) =>
    console.log(`| ${name} | ${results.map(value).join(" | ")} |`);
  for (const [index, name] of MEASURES.entries())
    row(name, ({ scores }) => (scores.means[index] ?? 0).toFixed(4));
  row("**simple score**", ({ scores }) => scores.simple.toFixed(3));
  row("**weighted score**", ({ scores }) => scores.weighted.toFixed(3));
  row("simple, empty files counted as refused", ({ strict }) => strict.simple.toFixed(3));
  row("weighted, empty files counted as refused", ({ strict }) => strict.weighted.toFixed(3));
  row("rows loaded that the clean file does not have", ({ scores }) => String(scores.wrongRows));
  row("records rejected", ({ rejected }) => String(rejected));
  for (const { setting, worst } of results) {
    console.log(`\nLowest, ${setting}:`);
    for (const { file, measures, wrongRows } of worst)
      console.log(`  ${file}: ${sumOf(measures).toFixed(3)}, ${wrongRows} wrong rows`);
  }
}

/** The scores come from memory; this shows that a server's table holds the same. */
async function compareWithServer(files: readonly PollockFile[]): Promise<void> {
  const rowFiles = files.filter(({ name }) => name.startsWith("row_"));
  const sample = [
    ...files.filter(({ name, told }) => !name.startsWith("row_") && told.columnNames.length > 0),
    ...rowFiles.filter((_, index) => index % SERVER_EVERY === 0),
  ];
  await bundle({ only: ["cli"] });
  const folder = mkdtempSync(join(tmpdir(), "rowmill-pollock-"));
  const server = await startServer();
  let different = 0;
  try {
    for (const file of sample) {
      // A copy: the reject file is written beside it.
      const path = join(folder, file.name);
      copyFileSync(file.path, path);
      const difference = await serverDifference({ ...file, path }, server);
      if (difference === null) continue;
      different += 1;
      console.log(`${file.name}: ${difference}`);
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(
    `\nA server's table held the same rows for ${sample.length - different} of ${sample.length} files.`,
  );
  if (different > 0) process.exitCode = 1;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { dump: { type: "string" } },
});
const [checkout] = positionals;
if (checkout === undefined) {
  console.error("usage: npm run bench:pollock -- CHECKOUT [--dump FOLDER]");
  process.exitCode = 2;
} else {
  await bench(readPollock(resolve(checkout)), values.dump);
}
