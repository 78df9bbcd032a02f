// Where COPY writes a batch's rows: the target, the load's staging table, or a landing table of the transaction from
// which only rows with a new key go on. What a batch costs beyond COPY is decided here.
import type { Client, ClientBase } from "pg";
import { IngestError } from "../../core/base/ingest-error.ts";
import { isSkippedByBatch, isStaged } from "../../core/load/mode.ts";
import { loadedColumns, type LoadPlan } from "../../core/load/plan.ts";
import type { Batch } from "../../core/load/ports.ts";
import type { BatchCounts } from "../../core/load/events.ts";
import { modeErrors } from "../../core/base/mode-errors.ts";
import { quoteIdent, quoteTable } from "./identifiers.ts";
import { findStaging, stagingIndexName } from "./staging.ts";
import { keyMatch } from "./merge-sql.ts";
import { needsLookup, readStagingChecks, StagedRows } from "./staging-checks.ts";
import { stagingColumns } from "./staging-columns.ts";

/** Rows that COPY took and that are not in the table. */
export interface LeftOut {
  readonly duplicates: number;
  /** A trigger of the target kept them out. */
  readonly dropped: number;
}

export const NOTHING_LEFT_OUT: LeftOut = { duplicates: 0, dropped: 0 };

export const plusLeftOut = (one: LeftOut, other: LeftOut): LeftOut => ({
  duplicates: one.duplicates + other.duplicates,
  dropped: one.dropped + other.dropped,
});

export interface Destination {
  /** As SQL takes it. */
  readonly table: string;
  /** As the server's messages call it. */
  readonly name: string;
  /** What else the messages name, and what the target calls it. */
  readonly renames: readonly (readonly [string, string])[];
  /** Statements for the opening of the batch's transaction, before its savepoints. */
  openSql(batch: Batch): string;
  /** Statements between one COPY of the batch and its next. */
  readonly betweenSql: string;
  /** What is left to do with the rows of the COPY just done. Rejects with the server's error. */
  settle(client: Client): Promise<LeftOut>;
}

/** Looks up what the plan's mode needs; once for a session. */
export async function openDestination(client: ClientBase, plan: LoadPlan): Promise<Destination> {
  if (isStaged(plan)) return intoStaging(client, plan);
  return isSkippedByBatch(plan) ? landing(client, plan) : intoTarget(plan);
}

const intoTarget = (plan: LoadPlan): Destination => ({
  table: quoteTable(plan.target.table),
  name: plan.target.table.name,
  renames: [],
  openSql: () => "",
  betweenSql: "",
  settle: () => Promise.resolve(NOTHING_LEFT_OUT),
});

async function intoStaging(client: ClientBase, plan: LoadPlan): Promise<Destination> {
  const staging = await findStaging(client, plan.loadId);
  if (staging === null) throw modeErrors.stagingGone(plan.loadId, "the ledger knows of none");
  const checks = await readStagingChecks(client, plan);
  const rows = needsLookup(checks) ? new StagedRows(plan, staging.table, checks) : null;
  return {
    table: quoteTable(staging.table),
    name: staging.table.name,
    renames: checks.uniques.map(({ name }, index) => [
      stagingIndexName(staging.table, index),
      name,
    ]),
    openSql(batch) {
      rows?.begin(batch.number);
      return `SET LOCAL rowmill.batch = '${batch.number}';`;
    },
    betweenSql: "",
    async settle(session) {
      await rows?.check(session);
      return NOTHING_LEFT_OUT;
    },
  };
}

const LANDING = "rowmill_landing";

/** Made anew in each batch's transaction: a pooler may give every transaction another session. */
async function landing(client: ClientBase, plan: LoadPlan): Promise<Destination> {
  const table = `pg_temp.${LANDING}`;
  const columns = await stagingColumns(client, plan);
  const { rows } = await client.query<{ has: boolean }>(HAS_INSERT_TRIGGER, [plan.target.oid]);
  const hasTrigger = rows[0]?.has ?? false;
  const insert = insertNewSql(plan, table);
  return {
    table,
    name: LANDING,
    renames: [],
    openSql: () => `CREATE TEMPORARY TABLE ${LANDING} (\n  ${columns}\n) ON COMMIT DROP;`,
    betweenSql: `TRUNCATE ${table};`,
    async settle(session) {
      const { rows: counted } = await session.query<{ taken: string; inserted: string }>(insert);
      const [taken, inserted] = [Number(counted[0]?.taken), Number(counted[0]?.inserted)];
      const dropped = hasTrigger && inserted < taken ? await absent(session, plan, table) : 0;
      return { duplicates: taken - inserted - dropped, dropped };
    },
  };
}

/** In the order of the key: two batches with the same new keys wait for each other, and never in a circle. */
function insertNewSql(plan: LoadPlan, table: string): string {
  const columns = loadedColumns(plan).map(quoteIdent).join(", ");
  const key = plan.key.map(quoteIdent).join(", ");
  return `WITH inserted AS (
  INSERT INTO ${quoteTable(plan.target.table)} (${columns})
  SELECT ${columns} FROM ${table} AS landed ORDER BY ${key}, landed.ctid
  ON CONFLICT (${key}) DO NOTHING RETURNING 1
)
SELECT (SELECT pg_catalog.count(*) FROM ${table}) AS taken, (SELECT pg_catalog.count(*) FROM inserted) AS inserted`;
}

/** Rows whose key the target still does not have. */
async function absent(client: ClientBase, plan: LoadPlan, table: string): Promise<number> {
  const { rows } = await client.query<{ absent: string }>(
    `SELECT pg_catalog.count(*) AS absent FROM ${table} AS s
WHERE NOT EXISTS (SELECT FROM ${quoteTable(plan.target.table)} AS t WHERE ${keyMatch(plan.key, "t", "s")})`,
  );
  return Number(rows[0]?.absent ?? 0);
}

/** BEFORE INSERT FOR EACH ROW, on the table or on any of its partitions. */
const HAS_INSERT_TRIGGER = `
SELECT EXISTS (
  SELECT FROM pg_catalog.pg_trigger g
  WHERE (g.tgrelid = $1 OR g.tgrelid IN (SELECT relid FROM pg_catalog.pg_partition_tree($1::oid)))
    AND g.tgtype & 7 = 7 AND NOT g.tgisinternal AND g.tgenabled <> 'D'
) AS has`;

/** The batch's counts, with what was left out after COPY. */
export function countsWithout(counts: BatchCounts, { duplicates, dropped }: LeftOut): BatchCounts {
  return {
    ...counts,
    loaded: counts.loaded - duplicates - dropped,
    skipped: counts.skipped + duplicates + dropped,
    duplicates: counts.duplicates + duplicates,
  };
}

/** The refusal in the target's name: where rows were on their way is no matter of the user's. */
export function inTargetsName(error: IngestError, from: Destination, plan: LoadPlan): IngestError {
  const { kind, code, place, sqlstate, cause } = error;
  const names = [...from.renames, [from.name, plan.target.table.name] as const];
  const rename = (text: string): string =>
    names.reduce((so, [before, after]) => so.replaceAll(before, after), text);
  return new IngestError({
    ...{ kind, code, place, sqlstate, cause },
    message: rename(error.message),
    hint: rename(error.hint),
  });
}
