// From a request to a plan: looks at the file and at the table, decides through core, writes nothing.
import { availableParallelism } from "node:os";
import { errors } from "../../core/base/errors.ts";
import { planDifference } from "../../core/load/load-id.ts";
import {
  tableText,
  type LoadPlan,
  type TableName,
  type TargetTable,
} from "../../core/load/plan.ts";
import { planLoad } from "../../core/load/plan-load.ts";
import { createTableSql, type InferredColumn } from "../../core/records/infer.ts";
import { currentSchema, findTable, requireInsert, tableMissing } from "../pg/catalog.ts";
import { parseTableName, quoteTable } from "../pg/identifiers.ts";
import type { PgClient, PgTarget } from "../pg/target.ts";
import { completeRequest, inferColumns, inspectFile, type InspectedFile } from "./inspect.ts";
import { newHasher } from "./node-ports.ts";
import type { LoadRequest } from "../../core/load/request.ts";

type OnProgress = (done: number, total: number) => void;

/** The table to load, or the one to make. */
interface Aim {
  readonly target: TargetTable;
  readonly createTableSql: string | null;
}

export async function prepare(
  asked: LoadRequest,
  target: PgTarget,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<LoadPlan> {
  const request = await completeRequest(asked);
  if (request.into === "") throw errors.optionMissing("--into", "name the table to load into");
  const found = await target.withClient((client) => findTable(client, request.into), signal);
  const file = await inspectFile(request, found?.columns.map(({ name }) => name) ?? [], signal);
  const infer = (): Promise<readonly InferredColumn[]> => inferColumns(file, onProgress, signal);
  const aim =
    found === null
      ? await aimAtNew(request, infer, target, signal)
      : { target: found, createTableSql: null };
  const plan = planLoad(request, { ...factsOf(file), ...aim }, newHasher);
  await refuseConflicts(plan, request, target, signal);
  if (found !== null) {
    await target.withClient((client) => requireInsert(client, found), signal);
  }
  return plan;
}

function factsOf(file: InspectedFile) {
  const { path, name, fingerprint, body } = file;
  const { dialect, headerNames, fieldCount, decisions } = file.sniffed;
  const rejectsFile = `${path.replace(/\.[^./\\]+$/, "")}.rejects.csv`;
  const cores = availableParallelism();
  return {
    path,
    name,
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
  return {
    target: await target.withClient((client) => tryOut(client, sql, table), signal),
    createTableSql: sql,
  };
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
async function tryOut(client: PgClient, sql: string, table: TableName): Promise<TargetTable> {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    const made = await findTable(client, quoteTable(table));
    if (made === null) throw errors.ddlRefused("it makes another table");
    return { ...made, oid: 0 };
  } finally {
    await client.query("ROLLBACK");
  }
}

/**
 * A new table is refused when it is there already, unless this very load made it; and a load of the same file into the
 * same table that stopped part-way must be finished first, or its rows would come twice.
 */
async function refuseConflicts(
  plan: LoadPlan,
  request: LoadRequest,
  target: PgTarget,
  signal: AbortSignal,
): Promise<void> {
  const rows = await target.ledger.list(signal);
  const own = rows.find((row) => row.loadId === plan.loadId);
  if (request.createTable && plan.target.oid !== 0 && own === undefined)
    throw errors.tableExists(tableText(plan.target.table));
  if (own !== undefined || request.loadName !== undefined) return;
  for (const row of rows) {
    const isSameAim =
      row.plan.source.path === plan.source.path && row.plan.target.oid === plan.target.oid;
    if (row.status === "complete" || !isSameAim || row.committed.batches === 0) continue;
    const difference = planDifference(row.plan, plan);
    if (difference !== null) throw errors.loadUnfinished(row.loadId, difference.message);
  }
}
