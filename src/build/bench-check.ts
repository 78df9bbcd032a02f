// `npm run bench:check`: the speed of the rules. `rowmill check` over 10,000 SQL files beside squawk and sqlfluff on
// the same files, a keystroke in a dump of 100,000 INSERTs, and the way from nothing to the first finding.
// ROWMILL_BENCH_FILES sets the number of files, ROWMILL_BENCH_ROUNDS the rounds.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installPeers, type Peer } from "./bench-peers.ts";
import { bundle } from "./bundle.ts";
import { LanguageProbe } from "./language-probe.ts";
import { type Cost, measured } from "./measured-run.ts";
import { inRoot } from "./root.ts";
import { insertDump, writeSqlCorpus } from "./sql-corpus.ts";

const FILES = Number(process.env["ROWMILL_BENCH_FILES"] ?? 10_000);
const ROUNDS = Number(process.env["ROWMILL_BENCH_ROUNDS"] ?? 3);
/** sqlfluff reads some kilobytes a second: it gets a part of the files, once, and so do we beside it. */
const SAMPLE_FOLDERS = 3;
const KEYSTROKES = 200;
/** What the server waits after a keystroke before it works: src/server/scheduler.ts. */
const TYPING_PAUSE_MS = 120;

const rows: Row[] = [];

interface Row {
  readonly what: string;
  readonly measured: string;
  readonly goal: string;
  readonly isMet: boolean;
}

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rowmill-bench-check-"));
  try {
    await bundle({ isProduction: true, only: ["cli", "check-worker", "parsers"] });
    const corpus = writeSqlCorpus(folder, FILES);
    console.log(`${corpus.files} files, ${(corpus.bytes / 1e6).toFixed(1)} MB`);
    await benchFiles(folder, corpus.bytes);
    await benchPeers(folder);
    await benchKeystrokes(folder);
    await benchColdStart(folder);
    print();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchFiles(folder: string, bytes: number): Promise<void> {
  const both = await best(() => rowmill([folder]));
  note(
    "rowmill check, all cores",
    `${speed(bytes, both.seconds)}, ${megabytes(both)}`,
    "both cores used",
    both.cpuSeconds > 1.3 * both.seconds,
  );
  const perCore = bytes / both.cpuSeconds / 1e6;
  note("  a second of one core", `${perCore.toFixed(1)} MB`, "over 12 MB", perCore > 12);
  if (spawnSync("taskset", ["--version"]).status !== 0) return;
  const one = await best(() =>
    measured("taskset", ["-c", "0", process.execPath, ...checkArgs([folder])]),
  );
  note(
    "rowmill check, one core",
    speed(bytes, one.seconds),
    "over 12 MB/s",
    bytes / one.seconds > 12e6,
  );
}

async function benchPeers(folder: string): Promise<void> {
  const peers = installPeers();
  const squawk = peers.find(({ name }) => name.startsWith("squawk"));
  const sqlfluff = peers.find(({ name }) => name.startsWith("sqlfluff"));
  const all = sqlFiles(join(folder, "sql"));
  const sample = sqlFiles(join(folder, "sql"), SAMPLE_FOLDERS);
  if (squawk !== undefined)
    await beside(squawk, all, { times: 1 / 3, words: "a third of its speed", rounds: ROUNDS });
  if (sqlfluff !== undefined)
    await beside(sqlfluff, sample, { times: 20, words: "20 times its speed", rounds: 1 });
}

/** Both over the same files, by turns; the ratio of the best times. */
async function beside(
  peer: Peer,
  files: readonly string[],
  goal: { readonly times: number; readonly words: string; readonly rounds: number },
): Promise<void> {
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const ours = await best(() => rowmill(files));
  const theirs = await best(() => measured(peer.command, [...peer.args, ...files]), goal.rounds);
  const times = theirs.seconds / ours.seconds;
  note(
    `${peer.name}, ${files.length} files`,
    `${speed(bytes, theirs.seconds)} against our ${speed(bytes, ours.seconds)}: ${times.toFixed(times < 10 ? 1 : 0)} times its speed`,
    goal.words,
    times >= goal.times,
  );
}

async function benchKeystrokes(folder: string): Promise<void> {
  const text = insertDump(100_000);
  const path = join(folder, "dump.sql");
  const server = new LanguageProbe([inRoot("dist/cli.mjs"), "lsp"]);
  await server.initialize(join(folder, "copy"));
  const first = await server.open(path, text);
  note(
    `first analysis of ${(text.length / 1e6).toFixed(1)} MB`,
    `${Math.round(first)} ms`,
    "under 2,000 ms",
    first < 2_000,
  );
  const took: number[] = [];
  for (let stroke = 0; stroke < KEYSTROKES; stroke++) {
    const line = 1 + ((stroke * 7_919) % 99_000);
    const waited = await server.type(path, stroke + 2, { line, character: 26 }, "1");
    took.push(Math.max(0, waited - TYPING_PAUSE_MS));
  }
  const [p50, p95] = [quantile(took, 0.5), quantile(took, 0.95)];
  note(
    "a keystroke in it, p95",
    `${p95.toFixed(1)} ms (p50 ${p50.toFixed(1)})`,
    "under 15 ms",
    p95 < 15,
  );
  const { nowMb, peakMb } = server.memory();
  note(
    "memory of the server",
    `${Math.round(nowMb)} MB (at most ${Math.round(peakMb)})`,
    "under 250 MB",
    nowMb < 250,
  );
  await server.stop();
}

async function benchColdStart(folder: string): Promise<void> {
  const took: number[] = [];
  for (let round = 0; round < 2 * ROUNDS; round++) {
    const server = new LanguageProbe([inRoot("dist/cli.mjs"), "lsp"]);
    await server.initialize(join(folder, "copy"));
    await server.open(join(folder, "new.sql"), "INSERT INTO t (a, a) VALUES (1, 2);\n");
    took.push(server.sinceStartMs);
    await server.stop();
  }
  const median = quantile(took, 0.5);
  note("cold start to the first finding", `${Math.round(median)} ms`, "under 400 ms", median < 400);
}

const checkArgs = (paths: readonly string[]): readonly string[] => [
  inRoot("dist/cli.mjs"),
  ...["check", "--fail-on", "never"],
  ...paths,
];

const rowmill = (paths: readonly string[]): Promise<Cost> =>
  measured(process.execPath, checkArgs(paths));

/** The shortest of the rounds: whatever else the machine did made the others longer. */
async function best(run: () => Promise<Cost>, rounds = ROUNDS): Promise<Cost> {
  let shortest = await run();
  for (let round = 1; round < rounds; round++) {
    const cost = await run();
    if (cost.seconds < shortest.seconds) shortest = cost;
  }
  return shortest;
}

function sqlFiles(folder: string, foldersMax = Infinity): readonly string[] {
  return readdirSync(folder)
    .toSorted()
    .slice(0, foldersMax)
    .flatMap((module) =>
      readdirSync(join(folder, module)).map((name) => join(folder, module, name)),
    );
}

const speed = (bytes: number, seconds: number): string =>
  bytes / seconds < 1e5
    ? `${(bytes / seconds / 1e3).toFixed(0)} KB/s`
    : `${(bytes / seconds / 1e6).toFixed(1)} MB/s`;

const megabytes = ({ rssMb }: Cost): string => `${Math.round(rssMb)} MB of memory`;

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(share * values.length))
  ] ?? 0;

function note(what: string, result: string, goal: string, isMet: boolean): void {
  console.log(`${what}: ${result}`);
  rows.push({ what, measured: result, goal, isMet });
}

function print(): void {
  const width = (pick: (row: Row) => string): number =>
    Math.max(...rows.map((row) => pick(row).length));
  const [whats, results] = [width(({ what }) => what), width((row) => row.measured)];
  console.log("");
  for (const { what, measured: result, goal, isMet } of rows)
    console.log(
      `${what.padEnd(whats)}  ${result.padEnd(results)}  ${isMet ? "met    " : "NOT MET"}  ${goal}`,
    );
}

await bench();
