// The load's child process as the editor uses it, against a real server: jobs, refusals, cancel, death.
import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startLoadProcess, type LoadProcess } from "../../../src/adapters/load-process/client.ts";
import type { ConnectionParts } from "../../../src/adapters/load-process/messages.ts";
import { createOrdersTable, writeOrders } from "../../../src/build/sample.ts";
import { inRoot } from "../../../src/build/root.ts";
import { silentLog } from "../../../src/core/base/log.ts";
import { DEFAULT_REQUEST, type LoadRequest } from "../../../src/core/load/request.ts";
import { startDatabase, type TestDatabase } from "../../support/test-database.ts";
import { putWasm } from "../../support/wasm.ts";

const never = new AbortController().signal;
const nothing = () => undefined;

let on: TestDatabase;
let connection: ConnectionParts;
let entry: string;

beforeAll(async () => {
  on = await startDatabase();
  const { server, folder } = on;
  connection = { dsn: server.dsn, password: server.password };
  entry = join(folder, "load-process.cjs");
  await build({
    entryPoints: [inRoot("src/adapters/load-process/main.ts")],
    outfile: entry,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["pg-native"],
    logLevel: "error",
  });
  // Its modules lie beside it, as in dist.
  await putWasm(folder);
});
afterAll(() => on.close());

async function withProcess<T>(use: (process: LoadProcess) => Promise<T>): Promise<T> {
  const process = startLoadProcess(entry, silentLog);
  try {
    return await use(process);
  } finally {
    process.dispose();
  }
}

/** Every test has a table and a file of its own. */
async function sample(name: string, records: number, badEvery = 0): Promise<LoadRequest> {
  const file = join(on.folder, `${name}.csv`);
  await writeOrders(file, { records, badEvery });
  await on.client.query(createOrdersTable.replace("orders", name));
  return { ...DEFAULT_REQUEST, file, into: name, workers: 2, batchBytes: 100_000 };
}

test("connects, and lists tables", async () => {
  await on.client.query("CREATE TABLE listed (id int)");
  await withProcess(async (process) => {
    const tested = await process.test(connection, never);
    expect(tested.serverVersion).toBeGreaterThanOrEqual(180_000);
    expect(tested.address).toContain(`:${on.server.port}/`);
    const tables = await process.tables(connection, never);
    expect(tables.map(({ schema, name }) => `${schema}.${name}`)).toContain("public.listed");
  });
});

test.each([
  ["a wrong password", () => ({ ...connection, password: "wrong" }), "password-wrong"],
  ["no server", () => ({ ...connection, dsn: "postgresql://u@127.0.0.1:1/d" }), "cannot-connect"],
  ["a bad string", () => ({ ...connection, dsn: "postgresql://[" }), "dsn-invalid"],
])("%s is refused in words, and the process goes on", async (_name, wrong, code) => {
  await withProcess(async (process) => {
    await expect(process.test(wrong(), never)).rejects.toMatchObject({ code });
    await expect(process.test(connection, never)).resolves.toBeDefined();
  });
});

test("prepares, loads, lists and verifies; loaded once more it loads nothing", async () => {
  const request = await sample("loaded", 5_000);
  await withProcess(async (process) => {
    const plan = await process.prepare(connection, request, nothing, never);
    const types = new Set<string>();
    const report = await process.run(
      connection,
      plan,
      (events) => events.forEach((event) => types.add(event.type)),
      never,
    );
    expect(report).toMatchObject({ status: "complete", reconciled: true, loaded: 5_000 });
    expect([...types]).toEqual(expect.arrayContaining(["planned", "batch-committed", "finished"]));
    const loads = await process.loads(connection, never);
    expect(loads.map((row) => row.loadId)).toContain(report.loadId);
    const verified = await process.verify(connection, report.loadId, never);
    expect(verified).toMatchObject({ isOk: true, rowsMissing: 0 });
    const again = await process.run(connection, plan, nothing, never);
    expect(again).toMatchObject({ isAlreadyLoaded: true, loaded: 5_000 });
  });
  expect(await on.rows("SELECT count(*)::int FROM loaded")).toEqual([[5_000]]);
});

test("a bad record stops the load; resumed with rejects it ends", async () => {
  const request = await sample("refused", 5_000, 1_000);
  await withProcess(async (process) => {
    const plan = await process.prepare(connection, request, nothing, never);
    const stopped = await process.run(connection, plan, nothing, never);
    expect(stopped).toMatchObject({ status: "stopped", problem: { code: "too-many-rejects" } });
    const load = { loadId: stopped.loadId, changes: { rejectsMax: null } };
    const report = await process.resume(connection, load, nothing, never);
    expect(report).toMatchObject({ problem: null, status: "complete", loaded: 4_995, rejected: 5 });
  });
  expect(await on.rows("SELECT count(*)::int FROM refused")).toEqual([[4_995]]);
});

test("cancelled in the middle, what is committed is told, and a resume ends it", async () => {
  const request = await sample("cancelled", 50_000);
  await withProcess(async (process) => {
    const plan = await process.prepare(connection, request, nothing, never);
    const controller = new AbortController();
    const stopped = await process.run(
      connection,
      plan,
      (events) => {
        if (events.some(({ type }) => type === "batch-committed")) controller.abort();
      },
      controller.signal,
    );
    expect(stopped).toMatchObject({ status: "stopped", isCancelled: true });
    expect(stopped.loaded).toBeLessThan(50_000);
    const load = { loadId: stopped.loadId, changes: {} };
    const report = await process.resume(connection, load, nothing, never);
    expect(report).toMatchObject({ status: "complete", loaded: 50_000 });
  });
  expect(await on.rows("SELECT count(*)::int FROM cancelled")).toEqual([[50_000]]);
});

test("killed in the middle, every job rejects at once, and a resume ends it", async () => {
  const request = await sample("killed", 50_000);
  const plan = await withProcess((process) => process.prepare(connection, request, nothing, never));
  let loadId = "";
  await withProcess(async (process) => {
    const run = process.run(
      connection,
      plan,
      (events) => {
        for (const event of events) if (event.type === "planned") loadId = event.loadId;
        if (events.some(({ type }) => type === "batch-committed")) killChildren();
      },
      never,
    );
    await expect(run).rejects.toMatchObject({ code: "load-process-ended" });
    await expect(process.test(connection, never)).rejects.toMatchObject({
      code: "load-process-ended",
    });
  });
  const load = { loadId, changes: {} };
  const report = await withProcess((process) => process.resume(connection, load, nothing, never));
  expect(report).toMatchObject({ status: "complete", loaded: 50_000 });
  expect(await on.rows("SELECT count(*)::int FROM killed")).toEqual([[50_000]]);
});

test("the process ends with its parent's channel, and secrets are not in its arguments", async () => {
  const process = startLoadProcess(entry, silentLog);
  await process.test(connection, never);
  expect(children().join("\n")).not.toContain(on.server.password);
  expect(children()).toHaveLength(1);
  process.dispose();
  await expect.poll(children, { timeout: 10_000 }).toEqual([]);
});

/** Command lines of this test's load processes that run now, with their ids in front. */
function children(): readonly string[] {
  const lines = execFileSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.includes(entry)).map((line) => line.trim());
}

function killChildren(): void {
  for (const line of children()) process.kill(Number(line.split(" ")[0]), "SIGKILL");
}
