// What a server's SQLSTATE means for a load: one of the four kinds, and the next step where we know a better
// one than the server does. A new answer is a row in one of these tables.
import { errors } from "../../core/base/errors.ts";
import { type ErrorKind, IngestError, type Place } from "../../core/base/ingest-error.ts";
import { effectiveSqlstate } from "./shard-error.ts";

/** Exact codes win over their class. */
const kindsByCode: Readonly<Record<string, ErrorKind>> = {
  // A primary that was turned read-only, or is none any more: the next connection may be to another.
  "25006": "transient",
  "25P03": "transient", // idle_in_transaction_session_timeout: the server ended the session, not the data.
  "25P04": "transient", // transaction_timeout, likewise.
  "53200": "transient", // out of memory
  "53300": "transient", // too many connections
  "53100": "fatal", // disk full
  // A value too large for an index or nested too deeply: one record's fault, though its class is about limits.
  "54000": "data",
  "54001": "data",
  "54011": "user",
  "55P03": "transient", // lock not available
  "57014": "transient", // query cancelled: by a timeout, or by us, which the caller's signal tells
  "57P01": "transient",
  "57P02": "transient",
  "57P03": "transient",
  "57P05": "transient",
  // What a trigger's PL/pgSQL raises about the row it was given.
  P0001: "data",
  P0002: "data",
  P0003: "data",
  P0004: "data",
};

export const TOO_MANY_CONNECTIONS = "53300";
export const LOCK_NOT_AVAILABLE = "55P03";

const kindsByClass: Readonly<Record<string, ErrorKind>> = {
  "08": "transient",
  "0A": "user",
  "22": "data",
  "23": "data",
  "25": "fatal",
  "28": "user",
  "3D": "user",
  "3F": "user",
  "40": "transient",
  "42": "user",
  "44": "data",
  "58": "fatal",
  XX: "fatal",
};

const nextSteps: Readonly<Record<string, string>> = {
  "0A000": "the server, or this kind of table, does not offer it; load another way",
  "25006": "connect to the primary: name all hosts and set target_session_attrs=read-write",
  "25P04": "raise transaction_timeout for this role, or make the batches smaller",
  "3D000": "check the name of the database",
  "3F000": "check the name of the schema, and that this role may use it",
  "40001": "the batch is tried again: another transaction was in its way",
  "40P01": "the batch is tried again: it and another transaction waited for each other",
  "42501": "let the owner GRANT this role what it lacks",
  "42703": "check the column names against the table",
  "42P01": "check the name of the table and its schema",
  "53100": "free space on the server's disk, then resume; what was committed stays",
  "53200": "the batch is tried again; if it goes on, use fewer workers or smaller batches",
  "53300": "use fewer workers, or raise max_connections or the role's limit",
  "55P03": "another session holds a lock on the table; the batch is tried again",
  "57014": "if a timeout did it, raise statement_timeout for this role or make the batches smaller",
  "57P01": "an administrator ended the session; the batch is tried again",
  "57P02": "the server crashed and restarts; the batch is tried again",
  "57P03": "the server is starting up or shutting down; try again shortly",
};

const nextStepsByKind: Readonly<Record<ErrorKind, string>> = {
  user: "change what it names, then try again",
  data: "mend the record, or allow rejects with --max-rejects N",
  transient: "the batch is tried again",
  fatal: "what was committed stays; `rowmill resume` goes on once the cause is gone",
};

/** What the engine does about this SQLSTATE. Unknown ones stop the load. */
export function kindOfSqlstate(sqlstate: string): ErrorKind {
  return kindsByCode[sqlstate] ?? kindsByClass[sqlstate.slice(0, 2)] ?? "fatal";
}

/**
 * Whatever the driver rejected with, as one of ours. A cancel is not an error: callers look at their signal
 * before they ask this.
 */
export function toIngestError(error: unknown, place?: Place): IngestError {
  if (error instanceof IngestError) return error;
  if (isServerError(error)) return serverError(error, place);
  if (isTransportError(error)) return errors.connectionLost(transportReason(error), error);
  return errors.unexpected(error instanceof Error ? error.message : String(error), error);
}

/** An ErrorResponse of the server. Told by its shape: a bundle may hold two copies of the driver's class. */
export interface ServerError extends Error {
  readonly code: string;
  readonly severity: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
  readonly column?: string | undefined;
  /** The context: which function, or which line of a COPY. */
  readonly where?: string | undefined;
  readonly routine?: string | undefined;
}

export function isServerError(error: unknown): error is ServerError {
  return (
    error instanceof Error &&
    "severity" in error &&
    "code" in error &&
    typeof error.code === "string" &&
    /^[0-9A-Z]{5}$/.test(error.code)
  );
}

function serverError(error: ServerError, place: Place | undefined): IngestError {
  const sqlstate = effectiveSqlstate(error);
  const kind = kindOfSqlstate(sqlstate);
  const step = nextSteps[sqlstate] ?? present(error.hint) ?? nextStepsByKind[kind];
  const detail = present(error.detail);
  const hint = detail === undefined ? step : `${detail.replace(/\.$/, "")}; ${step}`;
  const where = { ...place, column: place?.column ?? present(error.column) };
  return errors.server({
    ...{ kind, sqlstate, message: error.message, place: where, cause: error },
    hint: hint.replace(/\.$/, ""),
  });
}

const present = (text: string | undefined) =>
  text === undefined || text === "" ? undefined : text;

const driverSaysLost =
  /^(Connection terminated|Client (was closed|has encountered a connection error))/;

function isTransportError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  // A missing file is not a lost connection, though a missing socket has the same code.
  const code = codeOf(error);
  return (
    (code !== "ENOENT" && socketReasons[code] !== undefined) || driverSaysLost.test(error.message)
  );
}

/** Words for the codes of Node's sockets and resolver. */
const socketReasons: Readonly<Record<string, string>> = {
  EAI_AGAIN: "its name could not be looked up just now",
  ECONNABORTED: "it was cut on this side",
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "it was cut from the other side",
  EHOSTUNREACH: "there is no route to it",
  ENETDOWN: "the network is down",
  ENETUNREACH: "there is no network that reaches it",
  ENOENT: "there is no such socket",
  ENOTFOUND: "there is no host of that name",
  EPIPE: "the other side closed it",
  ETIMEDOUT: "there was no answer in time",
  ERR_STREAM_DESTROYED: "it was closed",
  ERR_STREAM_WRITE_AFTER_END: "it was closed",
  ERR_STREAM_PREMATURE_CLOSE: "it was closed too early",
};

/** Why the network gave up, in words. */
export function transportReason(error: Error): string {
  return socketReasons[codeOf(error)] ?? error.message;
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
