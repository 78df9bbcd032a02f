// What the editor and the load's child process say to each other: types and guards. Passwords travel here and
// nowhere else: not in arguments, not in the environment, not in logs.
import { IngestError } from "../../core/base/ingest-error.ts";
import type { LogFields } from "../../core/base/log.ts";
import type { CatalogSnapshot } from "../../core/lang/sql/schema/snapshot.ts";
import type { LoadEvent, LoadReport, Problem } from "../../core/load/events.ts";
import type { LoadPlan } from "../../core/load/plan.ts";
import type { LoadRow } from "../../core/load/ports.ts";
import { problemOf } from "../../core/load/report.ts";
import type { LoadRequest } from "../../core/load/request.ts";
import type { VerifyReport } from "../../core/load/verify.ts";
import type { ResumeChanges, TableSummary } from "../load-job.ts";

/** Where to connect; null leaves the address to the `PG*` environment, the password to `.pgpass` and the like. */
export interface ConnectionParts {
  readonly dsn: string | null;
  readonly password: string | null;
}

export type Job =
  | { readonly kind: "test" }
  | { readonly kind: "tables" }
  /** `name` is the connection's, for messages. */
  | { readonly kind: "snapshot"; readonly name: string }
  | { readonly kind: "loads" }
  | { readonly kind: "prepare"; readonly request: LoadRequest }
  | { readonly kind: "run"; readonly plan: LoadPlan }
  | { readonly kind: "resume"; readonly loadId: string; readonly changes: ResumeChanges }
  | { readonly kind: "verify"; readonly loadId: string };

export interface TestedConnection {
  /** "user@host:port/database". */
  readonly address: string;
  /** As the server counts: 180004 is 18.4. */
  readonly serverVersion: number;
}

export type JobResult =
  | { readonly kind: "test"; readonly tested: TestedConnection }
  | { readonly kind: "tables"; readonly tables: readonly TableSummary[] }
  | { readonly kind: "snapshot"; readonly snapshot: CatalogSnapshot }
  | { readonly kind: "loads"; readonly loads: readonly LoadRow[] }
  | { readonly kind: "prepare"; readonly plan: LoadPlan }
  | { readonly kind: "run" | "resume"; readonly report: LoadReport }
  | { readonly kind: "verify"; readonly verified: VerifyReport };

export type ToLoadProcess =
  | {
      readonly type: "start";
      readonly id: number;
      readonly connection: ConnectionParts;
      readonly job: Job;
    }
  | { readonly type: "cancel"; readonly id: number };

export type LogLevel = "debug" | "info" | "warn" | "error";

export type FromLoadProcess =
  | {
      readonly type: "log";
      readonly level: LogLevel;
      readonly message: string;
      readonly fields: LogFields;
    }
  | {
      readonly type: "progress";
      readonly id: number;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: "events"; readonly id: number; readonly events: readonly LoadEvent[] }
  | { readonly type: "done"; readonly id: number; readonly result: JobResult }
  | { readonly type: "cancelled"; readonly id: number }
  | { readonly type: "failed"; readonly id: number; readonly problem: Problem };

const TO_TYPES: ReadonlySet<unknown> = new Set(["start", "cancel"]);
const FROM_JOB_TYPES: ReadonlySet<unknown> = new Set([
  ...["progress", "events", "done", "cancelled", "failed"],
]);

/** Both ends are ours and of one build, so the guards look at the envelope and trust the content. */
export function isToLoadProcess(message: unknown): message is ToLoadProcess {
  return isEnvelope(message) && TO_TYPES.has(message.type) && hasJobId(message);
}

export function isFromLoadProcess(message: unknown): message is FromLoadProcess {
  if (!isEnvelope(message)) return false;
  return message.type === "log" || (FROM_JOB_TYPES.has(message.type) && hasJobId(message));
}

/** An error as plain data. What is not an IngestError is a bug, and says so. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof IngestError) return problemOf(error);
  return {
    kind: "fatal",
    code: "bug",
    message: `Rowmill met a bug: ${error instanceof Error ? error.message : String(error)}`,
    hint: "please report it with the log",
    place: {},
    sqlstate: null,
  };
}

/** The error that `problemFrom` took apart. */
export function errorOf(problem: Problem): IngestError {
  return new IngestError({ ...problem, sqlstate: problem.sqlstate ?? undefined });
}

const isEnvelope = (message: unknown): message is { readonly type: unknown } =>
  typeof message === "object" && message !== null && "type" in message;

const hasJobId = (message: object): boolean => "id" in message && typeof message.id === "number";
