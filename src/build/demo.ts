// `npm start`: a real server, a million orders with bad records among them, and the CLI's own load of them;
// then the four ways to insert rows, side by side. Leaves no process and no file behind.
import { spawn } from "node:child_process";
import { createReadStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { parse } from "csv-parse/sync";
import { bundle } from "./bundle.ts";
import { inRoot } from "./root.ts";
import { createOrdersTable, writeOrders } from "./sample.ts";
import { startServer, type RunningServer } from "./server.ts";
import { withClient } from "./server-client.ts";

const RECORDS = 1_000_000;
const BAD_EVERY = 10_000;
const COMPARED = 1_000_000;
const ROW_BY_ROW = 2_000;
const ROWS_PER_INSERT = 1_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function demo(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "rowmill-demo-"));
  await bundle({ only: ["cli"] });
  const server = await startServer();
  try {
    say(`PostgreSQL 18 runs on port ${server.port} for this demonstration`);
    const exitCode = await loadMillion(server, folder);
    if (exitCode === 0) await compareWays(server, folder);
    return exitCode;
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function loadMillion(server: RunningServer, folder: string): Promise<number> {
  const file = join(folder, "orders.csv");
  const { records, bad } = await writeOrders(file, { records: RECORDS, badEvery: BAD_EVERY });
  say(`${file}: ${records.toLocaleString("en")} orders, ${bad} of them bad\n`);
  await withClient(server, (client) => client.query(createOrdersTable));
  const { exitCode } = await rowmill(
    server,
    ["load", file, "--into", "orders", "--max-rejects", "all"],
    "inherit",
  );
  if (exitCode !== 0) return exitCode;
  const lines = readFileSync(join(folder, "orders.rejects.csv"), "utf8").split("\n");
  const notes = lines.filter((line) => line.startsWith("#rowmill line"));
  say(`\nThe first of ${notes.length} rejects:`);
  for (const note of notes.slice(0, 3)) say(`  ${note.replace("#rowmill ", "")}`);
  return 0;
}

/** Rows a second of each way, on the same server, one after the other. */
async function compareWays(server: RunningServer, folder: string): Promise<void> {
  const file = join(folder, "good.csv");
  await writeOrders(file, { records: COMPARED, seed: 2 });
  const rows: readonly string[][] = parse(readFileSync(file), {
    from_line: 2,
    to: ROW_BY_ROW * 20,
  });
  const ways: readonly (readonly [string, () => Promise<number>])[] = [
    [
      "INSERT, row by row",
      () => withClient(server, (client) => insertOneByOne(client, rows.slice(0, ROW_BY_ROW))),
    ],
    [
      `INSERT, ${ROWS_PER_INSERT} rows a statement`,
      () => withClient(server, (client) => insertMany(client, rows)),
    ],
    ["one COPY", () => withClient(server, (client) => copyOnce(client, file))],
    ["rowmill, parallel COPY with ledger", () => copyParallel(server, file)],
  ];
  say(`\n${"".padEnd(36)}rows/s   against row by row`);
  let first = 0;
  for (const [name, run] of ways) {
    await withClient(server, (client) => client.query("TRUNCATE orders; CHECKPOINT"));
    const rate = await run();
    first ||= rate;
    say(
      `${name.padEnd(32)}${Math.round(rate).toLocaleString("en").padStart(10)}   ${(rate / first).toFixed(1).padStart(6)} x`,
    );
  }
}

const COLUMNS = 11;
const placeholders = (row: number): string =>
  `(${Array.from({ length: COLUMNS }, (_, column) => `$${row * COLUMNS + column + 1}`).join(", ")})`;
const valuesOf = (row: readonly string[]): (string | null)[] =>
  row.map((value) => (value === "" ? null : value));

async function insertOneByOne(client: Client, rows: readonly string[][]): Promise<number> {
  const sql = `INSERT INTO orders VALUES ${placeholders(0)}`;
  return rate(rows.length, async () => {
    for (const row of rows) await client.query(sql, valuesOf(row));
  });
}

async function insertMany(client: Client, rows: readonly string[][]): Promise<number> {
  const sql = `INSERT INTO orders VALUES ${Array.from({ length: ROWS_PER_INSERT }, (_, row) => placeholders(row)).join(", ")}`;
  return rate(rows.length, async () => {
    for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
      await client.query(sql, rows.slice(start, start + ROWS_PER_INSERT).flatMap(valuesOf));
    }
  });
}

async function copyOnce(client: Client, file: string): Promise<number> {
  return rate(COMPARED, () =>
    pipeline(
      createReadStream(file, { highWaterMark: 1 << 19 }),
      client.query(copyFrom("COPY orders FROM STDIN (FORMAT csv, HEADER)")),
    ),
  );
}

async function copyParallel(server: RunningServer, file: string): Promise<number> {
  const { stdout } = await rowmill(server, ["load", file, "--into", "orders", "--json"], "pipe");
  const report: unknown = JSON.parse(stdout);
  const isReport = typeof report === "object" && report !== null && "rowsPerSecond" in report;
  return isReport ? Number(report.rowsPerSecond) : 0;
}

async function rate(rows: number, run: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await run();
  return (rows * 1000) / (performance.now() - startMs);
}

/** The CLI as a user runs it; `inherit` shows its progress bar. */
function rowmill(
  server: RunningServer,
  args: readonly string[],
  output: "inherit" | "pipe",
): Promise<{ readonly exitCode: number; readonly stdout: string }> {
  const child = spawn(process.execPath, [inRoot("dist/cli.mjs"), ...args, "--dsn", server.dsn], {
    env: { ...process.env, ...server.env },
    stdio: ["ignore", output, output === "inherit" ? "inherit" : "ignore"],
  });
  let stdout = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ exitCode: code ?? 1, stdout }));
  });
}

process.exitCode = await demo();
