// LoadPlan: everything decided before the first byte moves. Plain data: it prints, diffs, and is saved for resume.
import type { Decision, Dialect } from "../records/dialect.ts";
import type { Durability } from "./request.ts";

/** A table by its two names, unquoted. */
export interface TableName {
  readonly schema: string;
  readonly name: string;
}

/** A column of the target as the catalog has it. */
export interface TargetColumn {
  readonly name: string;
  /** As format_type prints it: `numeric(12,2)`, `timestamp with time zone`. */
  readonly type: string;
  readonly isNotNull: boolean;
  /** A default or an identity fills it when the file does not. */
  readonly hasDefault: boolean;
  /** GENERATED ALWAYS AS (...) STORED or IDENTITY: COPY may not or should not write it. */
  readonly isGenerated: boolean;
}

export interface TargetTable {
  readonly table: TableName;
  /** The server's object id; another table of the same name has another one. */
  readonly oid: number;
  readonly columns: readonly TargetColumn[];
  /** A server crash empties it, while the ledger, which is logged, still has its rows. */
  readonly isUnlogged: boolean;
}

/** What identifies the content of a source. */
export interface Fingerprint {
  readonly bytesTotal: number;
  /** SHA-256 over head, tail and evenly spaced blocks, hex: cheap, checked before the first byte is sent. */
  readonly sampled: string;
}

export interface ColumnMapping {
  /** The field's position in a record, from 0. */
  readonly field: number;
  /** The header's text, or "field 3" where there is none. */
  readonly header: string;
  /** The target column, or null when the field is left out. */
  readonly column: string | null;
  readonly type: string | null;
}

/** Where the records begin, after the header. */
export interface Body {
  /** Offset in the text. */
  readonly start: number;
  /** Physical line of the first record, from 1. */
  readonly line: number;
  /** The header's own text, without its line end; the reject file repeats it. */
  readonly header: string | null;
}

export interface LoadPlan {
  readonly version: 1;
  /** The user's name for the load, or its identity. */
  readonly loadId: string;
  /** Digest of everything that decides the rows (load-id.ts). */
  readonly identity: string;
  readonly source: {
    readonly path: string;
    readonly name: string;
    readonly fingerprint: Fingerprint;
  };
  readonly dialect: Dialect;
  readonly body: Body;
  readonly decisions: readonly Decision[];
  readonly target: TargetTable;
  /** The statement that makes the table, when the load does; it is shown before it runs. */
  readonly createTableSql: string | null;
  readonly mapping: readonly ColumnMapping[];
  /** "csv": clean batches go to COPY as they are; "text": every record is rewritten. Why is a decision. */
  readonly lane: "csv" | "text";
  /** Batch k ends at the first record end at or after its start plus this; a resume keeps the stored value. */
  readonly batchBytes: number;
  readonly recordBytesMax: number;
  readonly workers: number;
  readonly rejects: { readonly max: number | null; readonly file: string };
  readonly durability: Durability;
}

/** The columns that the load writes, in the file's order. */
export const loadedColumns = (plan: Pick<LoadPlan, "mapping">): readonly string[] =>
  plan.mapping.flatMap((entry) => (entry.column === null ? [] : [entry.column]));

/** `schema.table` for people; never for SQL, where adapters/pg quotes. */
export const tableText = (table: TableName): string => `${table.schema}.${table.name}`;

/** `schema.table` as SQL takes it, in the files that a user may edit. */
export const tableReference = (table: TableName): string =>
  [table.schema, table.name]
    .map((part) => (/^[a-z_][a-z0-9_]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`))
    .join(".");
