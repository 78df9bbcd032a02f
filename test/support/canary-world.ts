// A server and folders with canaries in them: a role for each way in, and the program run where all that it writes
// can be searched.
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { createOrdersTable } from "../../src/build/sample.ts";
import { connectTo } from "../../src/build/server-client.ts";
import { activityRows, hitsIn, newCanary, ODD_SIGNS, written } from "./canary.ts";
import type { Canary, Written } from "./canary.ts";
import { cli, resultOf, type CliResult } from "./rowmill.ts";
import { startDatabase, type TestDatabase } from "./test-database.ts";
import { makeFolder, type TestFolder } from "./test-folder.ts";

const hba = `
hostssl all only_tls all scram-sha-256
host    all only_tls all reject
host    all clear    all password
host    all old_md5  all md5
host    all all      all scram-sha-256
`;

/** With all of this the server's log holds whatever a client says. */
const talkative = {
  log_statement: "all",
  log_connections: "on",
  log_disconnections: "on",
  log_min_messages: "debug1",
  log_line_prefix: "%m [%p] %q%u@%d %a ",
};

export const roles = {
  plain: newCanary("plain", ""),
  odd: newCanary("odd", ODD_SIGNS),
  filed: newCanary("filed", ODD_SIGNS),
  served: newCanary("served", ODD_SIGNS),
  edited: newCanary("edited", ODD_SIGNS),
  only_tls: newCanary("only_tls", ODD_SIGNS),
  clear: newCanary("clear", ODD_SIGNS),
  old_md5: newCanary("old_md5", ODD_SIGNS),
};
/** Passwords that fit no role, or stand where no password belongs. */
export const wrong = newCanary("wrong", ODD_SIGNS);
export const lost = newCanary("lost", "");
const all: readonly Canary[] = [...Object.values(roles), wrong, lost];

export function expectClean(places: readonly Written[]): void {
  expect(hitsIn(places, all)).toEqual([]);
}

export interface RunOptions {
  /** The whole environment, but for the place. */
  readonly env: NodeJS.ProcessEnv;
  /** Of `work`, to run in. */
  readonly folder?: string;
  /** Looks at the program while it runs. */
  readonly during?: (pid: number) => Promise<void>;
}

export class CanaryWorld {
  readonly database: TestDatabase;
  /** The user's own files with passwords: the one place where they belong. */
  readonly #secrets: TestFolder = makeFolder();

  private constructor(database: TestDatabase) {
    this.database = database;
  }

  static async start(): Promise<CanaryWorld> {
    const database = await startDatabase({ tls: true, hba, settings: talkative });
    const { client, folder } = database;
    for (const name of ["home", "tmp", "work"]) mkdirSync(join(folder, name));
    // The passwords get to the server unseen.
    await client.query("SET log_statement = 'none'; SET log_min_error_statement = 'panic'");
    // Superusers, for they share one ledger.
    for (const { name, password } of Object.values(roles)) {
      await client.query(
        `SET password_encryption = '${name === "old_md5" ? "md5" : "scram-sha-256"}'`,
      );
      await client.query(
        `CREATE ROLE ${name} SUPERUSER LOGIN PASSWORD ${client.escapeLiteral(password)}`,
      );
    }
    return new CanaryWorld(database);
  }

  /** Everything Rowmill may write to: its current folder, home and temporary files. */
  get folder(): string {
    return this.database.folder;
  }

  async close(): Promise<void> {
    await this.database.close();
    this.#secrets.remove();
  }

  secretFile(name: string, text: string, mode = 0o600): string {
    const path = this.#secrets.file(name, text);
    chmodSync(path, mode);
    return path;
  }

  uri(role: string): string {
    return `postgresql://${role}@127.0.0.1:${this.database.server.port}/postgres`;
  }

  /** The server's, as the environment says it. */
  address() {
    const port = String(this.database.server.port);
    return { PGHOST: "127.0.0.1", PGPORT: port, PGDATABASE: "postgres" };
  }

  /** Runs the built CLI; what it says holds no canary. */
  async run(
    args: readonly string[],
    { env, folder = "", during = () => Promise.resolve() }: RunOptions,
  ): Promise<CliResult> {
    const { PATH } = process.env;
    const place = { HOME: join(this.folder, "home"), TMPDIR: join(this.folder, "tmp"), PATH };
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: join(this.folder, "work", folder),
      env: { ...place, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ended = resultOf(child);
    try {
      await during(child.pid ?? 0);
    } catch (error) {
      throw new Error(`while it ran: ${(await ended).stderr}`, { cause: error });
    }
    const result = await ended;
    expectClean([written("stdout", result.stdout), written("stderr", result.stderr)]);
    return result;
  }

  /**
   * Makes the table, and lets no load write to it before `look` has seen all sides of the load that waits. With
   * `breaks` the load's connections end then, so that there is something to say about retries.
   */
  async guardedTable(name: string, breaks: boolean) {
    const { client, server } = this.database;
    await client.query(createOrdersTable.replace("orders", name));
    const guard = await connectTo(server);
    await guard.query(`BEGIN; LOCK TABLE ${name} IN SHARE MODE`);
    const countWaiting = async () =>
      (await client.query<{ sessions: number }>(WAITING)).rows[0]?.sessions ?? 0;
    return {
      async look(see: () => readonly Written[]): Promise<void> {
        try {
          await expect.poll(countWaiting, { timeout: 12_000, interval: 20 }).toBeGreaterThan(0);
          expectClean([...(await activityRows(client)), ...see()]);
          if (breaks) await client.query(BREAK_ALL);
        } finally {
          await guard.end();
        }
      },
    };
  }
}

const WAITING = `SELECT count(*)::int AS sessions FROM pg_stat_activity
  WHERE wait_event_type = 'Lock' AND application_name LIKE 'rowmill%'`;
const BREAK_ALL = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE application_name LIKE 'rowmill%'`;
