// A real PostgreSQL server for tests, demo and editor: made in a second, gone without a trace,
// even when whoever started it is killed. Nothing here talks SQL.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port.ts";
import { binariesFolder, type ServerVersion } from "./server-binaries.ts";
import * as cluster from "./server-cluster.ts";
import { crashServer } from "./server-crash.ts";
import { startSupervisor, type StartOrder, type Supervisor } from "./server-process.ts";
import { freshFolder, giveTo, isReachable, serverUser, type ServerUser } from "./server-user.ts";

export interface ServerOptions {
  /** Default "18". */
  readonly version?: ServerVersion;
  /** Written to postgresql.conf; the values are quoted here. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Encrypted connections are offered; `hba` can demand them. */
  readonly tls?: boolean;
  /** The whole text of pg_hba.conf. */
  readonly hba?: string;
  /** A folder that is kept, and used again when it holds a cluster; otherwise a temporary one. */
  readonly dataDir?: string;
  /** The folder of a server that is halted: this one starts from a copy, as its standby. */
  readonly standbyOf?: string;
}

/** The modes of pg_ctl: wait for clients, disconnect them, or stop without a checkpoint. */
export type StopMode = "smart" | "fast" | "immediate";

export interface RunningServer {
  readonly host: "127.0.0.1";
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly dataDir: string;
  readonly logFile: string;
  /** The postmaster's; another one after each restart. */
  readonly pid: number;
  /** A URI without the password, which is in `env`. */
  readonly dsn: string;
  readonly env: { readonly PGPASSWORD: string };
  /** Path of the authority's certificate, with `tls`. */
  readonly rootCertificate: string | undefined;
  /** Ends the server for good and removes its folder. */
  stop(mode?: StopMode): Promise<void>;
  /** Ends the server; `restart` brings it back with its data, on the same port. */
  halt(mode?: StopMode): Promise<void>;
  /** As halt, but as a power cut: every process is killed at once. */
  crash(): Promise<void>;
  restart(): Promise<void>;
}

export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const user = serverUser();
  const binaries = binariesFolder(options.version ?? "18", user);
  if (options.dataDir !== undefined && user !== undefined) {
    requireReachable(options.dataDir);
  }
  const folder = options.dataDir === undefined ? freshFolder("rowmill-server-", user) : undefined;
  const dataDir = resolve(options.dataDir ?? join(folder ?? "", "data"));
  const logFile = `${dataDir}.log`;
  const order = { postgres: join(binaries, "postgres"), dataDir, log: logFile, ...user };
  const supervisor = startSupervisor(folder ?? "");
  try {
    if (options.standbyOf !== undefined) cluster.copyAsStandby(options.standbyOf, dataDir, user);
    const password = await cluster.ensureCluster(binaries, dataDir, user, {
      settings: options.settings ?? {},
      tls: options.tls ?? false,
      hba: options.hba,
    });
    const started = await startOnFreePort(supervisor, order, user);
    const { tls = false } = options;
    const rootCertificate = tls ? join(dataDir, cluster.rootCertificateFile) : undefined;
    return runningServer(supervisor, order, { ...started, password, rootCertificate });
  } catch (error) {
    await supervisor.close();
    throw error;
  }
}

function requireReachable(dataDir: string): void {
  if (isReachable(dirname(resolve(dataDir)))) return;
  throw new Error(`the server's account cannot reach ${dataDir}: choose a folder in /tmp`);
}

interface Started {
  readonly pid: number;
  readonly port: number;
  readonly password: string;
  readonly rootCertificate: string | undefined;
}

function runningServer(supervisor: Supervisor, order: StartOrder, started: Started): RunningServer {
  const { port, password, rootCertificate } = started;
  let { pid } = started;
  const halt = async (mode: StopMode = "fast") => {
    if (supervisor.ended() !== undefined) return;
    supervisor.signal(stopSignals[mode]);
    await supervisor.untilEnded();
  };
  return {
    host: "127.0.0.1",
    port,
    user: cluster.superuser,
    password,
    database: "postgres",
    dataDir: order.dataDir,
    logFile: order.log,
    get pid() {
      return pid;
    },
    dsn: `postgresql://${cluster.superuser}@127.0.0.1:${port}/postgres`,
    env: { PGPASSWORD: password },
    rootCertificate,
    halt,
    async stop(mode) {
      await halt(mode);
      await supervisor.close();
    },
    async crash() {
      await crashServer(pid);
      await supervisor.untilEnded();
    },
    async restart() {
      await halt();
      pid = await startAndWait(supervisor, order);
    },
  };
}

const stopSignals = { smart: "SIGTERM", fast: "SIGINT", immediate: "SIGQUIT" } as const;

/** Between finding a free port and taking it, another process may take it: then try the next. */
async function startOnFreePort(
  supervisor: Supervisor,
  order: StartOrder,
  user: ServerUser | undefined,
): Promise<{ readonly pid: number; readonly port: number }> {
  const portFile = join(order.dataDir, cluster.portFile);
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    writeFileSync(portFile, cluster.settingLines({ port: String(port) }), { mode: 0o600 });
    giveTo(portFile, user);
    try {
      return { pid: await startAndWait(supervisor, order), port };
    } catch (error) {
      const isTaken = error instanceof Error && error.message.includes("Address already in use");
      if (!isTaken || attempt === 5) throw error;
      rmSync(order.log);
    }
  }
}

/** Ready means what pg_ctl takes it to mean: the postmaster says so in its pid file. */
async function startAndWait(supervisor: Supervisor, order: StartOrder): Promise<number> {
  const pid = await supervisor.start(order);
  const deadline = Date.now() + 60_000;
  while (!isReady(order.dataDir, pid)) {
    const how = supervisor.ended() ?? (Date.now() > deadline ? "not ready after 60 s" : undefined);
    if (how !== undefined) {
      supervisor.signal("SIGQUIT");
      throw new Error(`PostgreSQL did not start (${how}):\n${lastLines(order.log)}`);
    }
    await sleep(10);
  }
  return pid;
}

function isReady(dataDir: string, pid: number): boolean {
  try {
    const lines = readFileSync(join(dataDir, "postmaster.pid"), "utf8").split("\n");
    // A standby that takes queries says so in another word.
    return Number(lines[0]) === pid && ["ready", "standby"].includes(lines[7]?.trim() ?? "");
  } catch {
    return false;
  }
}

function lastLines(file: string): string {
  return readFileSync(file, "utf8").split("\n").slice(-15).join("\n");
}
