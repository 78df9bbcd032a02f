// `npm run bench:load`: the load against what everybody accepts as the limit, two backends of server-side COPY over
// files split beforehand, and against the ways in which people load. Every way runs once a round, A B C and then C B A;
// a ratio is the median of the rounds' own ratios. ROWMILL_BENCH_RECORDS sets the size (7,500,000 records are one
// gigabyte), ROWMILL_BENCH_ROUNDS the rounds; `--report` writes the table into docs/performance.md.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bareCopyProgram } from "./bench/bare-copy-program.ts";
import { CpuClock } from "./bench/cpu-clock.ts";
import { GOALS, tableOf, type Measurement } from "./bench/load-goals.ts";
import { loadPeers } from "./bench/load-peers.ts";
import { type LoadFiles, waysOf, type Way } from "./bench/load-ways.ts";
import { splitInTwo } from "./bench/split-in-two.ts";
import { writeReport } from "./bench/write-report.ts";
import { bundle } from "./bundle.ts";
import { createOrdersTable, writeOrders } from "./sample.ts";
import { startServer, type RunningServer } from "./server.ts";
import { withClient } from "./server-client.ts";

const RECORDS = Number(process.env["ROWMILL_BENCH_RECORDS"] ?? 7_500_000);
const ROUNDS = Number(process.env["ROWMILL_BENCH_ROUNDS"] ?? 5);
/** For the ways that take minutes for a gigabyte. */
const SMALL_RECORDS = Math.min(RECORDS, 375_000);
const SETTINGS = {
  shared_buffers: "1GB",
  max_wal_size: "8GB",
  autovacuum: "off",
  wal_level: "replica",
};
/** Above this share of the machine's time spent by others, a run is marked in the log. */
const OTHERS_MAX = 0.15;

const { values } = parseArgs({
  options: { report: { type: "boolean" }, only: { type: "string", multiple: true } },
});

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rowmill-bench-"));
  chmodSync(folder, 0o755);
  await bundle({ only: ["cli"], isProduction: true });
  const server = await startServer({ settings: SETTINGS });
  try {
    const files = await writeFiles(folder);
    const programs = { bareCopy: await bareCopyProgram(folder), ...loadPeers() };
    await withClient(server, (client) => client.query(createOrdersTable));
    const ways = waysOf(server, files, programs).filter(
      ({ name }) => values.only?.some((part) => name.includes(part)) ?? true,
    );
    const measured = await runRounds(server, ways);
    const table = tableOf(GOALS, measured);
    console.log(`\n${table}`);
    if (values.report === true)
      writeReport("docs/performance.md", "load", table, { rounds: ROUNDS, records: RECORDS });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeFiles(folder: string): Promise<LoadFiles> {
  const large = join(folder, "orders.csv");
  const small = join(folder, "small.csv");
  const { bytes } = await writeOrders(large, { records: RECORDS });
  await writeOrders(small, { records: SMALL_RECORDS });
  const halves = await splitInTwo(large, folder, RECORDS);
  return {
    large: { path: large, records: RECORDS, bytes },
    small: { path: small, records: SMALL_RECORDS, bytes: (bytes / RECORDS) * SMALL_RECORDS },
    halves,
  };
}

async function runRounds(
  server: RunningServer,
  ways: readonly Way[],
): Promise<readonly Measurement[]> {
  const measured: Measurement[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    for (const way of round % 2 === 1 ? ways : ways.toReversed()) {
      const one = await runOnce(server, way, round);
      measured.push(one);
      console.log(lineOf(one, way));
    }
  }
  return measured;
}

async function runOnce(server: RunningServer, way: Way, round: number): Promise<Measurement> {
  await withClient(server, (client) =>
    client.query("TRUNCATE orders; DROP SCHEMA IF EXISTS rowmill CASCADE; CHECKPOINT"),
  );
  const cpu = new CpuClock(server.pid);
  const startMs = performance.now();
  const usage = await way.run();
  const seconds = usage.seconds ?? (performance.now() - startMs) / 1000;
  const spent = cpu.spent(usage.cpuSeconds);
  await requireRows(server, way.records);
  const { cpuSeconds, rssMb } = usage;
  return {
    ...{ way: way.name, round, seconds, cpuSeconds, rssMb },
    ...{ rowsPerSecond: way.records / seconds, gigabytes: way.bytes / 1e9 },
    serverCpuSeconds: spent.serverSeconds,
    othersShare: spent.othersShare,
  };
}

async function requireRows(server: RunningServer, records: number): Promise<void> {
  const { rows } = await withClient(server, (client) =>
    client.query<{ rows: number }>("SELECT count(*)::int AS rows FROM orders"),
  );
  if (rows[0]?.rows !== records)
    throw new Error(`${rows[0]?.rows ?? 0} rows instead of ${records}`);
}

function lineOf(one: Measurement, { name }: Way): string {
  const perGigabyte = (seconds: number) => (seconds / one.gigabytes).toFixed(2);
  const speed = `${((one.gigabytes * 1e3) / one.seconds).toFixed(1)} MB/s`;
  const client =
    one.cpuSeconds === 0
      ? ""
      : `, client ${perGigabyte(one.cpuSeconds)} CPU s/GB, ${Math.round(one.rssMb)} MB`;
  const noise =
    one.othersShare > OTHERS_MAX ? `, others took ${Math.round(one.othersShare * 100)} %` : "";
  return `${one.round} ${name.padEnd(34)} ${one.seconds.toFixed(2)} s, ${speed}${client}, server ${perGigabyte(one.serverCpuSeconds)}${noise}`;
}

await bench();
