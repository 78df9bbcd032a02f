// Indexes, keys and foreign keys of a table as the catalog has them, each with the reason why it must stay, if any.
import type { ClientBase } from "pg";
import type { IndexFacts } from "../../core/load/index-choice.ts";
import { foreignKeyObject, indexObject, type FoundObject } from "./index-objects.ts";
import {
  FOREIGN_KEYS,
  INDEXES,
  TABLE_FACTS,
  type ForeignKeyRow,
  type IndexRow,
  type TableRow,
} from "./index-sql.ts";
import { inTransaction, withQualifiedNames } from "./index-transaction.ts";

/** Call it with `withQualifiedNames`; under a lock on the table where the answer must stay true. */
export async function readObjects(
  client: ClientBase,
  tableOid: number,
): Promise<readonly FoundObject[]> {
  const indexes = await client.query<IndexRow>(INDEXES, [tableOid]);
  const foreign = await client.query<ForeignKeyRow>(FOREIGN_KEYS, [tableOid]);
  const pointing = foreign.rows.filter(({ is_own }) => !is_own);
  const atKey = (row: IndexRow) => foreign.rows.filter(({ key_oid }) => key_oid === row.oid);
  return [
    ...indexes.rows.map((row): FoundObject => ({
      ...named(row),
      method: row.method,
      isUnique: row.is_unique,
      isReplicaIdentity: row.is_published,
      pointsAt: null,
      keepReason: indexReason(row, atKey(row)),
      stored: indexObject(row, row.table),
    })),
    ...foreign.rows
      .filter(({ is_own }) => is_own)
      .map((row): FoundObject => ({ ...foreignKey(row), pointsAt: null })),
    ...pointing.map((row): FoundObject => ({ ...foreignKey(row), pointsAt: row.key })),
  ];
}

/** What a plan weighs; takes no lock. */
export async function readIndexFacts(
  client: ClientBase,
  tableOid: number,
  recordBytes: number,
): Promise<IndexFacts> {
  const objects = await inTransaction(client, () =>
    withQualifiedNames(client, () => readObjects(client, tableOid)),
  );
  const { rows } = await client.query<TableRow>(TABLE_FACTS, [tableOid]);
  const [facts] = rows;
  return {
    objects,
    rowsThere: facts === undefined ? 0 : rowsOf(facts, recordBytes),
    missingRight: facts === undefined ? null : missingRight(facts),
    otherLoad: null,
  };
}

const named = (row: IndexRow) => {
  const kinds = { p: "key", u: "key", x: "exclusion" } as const;
  const kind = row.constraint_type === null ? undefined : kinds[row.constraint_type];
  return { kind: kind ?? ("index" as const), name: row.label };
};

function foreignKey(row: ForeignKeyRow) {
  const kind = "foreign key" as const;
  const label = { kind, name: row.label, method: "", isUnique: false, isReplicaIdentity: false };
  return { ...label, keepReason: foreignKeyReason(row), stored: foreignKeyObject(row) };
}

/** The planner's way: the density of the last ANALYZE times the pages of now; without one, by the file's records. */
function rowsOf(facts: TableRow, recordBytes: number): number {
  const bytes = Number(facts.heap_bytes);
  if (facts.row_estimate > 0 && facts.page_estimate > 0) {
    return (facts.row_estimate * bytes) / (facts.page_estimate * facts.block_bytes);
  }
  return bytes / Math.max(recordBytes, MIN_ROW_BYTES);
}

/** A row's header and its line pointer. */
const MIN_ROW_BYTES = 28;

function missingRight({ role, owner, owns, schema, may_create }: TableRow): string | null {
  if (!owns) return `role ${role} does not own it, ${owner} does`;
  return may_create ? null : `role ${role} may not create in schema ${schema}`;
}

function indexReason(row: IndexRow, pointing: readonly ForeignKeyRow[]): string | null {
  if (row.is_partitioned) return "it is the index of a partitioned table";
  if (row.is_attached) return "it is part of a partitioned table's index";
  if (!row.is_valid) return "it is not valid; what made it so should be looked at first";
  if (row.is_of_extension) return "it belongs to an extension";
  if (row.constraint_type !== null && row.constraint_type !== "x" && row.is_exclusion)
    return "it is a key over periods, which no index can be turned into";
  if (row.dependents.length > 0) return `${row.dependents[0] ?? ""} depends on it`;
  if (!row.may_use_tablespace) return "this role may not create in its tablespace";
  const stuck = pointing.map((key) => ({ key, reason: foreignKeyReason(key) }));
  const [first] = stuck.filter(({ reason }) => reason !== null);
  return first === undefined ? null : `${first.key.label} points at it, and ${first.reason ?? ""}`;
}

function foreignKeyReason(row: ForeignKeyRow): string | null {
  if (row.is_of_partition) return "a partitioned table is on one end of it";
  if (!row.is_enforced) return "it is not enforced and costs nothing";
  if (row.are_triggers_altered) return "somebody has switched its triggers";
  if (row.is_of_extension) return "it belongs to an extension";
  if (!row.owns) return `this role does not own ${row.table}`;
  return row.may_refer ? null : `this role has no REFERENCES on ${row.referenced}`;
}
