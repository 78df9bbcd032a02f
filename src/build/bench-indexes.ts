// `npm run bench:indexes`: a load into a table with a primary key and two indexes, with --indexes rebuild against keep,
// and against one server-side COPY that keeps them; rounds A B C and then C B A, a ratio is the median of the rounds'
// own; `--report` writes the table into docs/performance.md. With `kinds`: what an index of each kind costs a row, kept during COPY and built after it, for the cost model
// in core/load/index-choice.ts. ROWMILL_BENCH_RECORDS and ROWMILL_BENCH_ROUNDS set the size.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CpuClock } from "./bench/cpu-clock.ts";
import { faster, tableOf } from "./bench/goals.ts";
import { runRounds } from "./bench/rounds.ts";
import { INDEXED_ORDERS, makeTable, ORDERS } from "./bench/tables.ts";
import { NO_CLIENT, runProgram, way, type LoadFile, type Usage } from "./bench/way.ts";
import { writeReport } from "./bench/write-report.ts";
import { bundle } from "./bundle.ts";
import { inRoot } from "./root.ts";
import { writeOrders } from "./sample.ts";
import { startServer, type RunningServer } from "./server.ts";
import { withClient } from "./server-client.ts";

const RECORDS = Number(process.env["ROWMILL_BENCH_RECORDS"] ?? 1_500_000);
const ROUNDS = Number(process.env["ROWMILL_BENCH_ROUNDS"] ?? 5);
const SETTINGS = { shared_buffers: "1GB", max_wal_size: "8GB", autovacuum: "off" };

const { values, positionals } = parseArgs({
  options: { report: { type: "boolean" } },
  allowPositionals: true,
});

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
  const server = await startServer({ settings: SETTINGS });
  const folder = mkdtempSync(join(tmpdir(), "rowmill-bench-"));
  chmodSync(folder, 0o755);
  try {
    const file = join(folder, "orders.csv");
    const { bytes } = await writeOrders(file, { records: RECORDS });
    if (positionals.includes("kinds")) await benchKinds(server, file);
    else await benchLoads(server, file, bytes);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchLoads(server: RunningServer, path: string, bytes: number): Promise<void> {
  await bundle({ only: ["cli"], isProduction: true });
  const file: LoadFile = { path, records: RECORDS, bytes, table: INDEXED_ORDERS };
  const ways = [
    way(KEEP, file, () => load(server, file, "keep")),
    way(REBUILD, file, () => load(server, file, "rebuild")),
    way(COPY, file, () => copy(server, file.path).then(() => NO_CLIENT)),
  ];
  const table = tableOf(GOALS, await runRounds(server, ways, ROUNDS));
  console.log(`\n${table}`);
  if (values.report === true)
    await writeReport("indexes", table, { rounds: ROUNDS, records: RECORDS });
}

const load = (server: RunningServer, { path, table }: LoadFile, indexes: string): Promise<Usage> =>
  runProgram(
    process.execPath,
    [
      ...[inRoot("dist/cli.mjs"), "load", path, "--into", table.name],
      ...["--workers", "2", "--indexes", indexes, "--dsn", server.dsn],
    ],
    server.env,
  );

const copy = (server: RunningServer, file: string) =>
  withClient(server, (client) => client.query(`COPY orders FROM '${file}' (FORMAT csv, HEADER)`));

/** In the server's own processor time, which other work on the machine changes least. */
async function benchKinds(server: RunningServer, file: string): Promise<void> {
  const seconds = async (act: () => Promise<unknown>): Promise<number> => {
    const clock = new CpuClock(server.pid);
    await act();
    return clock.spent(0).serverSeconds;
  };
  const micro = (value: number): string => ((value * 1e6) / RECORDS).toFixed(2).padStart(8);
  for (let round = 1; round <= ROUNDS; round++) {
    await makeTable(server, ORDERS);
    const bare = await seconds(() => copy(server, file));
    for (const [kind, definition] of KINDS) {
      const create = `CREATE INDEX one ON orders USING ${definition}`;
      await makeTable(server, { ...ORDERS, createSql: `${ORDERS.createSql}; ${create}` });
      const kept = (await seconds(() => copy(server, file))) - bare;
      await withClient(server, (client) => client.query("DROP INDEX one; CHECKPOINT"));
      const built = await seconds(() => withClient(server, (client) => client.query(create)));
      console.log(`${round} ${kind.padEnd(16)} keep ${micro(kept)} us, build ${micro(built)} us`);
    }
  }
}

await bench();
