// One run of one row: a database of its own with the table, the seed's file, and everything a row needs to start
// loads, stand between them and the server, and look at what happens.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { QueryResultRow } from "pg";
import type { ServerVersion } from "../../src/build/server-binaries.ts";
import { startServer, type RunningServer, type ServerOptions } from "../../src/build/server.ts";
import { startFaultProxy, type FaultProxy, type Judge, type Pace } from "../support/fault-proxy.ts";
import { rowmill, startRowmill, type CliResult, type CliRun } from "../support/rowmill.ts";
import { seededChance } from "./fault-row.ts";
import { inDatabase } from "./in-database.ts";
import { CLEAR, DROP_LAY_OUT, layOut, type Expectation } from "./lay-out.ts";
import type { Material } from "./material.ts";
import { writeSource } from "./source-files.ts";
import { variantFlags } from "./variant.ts";

/** How often, how long: what `npm test` and the long form differ in. */
export interface Effort {
  /** Times that a client is killed at a random moment. */
  readonly kills: number;
  /** Faults at COMMIT in one run of such a row. */
  readonly commitFaults: number;
  /** Of the messages of the small load every so many-th is cut. */
  readonly sweepEvery: number;
  /** Who sleeps, sleeps so long. */
  readonly sleepMs: number;
}

export interface SceneFacts {
  readonly version: ServerVersion;
  readonly seed: number;
  readonly effort: Effort;
  readonly material: Material;
  readonly smallMaterial: Material;
  readonly expected: Expectation;
  /** For this run's files; removed with the scene. */
  readonly baseFolder: string;
}

export interface StartOptions {
  readonly through?: FaultProxy | undefined;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Instead of the address of the server or the proxy. */
  readonly dsn?: string;
  /** Runs it in this network namespace. */
  readonly inNamespace?: string;
}

export class Scene {
  readonly facts: SceneFacts;
  readonly chance: () => number;
  readonly folder: string;
  material: Material;
  /** This run's own copy of the seed's file, in the form of the variant: one file or several. */
  files: readonly [string, ...string[]];
  server: RunningServer;
  database: string;
  /** More arguments for every load of this run. */
  loadArgs: readonly string[] = [];
  expected: Expectation;
  rejectsFile: string;
  /** Columns, indexes and constraints before the first load. */
  shapeBefore = "";
  /** What the first judge failed with that failed. */
  #judgeError: Error | null = null;
  readonly #cleanups: (() => unknown)[] = [];

  constructor(facts: SceneFacts, server: RunningServer, database: string) {
    this.facts = facts;
    this.material = facts.material;
    this.expected = facts.expected;
    this.server = server;
    this.database = database;
    this.chance = seededChance(facts.seed * 1_000 + 7);
    this.folder = mkdtempSync(join(facts.baseFolder, "run-"));
    this.files = this.#writeFiles();
    this.rejectsFile = this.files[0].replace(/\.csv(\.gz)?$/, ".rejects.csv");
    this.onClose(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Runs at the end of the scene, last come first served. */
  onClose(cleanup: () => unknown): void {
    this.#cleanups.unshift(cleanup);
  }

  async close(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0)) await cleanup();
  }

  /** Moves the scene to a server of its own, and lays the tables out there. */
  async ownServer(options: ServerOptions = {}): Promise<RunningServer> {
    const settings = { fsync: "off", max_connections: "40", ...options.settings };
    const server = await startServer({ version: this.facts.version, ...options, settings });
    this.onClose(() => server.stop("immediate"));
    await this.moveTo(server);
    return server;
  }

  async moveTo(server: RunningServer): Promise<void> {
    this.server = server;
    this.database = server.database;
    this.expected = await layOut(server, this.database, this.material);
  }

  /** Loads a file of three batches instead: for faults at each single message. */
  async useSmallFile(): Promise<void> {
    this.material = this.facts.smallMaterial;
    this.files = this.#writeFiles();
    await this.query(DROP_LAY_OUT);
    this.expected = await layOut(this.server, this.database, this.material);
  }

  /** Forgets load and rows, for the next load of the same run. */
  async clear(): Promise<void> {
    await this.query(CLEAR);
  }

  async proxy(judge: Judge, pace: Pace = {}): Promise<FaultProxy> {
    const guarded: Judge = async (message) => {
      try {
        return await judge(message);
      } catch (error) {
        this.#judgeError ??= error instanceof Error ? error : new Error(String(error));
        return null;
      }
    };
    const proxy = await startFaultProxy(this.server.port, guarded, pace);
    this.onClose(() => proxy.close());
    return proxy;
  }

  dsnAt(port: number): string {
    return `postgresql://${this.server.user}@127.0.0.1:${port}/${this.database}`;
  }

  start({ through, args = [], env = {}, dsn, inNamespace }: StartOptions = {}): CliRun {
    const target = dsn ?? this.dsnAt(through?.port ?? this.server.port);
    const server = { dsn: target, env: this.server.env };
    const under = inNamespace === undefined ? [] : ["ip", "netns", "exec", inNamespace];
    // What a load keeps in the user's state folder belongs to this run.
    const state = { XDG_STATE_HOME: join(this.folder, "state") };
    const run = startRowmill(this.#command(args), server, { ...state, ...env }, under);
    this.onClose(async () => {
      run.child.kill("SIGKILL");
      await run.result;
    });
    return run;
  }

  load(options: StartOptions = {}): Promise<CliResult> {
    return this.start(options).result;
  }

  /** Any other command of the CLI, at the server itself. */
  command(args: readonly string[]): Promise<CliResult> {
    return rowmill(args, { dsn: this.dsnAt(this.server.port), env: this.server.env });
  }

  #command(args: readonly string[]): readonly string[] {
    const { workers, batchKb } = this.material;
    const size = ["--workers", String(workers), "--batch-kb", String(batchKb)];
    const how = [...size, "--max-rejects", "all", "--json", ...variantFlags(this.material.variant)];
    return ["load", ...this.files, "--into", "orders", ...how, ...this.loadArgs, ...args];
  }

  #writeFiles(): readonly [string, ...string[]] {
    return writeSource(this.material.file, this.folder, this.material.variant.source);
  }

  async query<T extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
    return inDatabase(this.server, this.database, async (client) => {
      const result = await client.query<T>(sql, values.length === 0 ? undefined : values);
      return result.rows;
    });
  }

  /** Process ids of the workers' backends, in this database. */
  async workerPids(): Promise<readonly number[]> {
    const rows = await this.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
       WHERE application_name LIKE 'rowmill/%' AND datname = current_database() ORDER BY pid`,
    );
    return rows.map(({ pid }) => pid);
  }

  /** Rows of the ledger, 0 where there is no ledger yet. */
  async batchesCommitted(): Promise<number> {
    const known = "SELECT to_regclass('rowmill.batch') IS NOT NULL AS known";
    const [state] = await this.query<{ known: boolean }>(known);
    if (state?.known !== true) return 0;
    const [counted] = await this.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM rowmill.batch",
    );
    return counted?.n ?? 0;
  }

  /** A fault that could not be brought about is the row's failure, and must not look like one of the load. */
  requireFaultsDone(): void {
    if (this.#judgeError !== null) throw this.#judgeError;
  }

  /** A number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.chance() * (to - from + 1));
  }

  pick<const T extends readonly [unknown, ...unknown[]]>(from: T): T[number] {
    return from[this.between(0, from.length - 1)] ?? from[0];
  }

  /** The only file of a run that does not vary the source. */
  get file(): string {
    return this.files[0];
  }

  /** Waits for something, and says what was waited for in vain. */
  async until(what: string, isSo: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!(await isSo())) {
      if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s in vain: ${what}`);
      await sleep(25);
    }
  }
}
