// From a request to a plan: looks at the file and at the table, decides through core, writes nothing.
import { availableParallelism } from "node:os";
import { errors } from "../../core/base/errors.ts";
import { modeErrors } from "../../core/base/mode-errors.ts";
import { sourceErrors } from "../../core/base/source-errors.ts";
import { fileOfBoth, planDifference } from "../../core/load/load-id.ts";
import {
  sourcePaths,
  STANDARD_INPUT,
  tableText,
  type LoadPlan,
  type TableName,
  type TargetTable,
} from "../../core/load/plan.ts";
import { requireFieldsFit } from "../../core/load/mapping.ts";
import { meanRecordBytes, planIndexes } from "../../core/load/plan-indexes.ts";
import { planLoad } from "../../core/load/plan-load.ts";
import { continued } from "../../core/load/repacked.ts";
import { createTableSql, type InferredColumn } from "../../core/records/infer.ts";
import { currentSchema, findTable, requireInsert, tableMissing } from "../pg/catalog.ts";
import { readPrimaryKey, requireMode } from "../pg/modes.ts";
import { parseTableName, quoteTable } from "../pg/identifiers.ts";
import { readSurroundings } from "../pg/index-server.ts";
import type { PgClient, PgTarget } from "../pg/target.ts";
import { rejectsFileFor } from "../files/place.ts";
import { inspectSource } from "./inspect-files.ts";
import { withServer } from "./around-server.ts";
import { completeRequest, inferColumns, type InspectedFile } from "./inspect.ts";
import { newHasher } from "./node-ports.ts";
import { lookForPartitions } from "./partitions.ts";
import type { Planning } from "./planning.ts";
import { structureOf } from "../files/structure.ts";
import type { LoadRow, Source } from "../../core/load/ports.ts";
import type { LoadRequest } from "../../core/load/request.ts";

/** `looking` says what for: the types of all values, or partitions that are missing. */
export type OnProgress = (done: number, total: number, looking?: "types" | "partitions") => void;

/** The table to load, or the one to make. */
interface Aim {
  readonly target: TargetTable;
  readonly createTableSql: string | null;
  readonly primaryKey: readonly string[];
}

/** A plan, and what was looked at for it. */
export interface Prepared {
  readonly plan: LoadPlan;
  /** The text to load, where the look at it made one that a load can read; it knows what it was then. */
  readonly source: Source | null;
}

export async function prepare(
  asked: LoadRequest,
  { target, wasmFolder }: Planning,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Prepared> {
  const request = await completeRequest(asked, signal);
  if (request.into === "") throw errors.optionMissing("--into", "name the table to load into");
  const { found, file } = await lookAtBoth(request, target, signal);
  const plan = await planFor({ request, found, file, wasmFolder }, target, onProgress, signal);
  const isPlain = file.files === undefined && structureOf(file.path) === null;
  return { plan, source: isPlain ? file.source : null };
}

/** At the table and at the file at once; of two failures the table's is told. */
async function lookAtBoth(
  request: LoadRequest,
  target: PgTarget,
  signal: AbortSignal,
): Promise<Pick<Looked, "found" | "file">> {
  const finding = target.withClient((client) => findTable(client, request.into), signal);
  const columns = finding.then((found) => found?.columns.map(({ name }) => name) ?? []);
  const inspecting = inspectSource(request, columns, signal);
  await Promise.allSettled([columns, inspecting]);
  return { found: await finding, file: await inspecting };
}

interface Looked {
  readonly request: LoadRequest;
  /** Null for a table that is not there. */
  readonly found: TargetTable | null;
  readonly file: InspectedFile;
  readonly wasmFolder: string | undefined;
}

async function planFor(
  { request, found, file, wasmFolder }: Looked,
  target: PgTarget,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<LoadPlan> {
  const infer = (): Promise<readonly InferredColumn[]> => {
    if (file.source.isOnce === true) throw sourceErrors.sourceOnceNewTable(file.name);
    requireFieldsFit({ file: file.path, fieldCount: file.sniffed.fieldCount });
    return inferColumns(file, wasmFolder, onProgress, signal);
  };
  const aim =
    found === null
      ? await aimAtNew(request, infer, target, signal)
      : await aimAtFound(found, target, signal);
  const asked = planLoad(request, { ...factsOf(file), ...aim }, newHasher);
  const isPacked = asked.source.isPacked === true;
  const rows = await target.ledger.related(asked, signal);
  const planned = isPacked ? continued(rows, asked, newHasher) : asked;
  const recordBytes = meanRecordBytes(file.sniffed.sampleRecords);
  const around = await target.withClient(
    (client) => readSurroundings(client, found?.oid ?? null, planned.loadId, recordBytes),
    signal,
  );
  const indexed = planIndexes(planned, request, around, recordBytes);
  const plan = await withServer(indexed, request, target, signal);
  refuseConflicts(plan, request, rows);
  await refuseOvertaken(plan, rows, target, signal);
  if (found !== null) {
    await target.withClient((client) => requireInsert(client, found), signal);
    await target.withClient((client) => requireMode(client, plan), signal);
    return lookForPartitions(
      plan,
      { source: file.source, target, wasmFolder },
      (done, total) => onProgress(done, total, "partitions"),
      signal,
    );
  }
  return plan;
}

function factsOf(file: InspectedFile) {
  const { path, name, files, isPacked, isArchive, fingerprint, body } = file;
  const { dialect, headerNames, fieldCount, decisions } = file.sniffed;
  const rejectsFile = rejectsFileFor(files?.[0]?.path ?? path);
  const cores = availableParallelism();
  return {
    path,
    name,
    files,
    isPacked,
    isArchive,
    fingerprint,
    body,
    dialect,
    headerNames,
    fieldCount,
    decisions,
    rejectsFile,
    cores,
  };
}

async function aimAtFound(found: TargetTable, target: PgTarget, signal: AbortSignal): Promise<Aim> {
  const primaryKey = await target.withClient((client) => readPrimaryKey(client, found.oid), signal);
  return { target: found, createTableSql: null, primaryKey };
}

async function aimAtNew(
  request: LoadRequest,
  infer: () => Promise<readonly InferredColumn[]>,
  target: PgTarget,
  signal: AbortSignal,
): Promise<Aim> {
  if (!request.createTable)
    throw await target.withClient((client) => tableMissing(client, request.into), signal);
  const typed = parseTableName(request.into);
  const schema = typed.schema ?? (await target.withClient(currentSchema, signal));
  const table = { schema, name: typed.name };
  const given = request.createTableSql;
  if (given !== undefined) await refuseOtherSql(given, table);
  const sql = given ?? createTableSql(table, await infer());
  return target.withClient((client) => tryOut(client, sql, table), signal);
}

/** The DDL may come from a file that somebody else wrote: only the one statement that makes this table is run. */
async function refuseOtherSql(sql: string, table: TableName): Promise<void> {
  // Only here: reading the parser's tables would cost every start of the program.
  const { readCreateTable } = await import("../../core/lang/sql/create-table.ts");
  const read = readCreateTable(sql);
  if ("refused" in read) throw errors.ddlRefused(read.refused);
  const { name, schema } = read.table;
  if (name === table.name && (schema === null || schema === table.schema)) return;
  throw errors.ddlRefused(
    `it makes ${schema ?? table.schema}.${name} and the load goes into ${table.schema}.${table.name}`,
  );
}

/** Makes the table, reads its columns as the catalog has them, and takes it back. */
async function tryOut(client: PgClient, sql: string, table: TableName): Promise<Aim> {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    const made = await findTable(client, quoteTable(table));
    if (made === null) throw errors.ddlRefused("it makes another table");
    const primaryKey = await readPrimaryKey(client, made.oid);
    return { target: { ...made, oid: 0 }, createTableSql: sql, primaryKey };
  } finally {
    await client.query("ROLLBACK");
  }
}

/**
 * A new table is refused when it is there already, unless this very load made it; a load of the same file into the
 * same table that stopped part-way must be finished first, or its rows would come twice; and so would those of a file
 * that is in the table with other files.
 */
function refuseConflicts(plan: LoadPlan, request: LoadRequest, rows: readonly LoadRow[]): void {
  const own = rows.find((row) => row.loadId === plan.loadId);
  if (request.createTable && plan.target.oid !== 0 && own === undefined)
    throw errors.tableExists(tableText(plan.target.table));
  if (own !== undefined || request.loadName !== undefined) return;
  for (const row of rows) {
    if (row.plan.target.oid !== plan.target.oid || row.committed.batches === 0) continue;
    if (row.status === "complete") {
      const file = fileOfBoth(row.plan, plan);
      if (file !== null) throw sourceErrors.fileLoadedAlready(file, row.loadId);
      continue;
    }
    const before = sourcePaths(row.plan);
    if (!sourcePaths(plan).some((path) => path !== STANDARD_INPUT && before.includes(path)))
      continue;
    const difference = planDifference(row.plan, plan);
    if (difference !== null) throw errors.loadUnfinished(row.loadId, difference.message);
  }
}

/** "Already loaded" would be no more than half true of a load that sets values, once another has set them since. */
async function refuseOvertaken(
  plan: LoadPlan,
  rows: readonly LoadRow[],
  { ledger }: PgTarget,
  signal: AbortSignal,
): Promise<void> {
  const own = rows.find((row) => row.loadId === plan.loadId);
  if (own?.status !== "complete" || (plan.mode !== "upsert" && plan.mode !== "replace")) return;
  const since = await ledger.after(own.loadId, signal);
  const later = since.find(({ committed }) => committed.loaded + committed.skipped > 0);
  if (later === undefined) return;
  throw modeErrors.loadOvertaken(own.loadId, later.loadId, tableText(plan.target.table));
}
