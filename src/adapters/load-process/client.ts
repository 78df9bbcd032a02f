// The editor's side of the load's child process: starts it, gives it jobs, turns its messages into promises.
// One process serves one command or one load; several jobs may run in it at a time.
import { fork, type ChildProcess } from "node:child_process";

import { errors } from "../../core/base/errors.ts";
import type { IngestError } from "../../core/base/ingest-error.ts";
import type { Logger } from "../../core/base/log.ts";
import type { CatalogSnapshot } from "../../core/lang/sql/schema/snapshot.ts";
import type { LoadEvent, LoadReport } from "../../core/load/events.ts";
import type { LoadPlan } from "../../core/load/plan.ts";
import type { LoadRow } from "../../core/load/ports.ts";
import type { LoadRequest } from "../../core/load/request.ts";
import type { VerifyReport } from "../../core/load/verify.ts";
import type { ResumeChanges, TableSummary } from "../load-job.ts";
import {
  errorOf,
  isFromLoadProcess,
  type ConnectionParts,
  type FromLoadProcess,
  type Job,
  type JobResult,
  type TestedConnection,
  type ToLoadProcess,
} from "./messages.ts";

export type OnProgress = (done: number, total: number) => void;
export type OnEvents = (events: readonly LoadEvent[]) => void;

/**
 * Every method rejects with an IngestError, or with the signal's reason when it was aborted. When the process dies,
 * all jobs reject at once; what the load committed is in the ledger.
 */
export interface LoadProcess {
  test(connection: ConnectionParts, signal: AbortSignal): Promise<TestedConnection>;
  tables(connection: ConnectionParts, signal: AbortSignal): Promise<readonly TableSummary[]>;
  /** `name` is the connection's, for messages. */
  snapshot(
    connection: ConnectionParts,
    name: string,
    signal: AbortSignal,
  ): Promise<CatalogSnapshot>;
  loads(connection: ConnectionParts, signal: AbortSignal): Promise<readonly LoadRow[]>;
  prepare(
    connection: ConnectionParts,
    request: LoadRequest,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<LoadPlan>;
  run(
    connection: ConnectionParts,
    plan: LoadPlan,
    onEvents: OnEvents,
    signal: AbortSignal,
  ): Promise<LoadReport>;
  resume(
    connection: ConnectionParts,
    load: { readonly loadId: string; readonly changes: ResumeChanges },
    onEvents: OnEvents,
    signal: AbortSignal,
  ): Promise<LoadReport>;
  verify(connection: ConnectionParts, loadId: string, signal: AbortSignal): Promise<VerifyReport>;
  /** Lets the process end; a job that still runs is aborted first. */
  dispose(): void;
}

export function startLoadProcess(entryPath: string, log: Logger): LoadProcess {
  const jobs = new Jobs(entryPath, log);
  return {
    test: async (connection, signal) => {
      const result = await jobs.start(connection, { kind: "test" }, {}, signal);
      return result.kind === "test" ? result.tested : unexpected(result);
    },
    tables: async (connection, signal) => {
      const result = await jobs.start(connection, { kind: "tables" }, {}, signal);
      return result.kind === "tables" ? result.tables : unexpected(result);
    },
    snapshot: async (connection, name, signal) => {
      const result = await jobs.start(connection, { kind: "snapshot", name }, {}, signal);
      return result.kind === "snapshot" ? result.snapshot : unexpected(result);
    },
    loads: async (connection, signal) => {
      const result = await jobs.start(connection, { kind: "loads" }, {}, signal);
      return result.kind === "loads" ? result.loads : unexpected(result);
    },
    prepare: async (connection, request, onProgress, signal) => {
      const result = await jobs.start(
        connection,
        { kind: "prepare", request },
        { onProgress },
        signal,
      );
      return result.kind === "prepare" ? result.plan : unexpected(result);
    },
    run: async (connection, plan, onEvents, signal) => {
      const result = await jobs.start(connection, { kind: "run", plan }, { onEvents }, signal);
      return result.kind === "run" ? result.report : unexpected(result);
    },
    resume: async (connection, load, onEvents, signal) => {
      const result = await jobs.start(
        connection,
        { kind: "resume", ...load },
        { onEvents },
        signal,
      );
      return result.kind === "resume" ? result.report : unexpected(result);
    },
    verify: async (connection, loadId, signal) => {
      const result = await jobs.start(connection, { kind: "verify", loadId }, {}, signal);
      return result.kind === "verify" ? result.verified : unexpected(result);
    },
    dispose: () => jobs.dispose(),
  };
}

interface Listeners {
  readonly onProgress?: OnProgress;
  readonly onEvents?: OnEvents;
}

interface RunningJob extends Listeners {
  readonly signal: AbortSignal;
  readonly resolve: (result: JobResult) => void;
  readonly reject: (reason: unknown) => void;
}

/** A cancelled job has this long to roll back and say so; then its process is killed, and the server rolls back. */
const CANCEL_MS_MAX = 20_000;
const END_MS_MAX = 10_000;

class Jobs {
  readonly #child: ChildProcess;
  readonly #log: Logger;
  readonly #running = new Map<number, RunningJob>();
  #lastId = 0;
  #ended: IngestError | null = null;

  constructor(entryPath: string, log: Logger) {
    this.#log = log;
    this.#child = fork(entryPath, [], {
      // The editor's own executable is Electron on the desktop; its debugging flags must not be inherited.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      // As in the CLI: a small nursery keeps a long load small.
      execArgv: ["--max-semi-space-size=2"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      log.warn("the load's process wrote", { text: text.slice(0, 2_000) });
    });
    this.#child.on("message", (message) => {
      if (isFromLoadProcess(message)) this.#receive(message);
      else log.warn("a message of the load's process was dropped");
    });
    this.#child.on("error", (error) => this.#end(error.message));
    this.#child.on("exit", (code, signal) =>
      this.#end(signal === null ? `exit code ${code ?? "unknown"}` : `signal ${signal}`),
    );
  }

  start(
    connection: ConnectionParts,
    job: Job,
    listeners: Listeners,
    signal: AbortSignal,
  ): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      const refusal = signal.aborted ? reasonOf(signal) : this.#ended;
      if (refusal !== null) {
        reject(refusal);
        return;
      }
      this.#lastId += 1;
      const id = this.#lastId;
      const onAbort = () => this.#cancel(id);
      const finish = () => {
        signal.removeEventListener("abort", onAbort);
        this.#running.delete(id);
      };
      this.#running.set(id, {
        ...listeners,
        signal,
        resolve: (result) => {
          finish();
          resolve(result);
        },
        reject: (reason) => {
          finish();
          reject(reasonFrom(reason));
        },
      });
      signal.addEventListener("abort", onAbort, { once: true });
      this.#send({ type: "start", id, connection, job });
    });
  }

  dispose(): void {
    if (this.#ended !== null) return;
    // The other side takes the lost channel as the order to abort and to end.
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), END_MS_MAX);
    timer.unref();
    this.#child.once("exit", () => clearTimeout(timer));
  }

  #send(message: ToLoadProcess): void {
    if (!this.#child.connected) return;
    this.#child.send(message, (error) => {
      if (error !== null) this.#log.warn("a message did not reach the load's process");
    });
  }

  #cancel(id: number): void {
    this.#send({ type: "cancel", id });
    setTimeout(() => {
      if (this.#running.has(id)) this.#child.kill("SIGKILL");
    }, CANCEL_MS_MAX).unref();
  }

  #receive(message: FromLoadProcess): void {
    if (message.type === "log") {
      this.#log[message.level](message.message, message.fields);
      return;
    }
    const job = this.#running.get(message.id);
    if (job === undefined) return;
    switch (message.type) {
      case "progress":
        job.onProgress?.(message.done, message.total);
        return;
      case "events":
        job.onEvents?.(message.events);
        return;
      case "done":
        job.resolve(message.result);
        return;
      case "cancelled":
        job.reject(reasonOf(job.signal));
        return;
      case "failed":
        job.reject(errorOf(message.problem));
        return;
    }
  }

  #end(reason: string): void {
    if (this.#ended !== null) return;
    this.#ended = errors.loadProcessEnded(reason);
    for (const job of [...this.#running.values()]) job.reject(this.#ended);
  }
}

const reasonFrom = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason));

const reasonOf = (signal: AbortSignal): Error => reasonFrom(signal.reason);

function unexpected(result: JobResult): never {
  throw new Error(`the load's process answered another job: ${result.kind}`);
}
