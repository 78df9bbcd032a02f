// What the child process can do: one function a job, each a call of the load's own entry points.
import type { Logger } from "../../core/base/log.ts";
import { Secret } from "../../core/base/secret.ts";
import type { LoadEvent } from "../../core/load/events.ts";
import {
  listLoads,
  listTables,
  prepareLoad,
  resumeLoad,
  runPlannedLoad,
  verifyLoad,
  type LoadJobOptions,
} from "../load-job.ts";
import { openClient } from "../pg/connection/open.ts";
import { resolveConnection } from "../pg/connection/resolve.ts";
import { describeConnection, type ConnectionSettings } from "../pg/connection/settings.ts";
import { nodeWorld } from "../pg/connection/world.ts";
import { snapshotOf } from "../pg/snapshot.ts";
import { EventQueue } from "./event-queue.ts";
import type {
  ConnectionParts,
  FromLoadProcess,
  Job,
  JobResult,
  TestedConnection,
} from "./messages.ts";

export interface JobContext {
  readonly id: number;
  readonly connection: ConnectionParts;
  readonly log: Logger;
  readonly send: (message: FromLoadProcess) => void;
  readonly signal: AbortSignal;
  readonly wasmFolder: string;
}

/** Ten messages of events a second at most. */
const EVENTS_MS = 100;

export async function runJob(job: Job, context: JobContext): Promise<JobResult> {
  const { id, log, send, signal } = context;
  const connection = await connectionOf(context);
  const options: LoadJobOptions = { connection, log, wasmFolder: context.wasmFolder };
  switch (job.kind) {
    case "test":
      return { kind: "test", tested: await testConnection(connection, log, signal) };
    case "tables":
      return { kind: "tables", tables: await listTables(options, signal) };
    case "snapshot":
      return {
        kind: "snapshot",
        snapshot: await snapshotOf(connection, { name: job.name, log }, signal),
      };
    case "loads":
      return { kind: "loads", loads: await listLoads(options, signal) };
    case "prepare": {
      const onProgress = atMostEvery(EVENTS_MS, (done: number, total: number) =>
        send({ type: "progress", id, done, total }),
      );
      return {
        kind: "prepare",
        plan: await prepareLoad(job.request, options, onProgress, signal),
      };
    }
    case "run":
      return withEvents(context, async (emit) => ({
        kind: "run",
        report: await runPlannedLoad(job.plan, options, emit, signal),
      }));
    case "resume":
      return withEvents(context, async (emit) => ({
        kind: "resume",
        report: await resumeLoad({ loadId: job.loadId, ...job.changes }, options, emit, signal),
      }));
    case "verify":
      return { kind: "verify", verified: await verifyLoad(job.loadId, options, signal) };
  }
}

/** A password from the editor's secret storage wins over every other place that knows one. */
async function connectionOf({ connection, log }: JobContext): Promise<ConnectionSettings> {
  const settings = await resolveConnection(connection.dsn, nodeWorld());
  for (const text of settings.warnings) log.warn("connection", { text });
  if (connection.password === null) return settings;
  const password = new Secret(connection.password);
  return { ...settings, password, passwordFor: () => password };
}

async function testConnection(
  connection: ConnectionSettings,
  log: Logger,
  signal: AbortSignal,
): Promise<TestedConnection> {
  const onError = () => undefined;
  const { client, serverVersion } = await openClient(
    connection,
    { applicationName: "rowmill test", log, onError },
    signal,
  );
  await client.end();
  return { address: describeConnection(connection), serverVersion };
}

async function withEvents<T>(
  { id, send }: JobContext,
  run: (emit: (event: LoadEvent) => void) => Promise<T>,
): Promise<T> {
  const queue = new EventQueue();
  const flush = () => {
    const events = queue.take();
    if (events.length > 0) send({ type: "events", id, events });
  };
  const timer = setInterval(flush, EVENTS_MS);
  try {
    return await run((event) => queue.add(event));
  } finally {
    clearInterval(timer);
    flush();
  }
}

function atMostEvery(
  ms: number,
  call: (done: number, total: number) => void,
): (done: number, total: number) => void {
  let lastMs = -Infinity;
  return (done, total) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < ms && done < total) return;
    lastMs = nowMs;
    call(done, total);
  };
}
