// Loads into a primary with a real standby: what a commit waits for is said, a load that outruns the standby is held,
// one whose commits would wait for ever is refused, and one whose primary dies goes on at the promoted standby.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOrdersTable, writeOrders } from "../../src/build/sample.ts";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import { withClient } from "../../src/build/server-client.ts";
import { startStandby } from "../../src/build/standby.ts";
import { jsonOf, rowmill, startRowmill } from "../support/rowmill.ts";
import { asRole } from "../support/test-database.ts";

const RECORDS = 240_000;

let primary: RunningServer;
let standby: RunningServer;
let folder: string;
let file: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "rowmill-available-"));
  file = join(folder, "orders.csv");
  await writeOrders(file, { records: RECORDS });
  primary = await startServer();
  await withClient(primary, (client) => client.query(createOrdersTable));
  standby = await startStandby(primary, { name: "far" });
});
afterAll(async () => {
  await standby.stop("immediate");
  await primary.stop("immediate");
  rmSync(folder, { recursive: true, force: true });
});

const on = (server: RunningServer, sql: string) =>
  withClient(server, async (client) => {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  });
/** `change` is the rest of an ALTER SYSTEM. */
async function configure(change: string): Promise<void> {
  await on(primary, `ALTER SYSTEM ${change}`);
  await on(primary, "SELECT pg_reload_conf()");
}
const rowsIn = async (server: RunningServer) =>
  (await on(server, "SELECT count(*)::int AS rows FROM orders"))[0]?.["rows"];
const states = () => on(primary, "SELECT state, sync_state FROM pg_stat_replication");
const load = (name: string, ...more: readonly string[]) => [
  ...["load", file, "--into", "orders", "--load-id", name, "--workers", "2"],
  ...["--batch-kb", "256", "--json", ...more],
];
/** What the report says of the durability. */
function evidenceIn({ decisions }: Record<string, unknown>): string {
  const all: readonly unknown[] = Array.isArray(decisions) ? decisions : [];
  const found = all.find((one) => JSON.stringify(one).startsWith('{"what":"durability"'));
  return JSON.stringify(found);
}

test("what a commit waits for is a decision of the plan", async () => {
  await expect
    .poll(states, { timeout: 20_000 })
    .toEqual([{ state: "streaming", sync_state: "async" }]);
  const unserved = ["--into", "orders", "--durability", "remote_apply"];
  const planned = await rowmill(["plan", file, ...unserved], primary);
  expect(planned.stderr).toContain("warning: durability remote_apply waits for no standby");
  const plain = jsonOf(await rowmill(load("plain", "--durability", "remote_apply"), primary));
  expect(evidenceIn(plain)).toContain("1 asynchronous standby may lack the last ones");
  expect(plain["warnings"]).toContain(
    "durability remote_apply waits for no standby: synchronous_standby_names is empty on this server",
  );
  await configure("SET synchronous_standby_names = 'ANY 1 (far)'");
  await expect
    .poll(states, { timeout: 20_000 })
    .toEqual([{ state: "streaming", sync_state: "quorum" }]);
  const applied = jsonOf(await rowmill(load("applied", "--durability", "remote_apply"), primary));
  expect(applied).toMatchObject({ status: "complete", loaded: RECORDS, warnings: [] });
  expect(evidenceIn(applied)).toContain(
    "a commit waits until 1 of 1 synchronous standby has applied it (quorum 1)",
  );
  // Applied there means seen there, at once.
  expect(await rowsIn(standby)).toBe(2 * RECORDS);
  await configure("RESET synchronous_standby_names");
});

test("a load waits for a standby that is too far behind", async () => {
  await on(standby, "SELECT pg_wal_replay_pause()");
  const run = startRowmill(load("held", "--max-lag-mb", "2"), primary);
  const committed = () =>
    on(primary, "SELECT count(*)::int AS batches FROM rowmill.batch WHERE load_id = 'held'");
  await expect
    .poll(async () => (await committed())[0]?.["batches"], { timeout: 20_000 })
    .toBeGreaterThan(4);
  let before: unknown;
  await expect
    .poll(
      async () => {
        const now = (await committed())[0]?.["batches"];
        const isHeld = now === before;
        before = now;
        return isHeld;
      },
      { timeout: 20_000, interval: 1_500 },
    )
    .toBe(true);
  expect(Number(before)).toBeLessThan(100);
  await on(standby, "SELECT pg_wal_replay_resume()");
  const result = await run.result;
  expect(result.exitCode).toBe(0);
  expect(jsonOf(result)).toMatchObject({ status: "complete", loaded: RECORDS });
});

test("a role that may not see the lag is told so", async () => {
  await on(primary, "CREATE ROLE loader LOGIN PASSWORD 'loader'; GRANT INSERT ON orders TO loader");
  await on(primary, "GRANT CREATE ON DATABASE postgres TO loader");
  await on(primary, "DROP SCHEMA rowmill CASCADE");
  const result = await rowmill(load("unseen", "--max-lag-mb", "2"), asRole(primary, "loader"));
  expect(result.exitCode).toBe(2);
  expect(result.stdout + result.stderr).toContain("have pg_monitor granted to the role");
});

test("commits that would wait for ever are refused before the first byte", async () => {
  await configure("SET synchronous_standby_names = 'FIRST 2 (far, away)'");
  const result = await rowmill(load("endless"), primary);
  expect(result.exitCode).toBe(2);
  expect(result.stdout + result.stderr).toContain("only 1 of them is connected");
  await configure("RESET synchronous_standby_names");
});

test("the primary dies in the middle: the load goes on at the promoted standby, nothing lost or doubled", async () => {
  await on(primary, "TRUNCATE orders");
  await configure("SET synchronous_standby_names = 'far'");
  await expect
    .poll(states, { timeout: 20_000 })
    .toEqual([{ state: "streaming", sync_state: "sync" }]);
  const both = {
    dsn: `postgresql://postgres@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/postgres`,
    env: primary.env,
  };
  const run = startRowmill(load("moved"), both);
  await expect
    .poll(async () => Number(await rowsIn(primary).catch(() => 0)), {
      timeout: 30_000,
      interval: 20,
    })
    .toBeGreaterThan(RECORDS / 10);
  await primary.crash();
  await on(standby, "SELECT pg_promote()");
  const result = await run.result;
  expect([result.exitCode, result.stderr]).toEqual([0, expect.any(String)]);
  expect(jsonOf(result)).toMatchObject({ status: "complete", loaded: RECORDS, reconciled: true });
  expect(
    await on(standby, "SELECT count(*)::int AS rows, count(DISTINCT id)::int AS ids FROM orders"),
  ).toEqual([{ rows: RECORDS, ids: RECORDS }]);
}, 240_000);
