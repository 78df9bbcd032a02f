// The SQL of a batch: COPY with its options, the session settings, claim and ledger row. Built once for a plan.
import type { Dialect, Encoding } from "../../core/records/dialect.ts";
import { copyQuote } from "../../core/records/dialect-bytes.ts";
import { isPinnedToUtc } from "../../core/load/encoding.ts";
import { loadedColumns, type LoadPlan } from "../../core/load/plan.ts";
import type { Batch } from "../../core/load/ports.ts";
import type { BatchCounts } from "../../core/load/events.ts";
import { quoteIdent, quoteLiteral, quoteTable } from "./identifiers.ts";

/** How long a claim or the table's lock may wait before the batch is tried anew. */
const LOCK_TIMEOUT = "15s";

const LOCK_LIMIT = `SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`;

/** UTF-16 is turned into UTF-8 by the reader. */
const SERVER_ENCODINGS: Readonly<Record<Encoding, string>> = {
  "utf-8": "UTF8",
  "utf-16le": "UTF8",
  "utf-16be": "UTF8",
  latin1: "LATIN1",
  "windows-1252": "WIN1252",
};

export type CopyFormat = "csv" | "text" | "binary";

/** COPY into `table`. */
export function copySql(
  plan: LoadPlan,
  format: CopyFormat,
  table = quoteTable(plan.target.table),
): string {
  const columns = loadedColumns(plan).map(quoteIdent).join(", ");
  const options = format === "csv" ? csvOptions(plan.dialect) : [`FORMAT ${format}`];
  const encoding = `ENCODING ${quoteLiteral(SERVER_ENCODINGS[plan.dialect.encoding])}`;
  return `COPY ${table} (${columns}) FROM STDIN WITH (${[...options, encoding].join(", ")})`;
}

function csvOptions(dialect: Dialect): string[] {
  const quote = copyQuote(dialect);
  return [
    "FORMAT csv",
    `DELIMITER ${quoteLiteral(dialect.delimiter)}`,
    `QUOTE ${quoteLiteral(quote)}`,
    `ESCAPE ${quoteLiteral(dialect.escape ?? quote)}`,
    `NULL ${quoteLiteral(dialect.nullText)}`,
  ];
}

/** Session settings for values: what a date means must not depend on the role's own settings. */
export function valueSettings(plan: LoadPlan): string {
  const order = { ymd: "ISO, YMD", dmy: "ISO, DMY", mdy: "ISO, MDY" }[plan.dialect.dateOrder];
  return `SET LOCAL DateStyle = ${quoteLiteral(order)}; SET LOCAL IntervalStyle = 'postgres';`;
}

/** The session's time zone, pinned where the plan counts on it. */
export const zoneSetting = (plan: LoadPlan): string =>
  isPinnedToUtc(plan.encoding) ? "SET LOCAL TimeZone = 'UTC';" : "";

/**
 * Opens the batch's transaction in one round trip: claim first, then the fence against a run that took over, then the
 * table's lock and its shape as it is under that lock. Constraints are checked at once, so that a deferred one refuses
 * a record and not the commit.
 */
export function openBatchSql(
  plan: LoadPlan,
  epoch: number,
  batch: Batch,
  { destinationSql, isOnNodes }: BatchOpening,
): string {
  const id = quoteLiteral(plan.loadId);
  const table = quoteTable(plan.target.table);
  return `BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL synchronous_commit = ${plan.durability};
${isOnNodes ? limitsOnNodes(plan) : LOCK_LIMIT};
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
${valueSettings(plan)}
INSERT INTO rowmill.batch (load_id, batch, epoch, byte_from, byte_to, prefix_hash)
VALUES (${id}, ${batch.number}, ${epoch}, ${batch.start}, ${batch.end}, ${quoteLiteral(batch.prefixHash)})
ON CONFLICT DO NOTHING;
SELECT epoch FROM rowmill.load WHERE load_id = ${id} FOR KEY SHARE;
LOCK TABLE ONLY ${table} IN ROW EXCLUSIVE MODE;
SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, a.attrelid AS oid
FROM pg_catalog.pg_attribute a
WHERE a.attrelid = ${quoteLiteral(table)}::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped;
${destinationSql}
${zoneSetting(plan)}
SET CONSTRAINTS ALL IMMEDIATE;
SAVEPOINT batch;
SAVEPOINT part;`;
}

export interface BatchOpening {
  readonly destinationSql: string;
  /** The transaction has parts on other nodes of a Citus cluster. */
  readonly isOnNodes: boolean;
}

/**
 * What holds for the transaction's parts on other nodes too: it is there that a claim waits. In a block of its own, for
 * Citus passes on all of the text that a SET LOCAL came with, and here that is the SET LOCAL alone.
 */
const limitsOnNodes = ({ durability }: LoadPlan): string => `DO $$ BEGIN
  SET LOCAL citus.propagate_set_commands = 'local';
  SET LOCAL synchronous_commit = ${durability};
  ${LOCK_LIMIT};
  SET LOCAL citus.propagate_set_commands = 'none';
END $$`;

/** Where in openBatchSql's answers the three that matter are. */
export const OPEN_ANSWERS = { claim: 7, epoch: 8, columns: 10 } as const;

/** The counts and the commit, in one round trip. */
export function closeBatchSql(plan: LoadPlan, batch: Batch, counts: BatchCounts): string {
  const { records, loaded, rejected, skipped, duplicates } = counts;
  return `UPDATE rowmill.batch SET records = ${records}, loaded = ${loaded}, rejected = ${rejected}, skipped = ${skipped},
duplicates = ${duplicates}, committed_at = pg_catalog.statement_timestamp()
WHERE load_id = ${quoteLiteral(plan.loadId)} AND batch = ${batch.number};
COMMIT;`;
}

export const INSERT_REJECTS = `
INSERT INTO rowmill.reject (load_id, batch, record, line, byte_offset, column_name, sqlstate, message, raw, file)
SELECT $1, $2, r.record, r.line, r.byte_offset, r.column_name, r.sqlstate, r.message, r.raw, r.file
FROM ROWS FROM (
  pg_catalog.unnest($3::int8[]), pg_catalog.unnest($4::int8[]), pg_catalog.unnest($5::int8[]), pg_catalog.unnest($6::text[]),
  pg_catalog.unnest($7::text[]), pg_catalog.unnest($8::text[]), pg_catalog.unnest($9::bytea[]),
  pg_catalog.unnest($10::text[])
) AS r(record, line, byte_offset, column_name, sqlstate, message, raw, file)`;

/** How a worker's backend is known to the server: load, run and worker. */
export const sessionName = (loadId: string, epoch: number, worker: number): string =>
  `rowmill/${loadId}/${epoch}/${worker}`;

/**
 * Ends backends of this load from earlier runs, or from an earlier connection of this worker, that may hold its claim:
 * those of `view`, where they are called by `pid`, and this one is `self`.
 */
export const endZombiesSql = (view: string, pid: string, self: string): string => `
SELECT pg_catalog.pg_terminate_backend(other.${pid})
FROM (
  SELECT ${pid}, pg_catalog.regexp_match(application_name, '^rowmill/([^/]+)/([0-9]+)/([0-9]+)$') AS part
  FROM pg_catalog.${view} WHERE ${pid} <> pg_catalog.${self}()
) AS other
WHERE other.part[1] = $1 AND (other.part[2]::int8 < $2 OR other.part[3]::int8 = $3)`;

export const END_ZOMBIES = endZombiesSql("pg_stat_activity", "pid", "pg_backend_pid");
