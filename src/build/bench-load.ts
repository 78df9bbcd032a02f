// `npm run bench:load`: the load against what everybody accepts as the limit, two backends of server-side COPY over
// files split beforehand, and against the ways in which people load. Every way runs once a round, A B C and then C B A;
// a ratio is the median of the rounds' own ratios. ROWMILL_BENCH_RECORDS sets the size (7,500,000 records are one
// gigabyte), ROWMILL_BENCH_ROUNDS the rounds; `--memory` looks at the client's memory instead, `--only` runs the ways
// whose names hold these words, and `--report` writes the table into docs/performance.md.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bareCopyProgram } from "./bench/bare-copy-program.ts";
import { tableOf, type Goal } from "./bench/goals.ts";
import { writeLoadFiles } from "./bench/load-files.ts";
import { GOALS } from "./bench/load-goals.ts";
import { loadPeers } from "./bench/load-peers.ts";
import { waysOf } from "./bench/load-ways.ts";
import type { Measurement } from "./bench/measurement.ts";
import { measureMemory, MEMORY_GOALS } from "./bench/memory.ts";
import { runRounds } from "./bench/rounds.ts";
import { scannerWays } from "./bench/scanner-ways.ts";
import { LOG_SETTINGS } from "./bench/statement-log.ts";
import { writeReport } from "./bench/write-report.ts";
import { bundle } from "./bundle.ts";
import { startServer, type RunningServer } from "./server.ts";

const RECORDS = Number(process.env["ROWMILL_BENCH_RECORDS"] ?? 7_500_000);
const SETTINGS = {
  shared_buffers: "1GB",
  max_wal_size: "8GB",
  autovacuum: "off",
  wal_level: "replica",
  ...LOG_SETTINGS,
};

const { values } = parseArgs({
  options: {
    report: { type: "boolean" },
    memory: { type: "boolean" },
    only: { type: "string", multiple: true },
  },
});

/** The memory of a client is the same in every round. */
const ROUNDS = Number(process.env["ROWMILL_BENCH_ROUNDS"] ?? (values.memory === true ? 1 : 5));

async function bench(): Promise<void> {
  if (values.report === true && values.only !== undefined)
    throw new Error("--only measures a part of the table: --report would drop the rest");
  await bundle({ only: ["cli"], isProduction: true });
  const server = await startServer({ settings: SETTINGS });
  const folder = mkdtempSync(join(tmpdir(), "rowmill-bench-"));
  chmodSync(folder, 0o755);
  try {
    if (values.memory === true) {
      const run = { records: RECORDS, rounds: ROUNDS };
      await tell("memory", MEMORY_GOALS, await measureMemory(server, folder, run));
    } else await tell("load", GOALS, await measureLoads(server, folder));
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureLoads(
  server: RunningServer,
  folder: string,
): Promise<readonly Measurement[]> {
  const programs = { bareCopy: await bareCopyProgram(folder), ...loadPeers() };
  console.log("writing the files ...");
  const files = await writeLoadFiles(folder, RECORDS);
  const all = [...(await scannerWays(files.large)), ...waysOf(server, files, programs)];
  const isWanted = (name: string): boolean =>
    values.only?.some((part) => name.includes(part)) ?? true;
  return runRounds(
    server,
    all.filter(({ name }) => isWanted(name)),
    ROUNDS,
  );
}

async function tell(
  name: string,
  goals: readonly Goal[],
  measured: readonly Measurement[],
): Promise<void> {
  const table = tableOf(goals, measured);
  console.log(`\n${table}`);
  if (values.report === true) await writeReport(name, table, { rounds: ROUNDS, records: RECORDS });
}

await bench();
