// The client, its sessions and the server killed while indexes are dropped, rows copied and indexes built: in the end
// the table has every row once and every index as it was.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createOrdersTable, writeOrders } from "../../src/build/sample.ts";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import { connectTo, withClient } from "../../src/build/server-client.ts";
import { jsonOf, rowmill, startRowmill } from "../support/rowmill.ts";
import { tableState } from "../support/table-state.ts";

const RECORDS = 20_000;

describe.each(["18", "13"] as const)("killed around the indexes on PostgreSQL %s", (version) => {
  let server: RunningServer;
  let folder: string;
  let file: string;
  let before: readonly string[];
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    server = await startServer({ version });
    folder = mkdtempSync(join(tmpdir(), "rowmill-killed-"));
    env = { XDG_STATE_HOME: folder };
    file = join(folder, "orders.csv");
    await writeOrders(file, { records: RECORDS });
  });

  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    before = await withClient(server, async (client) => {
      await client.query("DROP TABLE IF EXISTS orders; DROP SCHEMA IF EXISTS rowmill CASCADE");
      await client.query(`${createOrdersTable}; ALTER TABLE orders ADD PRIMARY KEY (id) INCLUDE (city);
        CREATE INDEX "by City" ON orders (lower(city)); COMMENT ON INDEX "by City" IS 'ours'`);
      return tableState(client, "orders");
    });
  });

  const args = [
    ...["load", "--into", "orders", "--workers", "2", "--batch-kb", "64"],
    ...["--indexes", "rebuild", "--json"],
  ];
  const start = () => startRowmill([...args, file], server, env);

  async function expectWhole(): Promise<void> {
    await withClient(server, async (client) => {
      expect(await tableState(client, "orders")).toEqual(before);
      const { rows } = await client.query<{ rows: number; ids: number }>(
        "SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids FROM orders",
      );
      expect(rows[0]).toEqual({ rows: RECORDS, ids: RECORDS });
      const left = await client.query("SELECT 1 FROM rowmill.ddl WHERE state <> 'restored'");
      expect(left.rowCount).toBe(0);
    });
  }

  /** Over a connection of its own: inside a transaction the server's activity would be the one of its start. */
  const until = (sql: string): Promise<void> =>
    withClient(server, async (client) => {
      for (let tries = 0; tries < 800; tries++) {
        const { rows } = await client.query<{ yes: boolean }>(`SELECT (${sql}) AS yes`);
        if (rows[0]?.yes === true) return;
        await sleep(10);
      }
      throw new Error(`never true: ${sql}`);
    });

  async function untilDropped(): Promise<void> {
    await until("to_regclass('rowmill.ddl') IS NOT NULL");
    await until("EXISTS (SELECT 1 FROM rowmill.ddl)");
  }

  /** Lets rows in and no index be built while `use` runs, which begins when a build waits. */
  async function whileBuilding(use: () => Promise<void>): Promise<void> {
    const client = await connectTo(server);
    try {
      await untilDropped();
      await client.query("BEGIN; LOCK TABLE orders IN ROW EXCLUSIVE MODE");
      await until(
        "EXISTS (SELECT 1 FROM pg_stat_activity WHERE query LIKE 'CREATE %INDEX%' AND wait_event_type = 'Lock')",
      );
      await use();
    } finally {
      await client.end();
    }
  }

  test("the client while it copies: recover brings them back, and the load goes on", async () => {
    const { child, result } = start();
    await untilDropped();
    child.kill("SIGKILL");
    await result;
    await until(
      "NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'rowmill%')",
    );
    const listed = await rowmill(["recover", "--list"], server, env);
    expect(listed.exitCode).toBe(3);
    expect(listed.stdout).toContain("orders_pkey, by City of public.orders: not restored");
    const recovered = await rowmill(["recover", "--json"], server, env);
    expect(recovered.exitCode, recovered.stderr).toBe(0);
    expect(JSON.parse(recovered.stdout)).toMatchObject([{ state: "restored", source: "ledger" }]);
    await withClient(server, async (client) =>
      expect(await tableState(client, "orders")).toEqual(before),
    );
    const again = await rowmill([...args, file], server, env);
    expect(again.exitCode, again.stderr).toBe(0);
    await expectWhole();
    const nothing = await rowmill(["recover"], server, env);
    expect(nothing.stdout).toBe("nothing is left to recover in this database\n");
  });

  test("the client while it builds: the next start of the load says what is left, and ends it", async () => {
    const { child, result } = start();
    await whileBuilding(async () => {
      const running = await rowmill(["recover"], server, env);
      expect(running.exitCode).toBe(3);
      expect(running.stdout).toContain("dropped by a load that is running");
      child.kill("SIGKILL");
      await result;
    });
    const again = await rowmill([...args, file], server, env);
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.stderr).toContain("left to recover: orders_pkey, by City of public.orders");
    expect(jsonOf(again)["status"]).toBe("complete");
    await expectWhole();
  });

  test("the server while rows are copied, and once more while indexes are built", async () => {
    const { result } = start();
    await untilDropped();
    await server.crash();
    await server.restart();
    await whileBuilding(async () => {
      await server.crash();
      await server.restart();
    });
    const ended = await result;
    if (ended.exitCode !== 0) {
      expect(ended.exitCode, ended.stderr).toBe(3);
      const resumed = await rowmill(["resume", "--last"], server, env);
      expect(resumed.exitCode, resumed.stderr).toBe(0);
    }
    await expectWhole();
  });

  test("interrupted while it builds: 130, what is missing is said, and resume ends it", async () => {
    const { child, result } = start();
    await whileBuilding(async () => {
      child.kill("SIGINT");
      const ended = await result;
      expect(ended.exitCode).toBe(130);
      expect(ended.stderr).toContain("public.orders is without orders_pkey, by City until");
    });
    const resumed = await rowmill(["resume", "--last"], server, env);
    expect(resumed.exitCode, resumed.stderr).toBe(0);
    await expectWhole();
  });
});
