// The ways in which the orders get into the table: ours, the server's own, other loaders, and INSERT.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { measured } from "../measured-run.ts";
import { inRoot } from "../root.ts";
import type { RunningServer } from "../server.ts";
import { withClient } from "../server-client.ts";
import { INSERT_WAYS } from "./insert-ways.ts";
import type { LoadPeers } from "./load-peers.ts";

export interface LoadFile {
  readonly path: string;
  readonly records: number;
  readonly bytes: number;
}

export interface LoadFiles {
  readonly large: LoadFile;
  /** For what takes minutes for the large one. */
  readonly small: LoadFile;
  /** The large one in two, without header. */
  readonly halves: readonly [string, string];
}

/** What a run cost; `seconds` where the way measures better than the clock around it. */
export interface Usage {
  readonly seconds?: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
}

export interface Way {
  readonly name: string;
  /** Rows that are in the table afterwards. */
  readonly records: number;
  readonly bytes: number;
  run(): Promise<Usage>;
}

export interface Programs extends LoadPeers {
  readonly bareCopy: string;
}

const NONE: Usage = { cpuSeconds: 0, rssMb: 0 };

export function waysOf(
  server: RunningServer,
  files: LoadFiles,
  programs: Programs,
): readonly Way[] {
  return [
    ...serverWays(server, files),
    ...ourWays(server, files, programs),
    ...peerWays(server, files, programs),
    ...INSERT_WAYS.map((inserting) => ({
      name: inserting.name,
      records: inserting.records,
      bytes: (files.large.bytes / files.large.records) * inserting.records,
      run: async () => ({ ...NONE, seconds: await inserting.insert(server, inserting.records) }),
    })),
  ];
}

function serverWays(server: RunningServer, { large, halves }: LoadFiles): readonly Way[] {
  const copy = (path: string, header = "") =>
    withClient(server, (client) =>
      client.query(`COPY orders FROM '${path}' (FORMAT csv${header})`),
    );
  return [
    way("server-side COPY, 2 backends", large, () => Promise.all(halves.map((path) => copy(path)))),
    way("server-side COPY, 1 backend", large, () => copy(large.path, ", HEADER")),
  ];
}

function ourWays(
  server: RunningServer,
  { large, small }: LoadFiles,
  { bareCopy }: Programs,
): readonly Way[] {
  const load = (file: LoadFile, lane: "auto" | "text", workers: number) =>
    run(
      process.execPath,
      [
        inRoot("dist/cli.mjs"),
        ...["load", file.path, "--into", "orders", "--lane", lane],
        ...["--workers", String(workers), "--dsn", server.dsn],
      ],
      server.env,
    );
  const [host, port] = [server.host, String(server.port)];
  return [
    usage("ours text, N = 2", large, () => load(large, "text", 2)),
    usage("ours binary, N = 2", large, () => load(large, "auto", 2)),
    usage("ours text, N = 4", large, () => load(large, "text", 4)),
    usage("ours binary, N = 4", large, () => load(large, "auto", 4)),
    usage("ours binary, N = 1", large, () => load(large, "auto", 1)),
    usage("ours text, N = 1", large, () => load(large, "text", 1)),
    usage("ours binary, N = 2, small file", small, () => load(small, "auto", 2)),
    usage("bare COPY without a ledger, N = 2", large, () =>
      run(process.execPath, [bareCopy, large.path, "orders", "2", inRoot("dist/wasm")], {
        ...server.env,
        ...{ PGHOST: host, PGPORT: port, PGUSER: server.user, PGDATABASE: server.database },
      }),
    ),
  ];
}

function peerWays(
  server: RunningServer,
  { large, small }: LoadFiles,
  { psql, parallelCopy, pgloader }: Programs,
): readonly Way[] {
  const ways: Way[] = [];
  if (psql !== undefined) {
    const sql = `\\copy orders FROM '${large.path}' (FORMAT csv, HEADER)`;
    ways.push(usage("psql \\copy", large, () => run(psql, [server.dsn, "-qc", sql], server.env)));
  }
  if (parallelCopy !== undefined)
    ways.push(
      usage("timescaledb-parallel-copy, 2", large, () =>
        run(
          parallelCopy,
          [
            ...["--connection", server.dsn, "--table", "orders", "--file", large.path],
            ...["--workers", "2", "--copy-options", "CSV", "--skip-header", "--split", ","],
          ],
          server.env,
        ),
      ),
    );
  if (pgloader !== undefined)
    ways.push(
      usage("pgloader, small file", small, () =>
        run(pgloader, ["--quiet", pgloaderScript(server, small.path)], server.env),
      ),
    );
  return ways;
}

/** One worker alone waits for itself for ever once the queue is full, hence four. */
function pgloaderScript({ host, port, user, database }: RunningServer, file: string): string {
  const script = join(dirname(file), "orders.load");
  writeFileSync(
    script,
    `LOAD CSV FROM '${file}' INTO postgresql://${user}@${host}:${port}/${database}
TARGET TABLE public.orders WITH workers = 4, concurrency = 2, skip header = 1,
fields optionally enclosed by '"', fields escaped by double-quote, fields terminated by ',';\n`,
  );
  return script;
}

const way = (name: string, { records, bytes }: LoadFile, act: () => Promise<unknown>): Way => ({
  ...{ name, records, bytes },
  run: () => act().then(() => NONE),
});

const usage = (name: string, { records, bytes }: LoadFile, act: () => Promise<Usage>): Way => ({
  ...{ name, records, bytes },
  run: act,
});

async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Usage> {
  const { code, words, ...cost } = await measured(command, args, { env });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${words}`);
  return cost;
}
