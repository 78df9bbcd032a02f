// Turns a request and the facts about file and table into a plan. All deciding is here; the engine only executes.
import { errors } from "../base/errors.ts";
import type { Decision, Dialect } from "../records/dialect.ts";
import { chooseEncoding } from "./encoding.ts";
import { isNumericType } from "./isolate.ts";
import { identified } from "./load-id.ts";
import { connectionsMax } from "./crew.ts";
import { mapColumns } from "./mapping.ts";
import { modeDecisions, requireKeyLoaded, requireKeyOfNew, resolveKey } from "./mode.ts";
import {
  textBytesGuess,
  type Body,
  type ColumnMapping,
  type Fingerprint,
  type LoadPlan,
  type SourceFile,
  type TargetTable,
} from "./plan.ts";
import type { Hasher } from "./ports.ts";
import type { LoadRequest } from "./request.ts";

/** What was found out about the file and the table. */
export interface LoadFacts {
  readonly path: string;
  readonly name: string;
  readonly files?: readonly SourceFile[] | undefined;
  readonly isPacked?: boolean | undefined;
  readonly isArchive?: boolean | undefined;
  readonly fingerprint: Fingerprint;
  readonly dialect: Dialect;
  readonly body: Body;
  readonly headerNames: readonly string[] | null;
  readonly fieldCount: number;
  readonly decisions: readonly Decision[];
  /** For a table still to be made: its columns as the DDL will make them, and oid 0. */
  readonly target: TargetTable;
  readonly createTableSql: string | null;
  /** The target's; empty when it has none. */
  readonly primaryKey: readonly string[];
  readonly cores: number;
  readonly rejectsFile: string;
}

/** All batches under way together: what keeps the program small for a file of any size. */
const BATCH_MEMORY_BYTES = 48 * 1_048_576;
const BATCH_BYTES_MIN = 1_048_576;
/** Each COPY costs a server of version 17 or later a millisecond or more: it makes a thousand slots for rows. */
const BATCH_BYTES_MAX = 4 * 1_048_576;
const WORKERS_AUTO_MAX = 8;
const WORKERS_MAX = 64;

export function planLoad(
  request: LoadRequest,
  facts: LoadFacts,
  newHasher: () => Hasher,
): LoadPlan {
  const { mapping, decisions } = mapColumns(
    { file: facts.path, headerNames: facts.headerNames, fieldCount: facts.fieldCount },
    facts.target,
    request.columns,
  );
  const lane = chooseLane(request, facts, mapping);
  const crew = chooseWorkers(request, facts);
  const key = resolveKey(request, facts.target, facts.primaryKey);
  const modes = modeDecisions({ ...request, key }, request.key.length > 0);
  const plan: LoadPlan = {
    version: 1,
    loadId: "",
    identity: "",
    source: sourceOf(facts),
    dialect: facts.dialect,
    body: facts.body,
    decisions: [...facts.decisions, ...decisions, ...modes, lane.decision, crew.decision],
    target: facts.target,
    createTableSql: facts.createTableSql,
    mapping,
    lane: lane.lane,
    encoding: lane.encoding,
    batchBytes: crew.batchBytes,
    recordBytesMax: request.recordBytesMax,
    ratioMax: request.ratioMax,
    workers: crew.workers,
    rejects: { max: request.rejectsMax, file: request.rejectsFile ?? facts.rejectsFile },
    durability: request.durability,
    ...(request.lagBytesMax === undefined ? {} : { lagBytesMax: request.lagBytesMax }),
    mode: request.mode,
    key,
    isAtomic: request.isAtomic,
    partitions: request.partitions,
    createsPartitions: request.createsPartitions,
    indexes: request.indexes === "rebuild" ? "rebuild" : "keep",
  };
  if (plan.mode !== "replace") requireKeyLoaded(plan);
  requireKeyOfNew(plan, facts.primaryKey);
  return identified(plan, request.loadName ?? null, newHasher);
}

/**
 * Encoded here where the types allow it. Otherwise COPY itself reads the file's bytes where it would read them as we
 * do, and where not, each record is rewritten.
 */
function chooseLane(
  request: LoadRequest,
  { dialect, target }: LoadFacts,
  mapping: readonly ColumnMapping[],
): Pick<LoadPlan, "lane" | "encoding"> & { decision: Decision } {
  const rewritten = rewriteReason(dialect, mapping);
  const lane = rewritten === null ? "csv" : "text";
  const encoding = chooseEncoding(request.lane, dialect, mapping, target);
  const what = "sent to the server";
  const origin = request.lane === "text" ? "given" : "default";
  if (encoding.fields !== null) {
    const evidence = "every column's type can be encoded; odd values are left to the server";
    const decision: Decision = { what, value: "encoded (binary)", origin, evidence };
    return { lane, encoding: encoding.fields, decision };
  }
  const value = lane === "csv" ? "as it is (CSV)" : "rewritten (text)";
  const evidence = `${rewritten ?? "COPY reads this dialect as it is; only batches that need a closer look are rewritten"}; not encoded: ${encoding.reason}`;
  return { lane, encoding: undefined, decision: { what, value, origin, evidence } };
}

function rewriteReason(dialect: Dialect, mapping: readonly ColumnMapping[]): string | null {
  if (dialect.delimiter.length !== 1) return "COPY takes only delimiters of one byte";
  if (dialect.commentPrefix !== null) return "the file has notes between its records";
  const leftOut = mapping.find((entry) => entry.column === null);
  if (leftOut !== undefined) return `${leftOut.header} is left out`;
  if (dialect.decimalComma && mapping.some(({ type }) => type !== null && isNumericType(type))) {
    return "numbers have a decimal comma";
  }
  const special = [dialect.delimiter, dialect.quote, "\r", "\n"].some(
    (text) => text !== null && dialect.nullText.includes(text),
  );
  return special ? "the NULL text holds a delimiter, a quote or a line end" : null;
}

function sourceOf(facts: LoadFacts): LoadPlan["source"] {
  const { path, name, fingerprint, files, isPacked, isArchive } = facts;
  return { path, name, fingerprint, isPacked, isArchive, files };
}

/** Throws for a number of workers that no load may have. */
export function requireWorkers(workers: number): void {
  if (Number.isInteger(workers) && workers >= 1 && workers <= WORKERS_MAX) return;
  throw errors.optionInvalid(
    "--workers",
    String(workers),
    `auto or a number from 1 to ${WORKERS_MAX}`,
  );
}

function chooseWorkers(request: LoadRequest, facts: LoadFacts) {
  const asked = request.workers;
  if (asked !== "auto") requireWorkers(asked);
  // What the server has is not known; two also where this machine has one core, which waits most of the time.
  const cores = Math.max(2, facts.cores);
  const wanted = asked === "auto" ? Math.min(WORKERS_AUTO_MAX, cores) : asked;
  const share = Math.floor(BATCH_MEMORY_BYTES / connectionsMax(wanted));
  const batchBytes =
    request.batchBytes ?? Math.min(BATCH_BYTES_MAX, Math.max(BATCH_BYTES_MIN, share));
  const textBytes = textBytesGuess(facts) || Number.POSITIVE_INFINITY;
  const batches = Math.max(1, Math.ceil(textBytes / batchBytes));
  const workers = Math.min(wanted, batches);
  const origin: Decision["origin"] = asked === "auto" ? "default" : "given";
  const why =
    workers < wanted
      ? `the file fills ${facts.isPacked === true ? "about " : ""}${batches} batches`
      : asked === "auto"
        ? `${facts.cores} cores here`
        : "as asked";
  const evidence = `${why}; batches of ${Math.round(batchBytes / 1024)} KB`;
  return {
    workers,
    batchBytes,
    decision: { what: "workers", value: String(workers), origin, evidence },
  };
}
