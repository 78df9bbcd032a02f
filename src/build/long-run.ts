// `npm run test:long`: one gigabyte, four workers, faults at random moments, resumed each time; prints the figures.
// The small form of it runs in `npm test` (test/faults). Expected rows come from one plain COPY of the same file.
import { spawn } from "node:child_process";
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { bundle } from "./bundle.ts";
import { inRoot } from "./root.ts";
import { createOrdersTable, writeOrders } from "./sample.ts";
import { startServer, type RunningServer } from "./server.ts";
import { withClient } from "./server-client.ts";

const RECORDS = Number(process.env["ROWMILL_LONG_RECORDS"] ?? 7_500_000);
const FAULTS = 20;

type Fault = "client killed" | "backends terminated" | "server killed";

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function longRun(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "rowmill-long-"));
  await bundle({ only: ["cli"] });
  const server = await startServer({ settings: { max_wal_size: "8GB", shared_buffers: "1GB" } });
  let failures = 0;
  try {
    const file = join(folder, "orders.csv");
    const { bytes } = await writeOrders(file, { records: RECORDS });
    say(`${RECORDS} records, ${(bytes / 1e9).toFixed(2)} GB`);
    const expected = await expectedRows(server, file);
    for (const fault of ["client killed", "backends terminated", "server killed"] as const) {
      await withClient(server, (client) =>
        client.query("TRUNCATE orders; DROP SCHEMA IF EXISTS rowmill CASCADE"),
      );
      const { faults, runs, seconds } = await loadUnder(fault, server, file);
      const found = await withClient(server, (client) => checksum(client, "orders"));
      const isExact = found === expected;
      failures += isExact ? 0 : 1;
      say(
        `${fault}: ${faults} faults, ${runs} runs, ${seconds} s; rows and checksum ${isExact ? "equal" : `${found} instead of ${expected}`}`,
      );
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return failures;
}

async function expectedRows(server: RunningServer, file: string): Promise<string> {
  return withClient(server, async (client) => {
    await client.query(createOrdersTable);
    await pipeline(
      createReadStream(file, { highWaterMark: 1 << 19 }),
      client.query(copyFrom("COPY orders FROM STDIN (FORMAT csv, HEADER)")),
    );
    return checksum(client, "orders");
  });
}

/** Runs the load until it is complete, with FAULTS faults on the way. */
async function loadUnder(fault: Fault, server: RunningServer, file: string) {
  const startMs = performance.now();
  let [faults, runs] = [0, 0];
  for (;;) {
    runs++;
    const child = spawn(
      process.execPath,
      [
        inRoot("dist/cli.mjs"),
        "load",
        file,
        "--into",
        "orders",
        "--workers",
        "4",
        "--dsn",
        server.dsn,
      ],
      {
        env: { ...process.env, ...server.env },
        stdio: ["ignore", "ignore", "ignore"],
      },
    );
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    const isOver = ended.then(() => true);
    while (faults < FAULTS && !(await Promise.race([isOver, sleep(700 + Math.random() * 1_500)]))) {
      faults++;
      if (fault === "client killed") child.kill("SIGKILL");
      else if (fault === "backends terminated") await terminateBackends(server);
      else await server.crash().then(() => server.restart());
    }
    if ((await ended) === 0)
      return { faults, runs, seconds: Math.round((performance.now() - startMs) / 1000) };
  }
}

const terminateBackends = (server: RunningServer) =>
  withClient(server, (client) =>
    client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'rowmill/%'",
    ),
  );

/** Count and two sums of row hashes: a multiset's checksum. */
async function checksum(client: Client, table: string): Promise<string> {
  const hash = (seed: number): string => `sum(hashtextextended(t::text, ${seed})::numeric)`;
  const { rows } = await client.query<{ sum: string }>(
    `SELECT concat_ws('/', count(*), ${hash(0)}, ${hash(1)}) AS sum FROM ${table} AS t`,
  );
  return rows[0]?.sum ?? "";
}

process.exitCode = await longRun();
