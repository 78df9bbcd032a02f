// `npm run bench:load`: the parallel load against what everybody accepts as the limit, two backends of server-side
// COPY over files split beforehand, and against one `psql \copy`. Ratios inside one run, A B C A B C, medians.
// ROWMILL_BENCH_RECORDS sets the size (7,500,000 records are one gigabyte), ROWMILL_BENCH_ROUNDS the rounds.
import { spawnSync } from "node:child_process";
import { chmodSync, createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { bundle } from "./bundle.ts";
import { measured } from "./measured-run.ts";
import { inRoot } from "./root.ts";
import { createOrdersTable, writeOrders } from "./sample.ts";
import { startServer, type RunningServer } from "./server.ts";
import { withClient } from "./server-client.ts";

const RECORDS = Number(process.env["ROWMILL_BENCH_RECORDS"] ?? 7_500_000);
const ROUNDS = Number(process.env["ROWMILL_BENCH_ROUNDS"] ?? 5);
const SETTINGS = { shared_buffers: "1GB", max_wal_size: "8GB", autovacuum: "off" };

interface Way {
  readonly name: string;
  /** Resolves with the client's processor seconds and peak memory, where there is a client. */
  run(): Promise<Usage>;
}

interface Usage {
  readonly cpuSeconds: number;
  readonly rssMb: number;
}

const NONE: Usage = { cpuSeconds: 0, rssMb: 0 };

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rowmill-bench-"));
  chmodSync(folder, 0o755);
  await bundle({ only: ["cli"], isProduction: true });
  const server = await startServer({ settings: SETTINGS });
  try {
    const file = join(folder, "orders.csv");
    const { bytes } = await writeOrders(file, { records: RECORDS });
    const halves = await splitInTwo(file, folder);
    await withClient(server, (client) => client.query(createOrdersTable));
    const seconds = new Map<string, number[]>();
    for (let round = 1; round <= ROUNDS; round++) {
      for (const way of waysOf(server, file, halves)) {
        await withClient(server, (client) =>
          client.query("TRUNCATE orders; DROP SCHEMA IF EXISTS rowmill CASCADE; CHECKPOINT"),
        );
        const startMs = performance.now();
        const usage = await way.run();
        const took = (performance.now() - startMs) / 1000;
        seconds.set(way.name, [...(seconds.get(way.name) ?? []), took]);
        await requireRows(server);
        console.log(line(`${round} ${way.name}`, took, bytes, usage));
      }
    }
    printRatios(seconds);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function waysOf(
  server: RunningServer,
  file: string,
  halves: readonly [string, string],
): readonly Way[] {
  const copy = (path: string) =>
    withClient(server, (client) => client.query(`COPY orders FROM '${path}' (FORMAT csv)`));
  const rowmill = (workers: number): Way => ({
    name: `rowmill, ${workers} workers`,
    run: () => runRowmill(server, file, workers),
  });
  const psql: Way = {
    name: "psql \\copy",
    run: () =>
      run(
        "psql",
        [server.dsn, "-qc", `\\copy orders FROM '${file}' (FORMAT csv, HEADER)`],
        server.env,
      ),
  };
  const limit: Way = {
    name: "server-side COPY, 2 backends",
    run: () => Promise.all(halves.map(copy)).then(() => NONE),
  };
  const hasPsql = spawnSync("psql", ["--version"]).status === 0;
  return [limit, rowmill(2), rowmill(4), ...(hasPsql ? [psql] : [])];
}

function runRowmill(server: RunningServer, file: string, workers: number): Promise<Usage> {
  const args = [
    "load",
    file,
    "--into",
    "orders",
    "--workers",
    String(workers),
    "--dsn",
    server.dsn,
  ];
  return run(process.execPath, [inRoot("dist/cli.mjs"), ...args], { ...server.env });
}

async function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Usage> {
  const { code, ...usage } = await measured(command, args, { env });
  if (code !== 0) throw new Error(`${command} ended with ${code}`);
  return usage;
}

/** Two files of whole records, without header: the notes hold line ends, so every quote is counted. */
async function splitInTwo(file: string, folder: string): Promise<readonly [string, string]> {
  const paths = [join(folder, "one.csv"), join(folder, "two.csv")] as const;
  const outs = paths.map((path) => createWriteStream(path));
  let [record, quotes, isHeader] = [0, 0, true];
  for await (const text of createInterface({
    input: createReadStream(file),
    crlfDelay: Infinity,
  })) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const out = outs[record < RECORDS / 2 ? 0 : 1];
    if (out?.write(`${text}\n`) === false) await once(out, "drain");
    quotes += text.split('"').length - 1;
    if (quotes % 2 === 0) record++;
  }
  for (const out of outs) await finished(out.end());
  return paths;
}

async function requireRows(server: RunningServer): Promise<void> {
  const { rows } = await withClient(server, (client) =>
    client.query<{ rows: number }>("SELECT count(*)::int AS rows FROM orders"),
  );
  if (rows[0]?.rows !== RECORDS)
    throw new Error(`${rows[0]?.rows ?? 0} rows instead of ${RECORDS}`);
}

function line(label: string, took: number, bytes: number, usage: Usage): string {
  const speed = `${(bytes / took / 1e6).toFixed(1)} MB/s`;
  const client =
    usage === NONE
      ? ""
      : `, client ${((usage.cpuSeconds * 1e9) / bytes).toFixed(2)} CPU s/GB, ${Math.round(usage.rssMb)} MB`;
  return `${label.padEnd(32)} ${took.toFixed(2)} s, ${speed}${client}`;
}

function printRatios(seconds: ReadonlyMap<string, readonly number[]>): void {
  const [[limitName, limit] = ["", []]] = seconds;
  for (const [name, took] of seconds) {
    const ratios = took
      .map((value, round) => (limit[round] ?? value) / value)
      .toSorted((a, b) => a - b);
    const median = ratios[Math.floor(ratios.length / 2)] ?? 0;
    console.log(
      `${name.padEnd(30)} ${median.toFixed(2)} of ${limitName} (${ratios.map((ratio) => ratio.toFixed(2)).join(" ")})`,
    );
  }
}

await bench();
