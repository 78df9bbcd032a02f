// `npm run bench:indexes`: a load into a table with a primary key and two indexes, with --indexes rebuild against keep,
// and against one server-side COPY that keeps them; rounds A B C and then C B A, a ratio is the median of the rounds'
// own. With `kinds`: what an index of each kind costs a row, kept during COPY and built after it, for the cost model
// in core/load/index-choice.ts. ROWMILL_BENCH_RECORDS and ROWMILL_BENCH_ROUNDS set the size.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CpuClock } from "./bench/cpu-clock.ts";
import { faster, tableOf, type Measurement } from "./bench/load-goals.ts";
import { bundle } from "./bundle.ts";
import { measured as measuredRun, type Cost } from "./measured-run.ts";
import { inRoot } from "./root.ts";
import { createOrdersTable, writeOrders } from "./sample.ts";
import { startServer, type RunningServer } from "./server.ts";
import { withClient } from "./server-client.ts";

const RECORDS = Number(process.env["ROWMILL_BENCH_RECORDS"] ?? 1_500_000);
const ROUNDS = Number(process.env["ROWMILL_BENCH_ROUNDS"] ?? 5);
const SETTINGS = { shared_buffers: "1GB", max_wal_size: "8GB", autovacuum: "off" };

const INDEXES = `ALTER TABLE orders ADD PRIMARY KEY (id);
CREATE INDEX orders_customer ON orders (customer_id); CREATE INDEX orders_ordered ON orders (ordered_at)`;

const [KEEP, REBUILD, COPY] = [
  "ours keep, N = 2",
  "ours rebuild, N = 2",
  "server-side COPY, 1 backend, indexes kept",
] as const;
const GOALS = [faster(REBUILD, KEEP, 1.9), faster(REBUILD, COPY, 3.3)];

/** One of each kind that PostgreSQL has, on a column of the orders. */
const KINDS = [
  ["btree", "btree (customer_id)"],
  ["btree of text", "btree (note)"],
  ["hash", "hash (customer_id)"],
  ["brin", "brin (ordered_at)"],
  ["gin", "gin (pg_catalog.string_to_array(note, ' '))"],
  ["gist", "gist (pg_catalog.point(customer_id, product_id))"],
  ["spgist", "spgist (pg_catalog.point(customer_id, product_id))"],
] as const;

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "rowmill-bench-"));
  chmodSync(folder, 0o755);
  const server = await startServer({ settings: SETTINGS });
  try {
    const file = join(folder, "orders.csv");
    const { bytes } = await writeOrders(file, { records: RECORDS });
    if (process.argv.includes("kinds")) await benchKinds(server, file);
    else await benchLoads(server, file, bytes);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchLoads(server: RunningServer, file: string, bytes: number): Promise<void> {
  await bundle({ only: ["cli"], isProduction: true });
  const ways = new Map<string, () => Promise<Cost | null>>([
    [KEEP, () => load(server, file, "keep")],
    [REBUILD, () => load(server, file, "rebuild")],
    [COPY, () => copy(server, file).then(() => null)],
  ]);
  const results: Measurement[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const order = round % 2 === 1 ? [...ways] : [...ways].toReversed();
    for (const [way, run] of order) {
      await freshTable(server, INDEXES);
      const clock = new CpuClock(server.pid);
      const startMs = performance.now();
      const cost = await run();
      const seconds = (performance.now() - startMs) / 1000;
      const spent = clock.spent(cost?.cpuSeconds ?? 0);
      await requireWhole(server);
      results.push({
        ...{ way, round, seconds, rowsPerSecond: RECORDS / seconds, gigabytes: bytes / 1e9 },
        ...{ cpuSeconds: cost?.cpuSeconds ?? 0, rssMb: cost?.rssMb ?? 0 },
        ...{ serverCpuSeconds: spent.serverSeconds, othersShare: spent.othersShare },
      });
      const others = `others ${Math.round(100 * spent.othersShare)} %`;
      console.log(`${round} ${way.padEnd(44)} ${seconds.toFixed(2)} s, ${others}`);
    }
  }
  console.log(`\n${tableOf(GOALS, results)}`);
}

async function load(server: RunningServer, file: string, indexes: string): Promise<Cost> {
  const cost = await measuredRun(
    process.execPath,
    [
      inRoot("dist/cli.mjs"),
      ...["load", file, "--into", "orders", "--workers", "2", "--indexes", indexes],
      ...["--dsn", server.dsn],
    ],
    { env: server.env },
  );
  if (cost.code !== 0) throw new Error(`the load ended with ${cost.code}`);
  return cost;
}

const copy = (server: RunningServer, file: string) =>
  withClient(server, (client) => client.query(`COPY orders FROM '${file}' (FORMAT csv, HEADER)`));

async function freshTable(server: RunningServer, indexes: string): Promise<void> {
  await withClient(server, async (client) => {
    await client.query("DROP TABLE IF EXISTS orders; DROP SCHEMA IF EXISTS rowmill CASCADE");
    await client.query(`${createOrdersTable}; ${indexes}`);
    await client.query("CHECKPOINT");
  });
}

/** All rows, and all three indexes: a load that forgot one would be fast. */
async function requireWhole(server: RunningServer): Promise<void> {
  const { rows } = await withClient(server, (client) =>
    client.query<{ rows: number; indexes: number }>(
      `SELECT count(*)::int AS rows, (SELECT count(*)::int FROM pg_index
        WHERE indrelid = 'orders'::regclass AND indisvalid) AS indexes FROM orders`,
    ),
  );
  const [found] = rows;
  if (found?.rows !== RECORDS || found.indexes !== 3)
    throw new Error(`${found?.rows ?? 0} rows and ${found?.indexes ?? 0} indexes`);
}

/** In the server's own processor time, which other work on the machine changes least. */
async function benchKinds(server: RunningServer, file: string): Promise<void> {
  const seconds = async (act: () => Promise<unknown>): Promise<number> => {
    const clock = new CpuClock(server.pid);
    await act();
    return clock.spent(0).serverSeconds;
  };
  const micro = (value: number): string => ((value * 1e6) / RECORDS).toFixed(2).padStart(8);
  for (let round = 1; round <= ROUNDS; round++) {
    await freshTable(server, "");
    const bare = await seconds(() => copy(server, file));
    for (const [kind, definition] of KINDS) {
      const create = `CREATE INDEX one ON orders USING ${definition}`;
      await freshTable(server, create);
      const kept = (await seconds(() => copy(server, file))) - bare;
      await withClient(server, (client) => client.query("DROP INDEX one; CHECKPOINT"));
      const built = await seconds(() => withClient(server, (client) => client.query(create)));
      console.log(`${round} ${kind.padEnd(16)} keep ${micro(kept)} us, build ${micro(built)} us`);
    }
  }
}

await bench();
