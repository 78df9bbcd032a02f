// `npm run editor`: a VS Code with Rowmill in it, a PostgreSQL server beside it and a folder with
// a CSV file of 200,000 orders to load. Stays until Ctrl-C, then ends all it started.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { bundle } from "./bundle.ts";
import { installVsix, startCodeServer } from "./code-server.ts";
import { inRoot } from "./root.ts";
import { createOrdersTable, writeOrders } from "./sample.ts";
import { type RunningServer, startServer } from "./server.ts";
import { makeVsix } from "./vsix.ts";

const interrupted = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => resolve());
});

const folder = mkdtempSync(join(tmpdir(), "rowmill-editor-"));
const closers: (() => Promise<void> | void)[] = [
  () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
];
try {
  await open();
  await interrupted;
  console.log("\nstopping ...");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const close of closers.reverse()) await close();
}

async function open(): Promise<void> {
  console.log("starting PostgreSQL and writing a sample ...");
  const server = await startServer();
  closers.push(() => server.stop());
  await createTable(server);
  const workspace = join(folder, "workspace");
  mkdirSync(workspace);
  await writeOrders(join(workspace, "orders.csv"), { records: 200_000, badEvery: 50_000 });
  const where = hasDesktop()
    ? await openDesktop(workspace, server)
    : await openInBrowser(workspace, server);
  console.log(`
  editor    ${where}
  server    ${server.dsn} (password in PGPASSWORD of the editor: ${server.password})
  sample    ${join(workspace, "orders.csv")}: 200,000 records, 4 of them bad,
            for the empty table public.orders

  In the editor: F1, "Rowmill: Load CSV into table". The connection comes from the PG* environment.
  Ctrl-C here ends everything.
`);
}

async function createTable({ host, port, user, password, database }: RunningServer): Promise<void> {
  const client = new pg.Client({ host, port, user, password, database });
  await client.connect();
  try {
    await client.query(createOrdersTable);
  } finally {
    await client.end();
  }
}

/** What libpq would read: so the editor offers the server without a form to fill in. */
function libpqVariables(server: RunningServer): Record<string, string> {
  return {
    ...server.env,
    PGHOST: server.host,
    PGPORT: String(server.port),
    PGUSER: server.user,
    PGDATABASE: server.database,
  };
}

function hasDesktop(): boolean {
  if (process.env["ROWMILL_VSCODE"] === "server") return false;
  try {
    execFileSync("code", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function openDesktop(workspace: string, server: RunningServer): Promise<string> {
  await bundle();
  // A profile of its own: a running VS Code would not pass our environment on.
  const profile = ["--user-data-dir", join(folder, "user-data")];
  const args = [...profile, `--extensionDevelopmentPath=${inRoot()}`, "--wait", workspace];
  const child = spawn("code", args, {
    stdio: "ignore",
    env: { ...process.env, ...libpqVariables(server) },
  });
  closers.push(() => void child.kill());
  return "the window that has just opened";
}

async function openInBrowser(workspace: string, server: RunningServer): Promise<string> {
  const profile = {
    userDataDir: join(folder, "user-data"),
    extensionsDir: join(folder, "extensions"),
  };
  await installVsix(await makeVsix(), profile);
  const editor = await startCodeServer({ ...profile, env: libpqVariables(server) });
  closers.push(() => editor.stop());
  return `${editor.url}?folder=${encodeURIComponent(workspace)}`;
}
