// The embedded PostgreSQL server itself: every version starts, survives a crash, and leaves nothing
// behind when the process that asked for it is killed.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { build } from "esbuild";
import pg from "pg";
import { expect, test } from "vitest";
import { inRoot } from "../../src/build/root.ts";
import { type RunningServer, startServer } from "../../src/build/server.ts";

async function query(server: RunningServer, sql: string): Promise<unknown[]> {
  const { host, port, user, password, database, rootCertificate } = server;
  const ca = rootCertificate === undefined ? undefined : readFileSync(rootCertificate, "utf8");
  const ssl = ca === undefined ? false : { ca };
  const client = new pg.Client({ host, port, user, password, database, ssl });
  await client.connect();
  try {
    const result = await client.query<unknown[]>({ text: sql, rowMode: "array" });
    return result.rows;
  } finally {
    await client.end();
  }
}

test.each(["13", "17", "18"] as const)("version %s keeps what it committed", async (version) => {
  const server = await startServer({ version, settings: { work_mem: "7MB" } });
  try {
    await query(server, "CREATE TABLE t AS SELECT generate_series(1, 1000) AS i");
    await server.crash();
    await expect(query(server, "SELECT 1")).rejects.toThrow("ECONNREFUSED");
    await server.restart();
    expect(await query(server, "SELECT count(*) FROM t")).toEqual([["1000"]]);
    await server.halt();
    await server.restart();
    expect(
      await query(server, "SELECT current_setting('work_mem'), current_setting('fsync')"),
    ).toEqual([["7MB", "on"]]);
    expect(await query(server, "SHOW server_version")).toEqual([
      [expect.stringMatching(`^${version}\\.`)],
    ]);
  } finally {
    await server.stop();
  }
  expect(existsSync(server.dataDir)).toBe(false);
});

test("offers encryption with a certificate that its own authority signed", async () => {
  const server = await startServer({
    tls: true,
    hba: "hostssl all all 127.0.0.1/32 scram-sha-256\n",
  });
  try {
    const sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    expect(await query(server, sql)).toEqual([[true]]);
    await expect(query({ ...server, rootCertificate: undefined }, sql)).rejects.toThrow(
      "no encryption",
    );
  } finally {
    await server.stop();
  }
});

test("says the server's own words when it cannot start", async () => {
  await expect(startServer({ settings: { work_mem: "lots" } })).rejects.toThrow(
    /invalid value for parameter "work_mem": "lots"/,
  );
});

test("leaves nothing behind when its owner is killed", async () => {
  const { pid, dataDir } = await startAndKillOwner();
  const deadline = Date.now() + 20_000;
  while (existsSync(dataDir) && Date.now() < deadline) await sleep(50);
  expect(existsSync(dataDir)).toBe(false);
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

/** A process that starts a server, prints where it is, and gets SIGKILL. */
async function startAndKillOwner(): Promise<Pick<RunningServer, "pid" | "dataDir">> {
  const contents = `
    import { startServer } from "./src/build/server.ts";
    const { pid, dataDir } = await startServer();
    console.log(JSON.stringify({ pid, dataDir }));
    setInterval(() => {}, 1000);`;
  const outfile = inRoot("node_modules/.cache/rowmill", `owner-${process.pid}.mjs`);
  const stdin = { contents, resolveDir: inRoot(), loader: "ts" } as const;
  await build({
    stdin,
    outfile,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
  });
  const owner = spawn(process.execPath, [outfile], { stdio: ["ignore", "pipe", "inherit"] });
  owner.stdout.setEncoding("utf8");
  for await (const text of owner.stdout) {
    owner.kill("SIGKILL");
    rmSync(outfile);
    return parseOwner(String(text));
  }
  throw new Error("the owner ended without a word");
}

function parseOwner(text: string): Pick<RunningServer, "pid" | "dataDir"> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new Error(text);
  const { pid, dataDir } = value as Record<string, unknown>;
  if (typeof pid !== "number" || typeof dataDir !== "string") throw new Error(text);
  return { pid, dataDir };
}
