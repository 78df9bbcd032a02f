// Other loaders, run as their users run them, on the same files.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { RunningServer } from "../server.ts";
import type { LoadFiles } from "./load-files.ts";
import type { LoadPeers } from "./load-peers.ts";
import { runProgram, way, type Way } from "./way.ts";

/** It takes a minute for the small file. */
const PGLOADER_ROUNDS = 3;

export function peerWays(
  server: RunningServer,
  { large, small }: LoadFiles,
  { psql, parallelCopy, pgloader }: LoadPeers,
): readonly Way[] {
  const ways: Way[] = [];
  if (psql !== undefined) {
    const sql = `\\copy orders FROM '${large.path}' (FORMAT csv, HEADER)`;
    ways.push(
      way("psql \\copy", large, () => runProgram(psql, [server.dsn, "-qc", sql], server.env)),
    );
  }
  if (parallelCopy !== undefined) {
    const args = [
      ...["--connection", server.dsn, "--table", "orders", "--file", large.path],
      ...["--workers", "2", "--copy-options", "CSV", "--skip-header", "--split", ","],
    ];
    ways.push(
      way("timescaledb-parallel-copy, 2", large, () => runProgram(parallelCopy, args, server.env)),
    );
  }
  if (pgloader !== undefined) {
    const script = pgloaderScript(server, small.path);
    ways.push({
      ...way("pgloader, small file", small, () =>
        runProgram(pgloader, ["--quiet", script], server.env),
      ),
      roundsMax: PGLOADER_ROUNDS,
    });
  }
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
