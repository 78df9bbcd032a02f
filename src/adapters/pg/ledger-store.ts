// The ledger in the target database: which loads there are, which batches are committed, what was rejected.
import type { ClientBase } from "pg";
import { assert } from "../../core/base/assert.ts";
import { errors } from "../../core/base/errors.ts";
import type { BatchCounts, MergeCounts, Reject } from "../../core/load/events.ts";
import { countsInTable, mergeOf } from "../../core/load/mode-counts.ts";
import { tableText, type LoadPlan } from "../../core/load/plan.ts";
import type { CommittedBatch, Identify, Ledger, LoadEnd, LoadRow } from "../../core/load/ports.ts";
import { findTable, requireInsert, tableMissing } from "./catalog.ts";
import { quoteTable } from "./identifiers.ts";
import { ledgerState, prepareLedger } from "./ledger-schema.ts";
import { toIngestError } from "./sqlstate.ts";

/** Gives a connection to `use` and takes it back; opens a new one when the last broke. */
export type WithClient = <T>(
  use: (client: ClientBase) => Promise<T>,
  signal: AbortSignal,
) => Promise<T>;

const REJECTS_PER_READ = 500;

export class PgLedger implements Ledger {
  readonly #with: WithClient;

  constructor(withClient: WithClient) {
    this.#with = withClient;
  }

  prepare(signal: AbortSignal): Promise<void> {
    return this.#with(prepareLedger, signal);
  }

  async find(loadId: string, signal: AbortSignal): Promise<LoadRow | null> {
    const rows = await this.#loads("WHERE l.load_id = $1", [loadId], signal);
    return rows[0] ?? null;
  }

  list(signal: AbortSignal): Promise<readonly LoadRow[]> {
    return this.#loads("", [], signal);
  }

  unfinished(signal: AbortSignal): Promise<readonly LoadRow[]> {
    return this.#loads("WHERE l.status <> 'complete'", [], signal);
  }

  related({ loadId, target, source }: LoadPlan, signal: AbortSignal): Promise<readonly LoadRow[]> {
    const contents = [source, ...(source.files ?? [])];
    const prints = contents.map(({ fingerprint }) => JSON.stringify(fingerprint));
    return this.#loads(RELATED, [loadId, target.oid, prints], signal);
  }

  after(loadId: string, signal: AbortSignal): Promise<readonly LoadRow[]> {
    return this.#loads(AFTER, [loadId], signal);
  }

  begin(plan: LoadPlan, identify: Identify, signal: AbortSignal): Promise<LoadRow> {
    return this.#with(async (client) => {
      await client.query("BEGIN");
      try {
        const row = await beginLoad(client, plan, identify);
        await client.query("COMMIT");
        return row;
      } catch (error) {
        await client.query("ROLLBACK");
        throw toIngestError(error);
      }
    }, signal);
  }

  committed(loadId: string, signal: AbortSignal): Promise<readonly CommittedBatch[]> {
    return this.#with(async (client) => {
      const { rows } = await client.query<BatchRow>(COMMITTED, [loadId]);
      return rows.map(batchOf);
    }, signal);
  }

  merged(loadId: string, signal: AbortSignal): Promise<MergeCounts | null> {
    return this.#with(async (client) => {
      const { rows } = await client.query<{ merge: unknown }>(MERGE_OF_LOAD, [loadId]);
      return mergeOf(rows[0]?.merge);
    }, signal);
  }

  async *rejects(loadId: string, signal: AbortSignal): AsyncGenerator<Reject, void, void> {
    let after = 0;
    for (;;) {
      const page = await this.#with(
        (client) => client.query<RejectRow>(REJECTS, [loadId, after, REJECTS_PER_READ]),
        signal,
      );
      for (const row of page.rows) yield rejectOf(row);
      const last = page.rows.at(-1);
      if (last === undefined) return;
      after = Number(last.record);
    }
  }

  replaceSource(
    loadId: string,
    epoch: number,
    source: LoadPlan["source"],
    signal: AbortSignal,
  ): Promise<void> {
    return this.#with(async (client) => {
      const result = await client.query(REPLACE_SOURCE, [loadId, epoch, JSON.stringify(source)]);
      if (result.rowCount === 0) throw errors.takenOver(loadId);
    }, signal);
  }

  end(loadId: string, epoch: number, end: LoadEnd, signal: AbortSignal): Promise<void> {
    return this.#with(async (client) => {
      const values = end.status === "complete" ? [end.contentHash, end.records] : [null, null];
      const result = await client.query(endSql(end), [loadId, epoch, end.status, ...values]);
      if (result.rowCount === 0) throw errors.takenOver(loadId);
    }, signal);
  }

  #loads(
    where: string,
    values: readonly unknown[],
    signal: AbortSignal,
  ): Promise<readonly LoadRow[]> {
    return this.#with(async (client) => {
      const state = await ledgerState(client);
      if (state === "none") return [];
      const { rows } = await client.query<LoadRecord>(
        `${loadsSql(state === "current")} ${where} ORDER BY l.started_at DESC`,
        [...values],
      );
      return rows.map(loadOf);
    }, signal);
  }
}

async function beginLoad(
  client: ClientBase,
  asked: LoadPlan,
  identify: Identify,
): Promise<LoadRow> {
  if (asked.createTableSql !== null && asked.target.oid === 0)
    await client.query(asked.createTableSql);
  const target = await findTable(client, quoteTable(asked.target.table));
  if (target === null) throw await tableMissing(client, tableText(asked.target.table));
  await requireInsert(client, target);
  const plan = identify.withTarget(asked, target);
  const values = [
    plan.loadId,
    target.oid,
    tableText(target.table),
    plan.source.path,
    JSON.stringify(plan),
  ];
  await client.query(BEGIN_LOAD, values);
  const { rows } = await client.query<LoadRecord>(`${loadsSql(true)} WHERE l.load_id = $1`, [
    plan.loadId,
  ]);
  assert(rows[0] !== undefined, "the load's row after writing it");
  const row = loadOf(rows[0]);
  identify.refuseOther(row, plan);
  return row;
}

interface LoadRecord extends Omit<CountsRow, "records"> {
  readonly load_id: string;
  readonly status: LoadRow["status"];
  readonly epoch: string;
  readonly plan: LoadPlan;
  readonly content_hash: string | null;
  readonly records: string | null;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly batches: string;
  readonly bytes: string;
  readonly batch_records: string;
  readonly merge: unknown;
}

interface CountsRow {
  readonly records: string;
  readonly loaded: string;
  readonly rejected: string;
  readonly skipped: string;
  readonly duplicates: string;
}

export interface BatchRow extends CountsRow {
  readonly batch: string;
  readonly byte_from: string;
  readonly byte_to: string;
  readonly prefix_hash: string;
}

interface RejectRow {
  readonly batch: string;
  readonly record: string;
  readonly line: string;
  readonly byte_offset: string;
  readonly column_name: string | null;
  readonly sqlstate: string;
  readonly message: string;
  readonly raw: Buffer;
  readonly file: string | null;
}

// int8 comes as text from the driver; every count here is far below 2^53.

const loadOf = (row: LoadRecord): LoadRow => ({
  loadId: row.load_id,
  status: row.status,
  epoch: Number(row.epoch),
  plan: { ...EARLIER_PLAN, ...row.plan },
  contentHash: row.content_hash,
  records: row.records === null ? null : Number(row.records),
  startedAt: row.started_at.toISOString(),
  finishedAt: row.finished_at?.toISOString() ?? null,
  committed: {
    batches: Number(row.batches),
    bytes: Number(row.bytes),
    ...countsInTable(
      row.plan,
      countsOf({ ...row, records: row.batch_records }),
      mergeOf(row.merge),
    ),
  },
});

const countsOf = (row: CountsRow): BatchCounts => ({
  records: Number(row.records),
  loaded: Number(row.loaded),
  rejected: Number(row.rejected),
  skipped: Number(row.skipped),
  duplicates: Number(row.duplicates),
});

/** What plans did not have to say before there were modes. */
const EARLIER_PLAN = { mode: "append", key: [], isAtomic: false } as const;

export const batchOf = (row: BatchRow): CommittedBatch => ({
  number: Number(row.batch),
  start: Number(row.byte_from),
  end: Number(row.byte_to),
  prefixHash: row.prefix_hash,
  ...countsOf(row),
});

const rejectOf = (row: RejectRow): Reject => ({
  batch: Number(row.batch),
  record: Number(row.record),
  line: Number(row.line),
  byteOffset: Number(row.byte_offset),
  column: row.column_name,
  sqlstate: row.sqlstate,
  message: row.message,
  raw: row.raw,
  file: row.file,
});

/**
 * A new load, or the next epoch of one that is not complete: older runs of it stop at their next batch. Every CASE has
 * its condition written out, for where Citus manages the ledger it passes on CASE x WHEN y as nonsense.
 */
const BEGIN_LOAD = `
INSERT INTO rowmill.load (load_id, target_oid, target, file, plan) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (load_id) DO UPDATE SET
  epoch = load.epoch + CASE WHEN load.status = 'complete' THEN 0 ELSE 1 END,
  status = CASE WHEN load.status = 'complete' THEN 'complete' ELSE 'running' END`;

const REPLACE_SOURCE = `
UPDATE rowmill.load SET plan = pg_catalog.jsonb_set(plan, '{source}', $3::jsonb)
WHERE load_id = $1 AND epoch = $2`;

const endSql = ({ status }: LoadEnd): string => `
UPDATE rowmill.load SET status = $3, content_hash = coalesce($4, content_hash), records = coalesce($5, records),
  finished_at = ${status === "complete" ? "pg_catalog.now()" : "NULL"}
WHERE load_id = $1 AND epoch = $2`;

/** A ledger of an earlier version is read as it is: only a load may change it. */
const DUPLICATES = "coalesce((pg_catalog.to_jsonb(k) ->> 'duplicates')::int8, 0)";

const loadsSql = (hasMerges: boolean): string => `
SELECT l.load_id, l.status, l.epoch, l.plan, l.content_hash, l.records, l.started_at, l.finished_at,
  b.batches, b.bytes, b.records AS batch_records, b.loaded, b.rejected, b.skipped, b.duplicates,
  ${hasMerges ? "(SELECT pg_catalog.to_jsonb(m) FROM rowmill.merge m WHERE m.load_id = l.load_id)" : "NULL"} AS merge
FROM rowmill.load l CROSS JOIN LATERAL (
  SELECT count(*) AS batches, coalesce(sum(byte_to - byte_from), 0) AS bytes, coalesce(sum(records), 0) AS records,
    coalesce(sum(loaded), 0) AS loaded, coalesce(sum(rejected), 0) AS rejected, coalesce(sum(skipped), 0) AS skipped,
    coalesce(sum(${DUPLICATES}), 0) AS duplicates
  FROM rowmill.batch AS k WHERE k.load_id = l.load_id) b`;

/** By id; of the table's those that are not complete, of the same content, or of a file among several. */
const RELATED = `
WHERE l.load_id = $1 OR l.target_oid = $2::oid AND (
  l.status <> 'complete'
  OR l.plan #> '{source,fingerprint}' = ANY ($3::jsonb[])
  OR EXISTS (
    SELECT FROM pg_catalog.jsonb_array_elements(l.plan #> '{source,files}') AS f
    WHERE f.value -> 'fingerprint' = ANY ($3::jsonb[])))`;

const AFTER = `
WHERE l.load_id <> $1 AND EXISTS (
  SELECT FROM rowmill.load AS before
  WHERE before.load_id = $1 AND before.target_oid = l.target_oid
    AND coalesce(l.finished_at, l.started_at) > before.finished_at)`;

const BATCH_OF_LOAD = `
SELECT batch, byte_from, byte_to, prefix_hash, records, loaded, rejected, skipped, ${DUPLICATES} AS duplicates
FROM rowmill.batch AS k WHERE load_id = $1`;
const COMMITTED = `${BATCH_OF_LOAD} ORDER BY batch`;
export const COMMITTED_BATCH = `${BATCH_OF_LOAD} AND batch = $2`;

const MERGE_OF_LOAD = `
SELECT pg_catalog.to_jsonb(merge) AS merge FROM rowmill.merge WHERE load_id = $1`;

const REJECTS = `
SELECT batch, record, line, byte_offset, column_name, sqlstate, message, raw, file
FROM rowmill.reject WHERE load_id = $1 AND record > $2 ORDER BY record LIMIT $3`;
