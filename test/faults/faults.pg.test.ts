// Kill anything at any moment and resume: the table equals the file. The CLI runs as a process, the server is real,
// and the checker (support/oracle.ts) knows only file and table.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import { createOrdersTable, writeOrders, type WrittenOrders } from "../../src/build/sample.ts";
import { startFaultProxy, type CommitFault } from "../support/fault-proxy.ts";
import { compareTables, fillExpected } from "../support/oracle.ts";
import { connectTo } from "../../src/build/server-client.ts";
import { jsonOf, rowmill, startRowmill, type CliResult } from "../support/rowmill.ts";

const RECORDS = 60_000;
const BAD_EVERY = 1_000;
const SIGKILLS = 20;

/** A small generator with a seed, so that a failing run can be repeated. */
function seededChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("faults on PostgreSQL 18", () => {
  const chance = seededChance(20261122);
  let server: RunningServer;
  let folder: string;
  let file: string;
  let written: WrittenOrders;

  beforeAll(async () => {
    server = await startServer({ version: "18", settings: { max_connections: "40" } });
    folder = mkdtempSync(join(tmpdir(), "rowmill-faults-"));
    file = join(folder, "orders.csv");
    written = await writeOrders(file, { records: RECORDS, badEvery: BAD_EVERY });
    await withClient(async (client) => {
      await client.query(createOrdersTable);
      await client.query("CREATE TABLE expected (LIKE orders)");
      const bad = new Set(
        Array.from({ length: written.bad }, (_, index) => (index + 1) * BAD_EVERY),
      );
      await fillExpected(client, "expected", file, bad);
    });
  });

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(() =>
    withClient((client) => client.query("TRUNCATE orders; DROP SCHEMA IF EXISTS rowmill CASCADE")),
  );

  async function withClient<T>(use: (client: Client) => Promise<T>): Promise<T> {
    const client = await connectTo(server);
    try {
      return await use(client);
    } finally {
      await client.end();
    }
  }

  const loadArgs = [
    "load",
    "--into",
    "orders",
    "--max-rejects",
    "all",
    "--workers",
    "4",
    "--batch-kb",
    "64",
    "--json",
  ];
  const start = (through: RunningServer = server) => startRowmill([...loadArgs, file], through);

  /** Until it says that it is complete: what any user would do. */
  async function finish(): Promise<CliResult> {
    for (let run = 0; run < 10; run++) {
      const result = await rowmill([...loadArgs, file], server);
      if (result.exitCode === 0) return result;
      expect(result.exitCode, result.stderr).toBe(3);
    }
    throw new Error("not complete after ten runs");
  }

  async function expectExact(): Promise<void> {
    await withClient(async (client) => {
      expect(await compareTables(client, "expected", "orders")).toEqual({ missing: 0, extra: 0 });
      const ledger =
        await client.query(`SELECT sum(records)::int AS records, sum(loaded)::int AS loaded, sum(rejected)::int AS rejected,
        (SELECT count(*)::int FROM rowmill.reject) AS rejects FROM rowmill.batch`);
      expect(ledger.rows[0]).toEqual({
        records: RECORDS,
        loaded: RECORDS - written.bad,
        rejected: written.bad,
        rejects: written.bad,
      });
      const left = await client.query(
        "SELECT count(*)::int AS sessions FROM pg_stat_activity WHERE application_name LIKE 'rowmill%'",
      );
      expect(left.rows[0]).toEqual({ sessions: 0 });
    });
  }

  /** Waits until the load has committed something, or is over. */
  async function someBatches(atLeast: number): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const batches = await withClient(async (client) => {
        const known = await client.query<{ known: boolean }>(
          "SELECT to_regclass('rowmill.batch') IS NOT NULL AS known",
        );
        if (known.rows[0]?.known !== true) return 0;
        const counted = await client.query<{ batches: number }>(
          "SELECT count(*)::int AS batches FROM rowmill.batch",
        );
        return counted.rows[0]?.batches ?? 0;
      });
      if (batches >= atLeast) return;
      await sleep(20);
    }
  }

  test(`the client killed with SIGKILL at ${SIGKILLS} random moments`, async () => {
    let kills = 0;
    for (let round = 0; kills < SIGKILLS; round++) {
      const { child, result } = start();
      await sleep(250 + chance() * 700);
      child.kill("SIGKILL");
      const { exitCode } = await result;
      if (exitCode === null) kills++;
      // A finished load is begun anew, so that every kill meets one under way.
      else if (kills < SIGKILLS)
        await withClient((client) => client.query("TRUNCATE orders; DROP SCHEMA rowmill CASCADE"));
    }
    await finish();
    await expectExact();
  }, 240_000);

  test("the backends terminated again and again under a running client", async () => {
    const { result } = start();
    let terminated = 0;
    const isOver = result.then(() => true);
    while (!(await Promise.race([isOver, sleep(60 + chance() * 120)]))) {
      if (terminated >= 40) continue;
      terminated += await withClient(async (client) => {
        const answer = await client.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'rowmill/%'",
        );
        return answer.rowCount ?? 0;
      });
    }
    const ended = await result;
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(terminated).toBeGreaterThan(10);
    expect(Number(jsonOf(ended)["retries"])).toBeGreaterThan(0);
    await expectExact();
  }, 120_000);

  test("the server killed and restarted under a running client", async () => {
    const { result } = start();
    for (let crash = 1; crash <= 3; crash++) {
      await someBatches(10 * crash);
      await server.crash();
      await server.restart();
    }
    const ended = await result;
    expect([0, 3]).toContain(ended.exitCode);
    await finish();
    await expectExact();
  }, 180_000);

  test("COMMIT: its answer lost, itself late, never sent", async () => {
    const kinds: readonly CommitFault[] = ["answer-lost", "late", "never-sent"];
    let faults = 0;
    const proxy = await startFaultProxy(server.port, () => {
      if (faults >= 45 || chance() < 0.5) return null;
      return kinds[faults++ % kinds.length] ?? null;
    });
    try {
      const dsn = server.dsn.replace(`:${server.port}`, `:${proxy.port}`);
      const { result } = start({ ...server, dsn });
      const ended = await result;
      expect(ended.exitCode, ended.stderr).toBe(0);
      expect(proxy.done).toEqual({ "answer-lost": 15, late: 15, "never-sent": 15 });
    } finally {
      await proxy.close();
    }
    await sleep(1_000);
    await expectExact();
  }, 180_000);

  test("a client that sleeps while another run takes over is fenced out", async () => {
    const first = start();
    await someBatches(5);
    first.child.kill("SIGSTOP");
    const second = await rowmill([...loadArgs, file], server);
    expect(second.exitCode, second.stderr).toBe(0);
    first.child.kill("SIGCONT");
    const { exitCode } = await first.result;
    // Either it found that it was taken over, or that everything was committed already.
    expect([0, 2, 3]).toContain(exitCode);
    await expectExact();
  }, 180_000);

  test("SIGINT ends it with 130, says what was committed, and resume goes on", async () => {
    const { child, result } = start();
    await someBatches(5);
    child.kill("SIGINT");
    const stopped = await result;
    expect(stopped.exitCode).toBe(130);
    expect(stopped.stderr).toMatch(/Stopped: [\d,]+ records committed/);
    const resumed = await rowmill(["resume", "--last", "--json"], server);
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    await expectExact();
  }, 60_000);

  test("a server without connections left: the load goes on with fewer workers", async () => {
    await withClient(async (client) => {
      await client.query(`DROP ROLE IF EXISTS few; CREATE ROLE few LOGIN PASSWORD '${server.password}' CONNECTION LIMIT 3;
        GRANT CREATE ON DATABASE postgres TO few; GRANT INSERT, SELECT ON orders TO few`);
    });
    const dsn = server.dsn.replace(`//${server.user}@`, "//few@");
    const ended = await rowmill([...loadArgs, file], { ...server, dsn });
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(jsonOf(ended)["warnings"]).toEqual(
      expect.arrayContaining([expect.stringContaining("got no connection")]),
    );
    await expectExact();
  }, 60_000);
});
