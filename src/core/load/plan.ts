// LoadPlan: everything decided before the first byte moves. Plain data: it prints, diffs, and is saved for resume.
import type { FieldEncoding } from "../records/binary-format.ts";
import type { Decision, Dialect } from "../records/dialect.ts";
import type { Advice } from "./advice.ts";
import type { Durability, LoadMode, LoadRequest } from "./request.ts";

/** A table by its two names, unquoted. */
export interface TableName {
  readonly schema: string;
  readonly name: string;
}

/** The type that is left of a column's when all domains around it are taken off. */
export interface BaseType {
  /** In pg_catalog; an enum has a name of its own. */
  readonly name: string;
  /** As format_type prints it. */
  readonly type: string;
  readonly isEnum: boolean;
  /** -1 for none. */
  readonly typmod: number;
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
  /** Absent for types that are neither the server's own nor enums. */
  readonly base?: BaseType | undefined;
}

/** Of the session that looked at the table. */
export interface SessionFacts {
  /** The database's: `UTF8`. */
  readonly encoding: string;
  /** The setting: `Europe/Berlin`. */
  readonly timeZone: string;
}

export interface TargetTable {
  readonly table: TableName;
  /** The server's object id; another table of the same name has another one. */
  readonly oid: number;
  readonly columns: readonly TargetColumn[];
  /** A server crash empties it, while the ledger, which is logged, still has its rows. */
  readonly isUnlogged: boolean;
  /** What the meaning of a value may depend on. */
  readonly session?: SessionFacts | undefined;
}

/** What identifies the content of a source. */
export interface Fingerprint {
  /** Stored bytes; 0 where that is not known before the end, as of standard input. */
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

/** One of several files of a load. */
export interface SourceFile {
  readonly path: string;
  readonly name: string;
  readonly fingerprint: Fingerprint;
  /** gzip or zstd. */
  readonly isArchive?: boolean | undefined;
  readonly body: Pick<Body, "start" | "line">;
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

/** "sha256" needs nothing; "xxh3-128" costs a sixth of it and needs WebAssembly. */
export type HashName = "sha256" | "xxh3-128";

export interface LoadPlan {
  readonly version: 1;
  /** The user's name for the load, or its identity. */
  readonly loadId: string;
  /** Digest of everything that decides the rows (load-id.ts). */
  readonly identity: string;
  readonly source: {
    /** An absolute path, an address, "-" for standard input; of several files their number in words, as the name. */
    readonly path: string;
    readonly name: string;
    /** Of several files, that of all of them together. */
    readonly fingerprint: Fingerprint;
    /** That with which the load began, where it goes on with an archive packed anew (repacked.ts): it is the identity's. */
    readonly begunWith?: Fingerprint | undefined;
    /** The text is not the stored bytes: it has another size. */
    readonly isPacked?: boolean | undefined;
    /** gzip or zstd: other bytes may hold the same text. Of several files, each says it. */
    readonly isArchive?: boolean | undefined;
    /** Several files, in the order of their records. */
    readonly files?: readonly SourceFile[] | undefined;
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
  /** One entry a field: batches go encoded, and by `lane` only where they cannot. Absent: by `lane` always. */
  readonly encoding?: readonly FieldEncoding[] | undefined;
  /** Batch k ends at the first record end at or after its start plus this; a resume keeps the stored value. */
  readonly batchBytes: number;
  readonly recordBytesMax: number;
  /** What the digests in the ledger are: SHA-256 in plans that do not say. A resume keeps the recorded one. */
  readonly contentHash?: HashName;
  readonly ratioMax: number;
  readonly workers: number;
  readonly rejects: { readonly max: number | null; readonly file: string };
  readonly durability: Durability;
  readonly lagBytesMax?: number;
  readonly mode: LoadMode;
  /** Of `skip` and `upsert`: columns of the target, resolved. */
  readonly key: readonly string[];
  readonly isAtomic: boolean;
  readonly partitions: LoadRequest["partitions"];
  readonly createsPartitions: boolean;
  /** Made before the first batch, in this order; each is in the decisions too. */
  readonly newPartitions?: readonly PlannedPartition[];
  /** Decided, as index-choice.ts explains: what was `auto` is a decision with its evidence. */
  readonly indexes: "keep" | "lookups" | "rebuild";
  /** Of a table that Citus spreads: who takes the streams. Absent or empty: all go to the ledger's node. */
  readonly nodes?: readonly StreamNode[];
  /** For the server's owner; plans of earlier versions have none. */
  readonly advice?: readonly Advice[];
  /** What was seen before the load and may matter to it; a part of its report. */
  readonly warnings?: readonly string[];
}

/** A compressed text is taken for so many times its stored size, until it is read. */
const RATIO_GUESS = 5;

/** About how long the text is; 0 when that is not known. */
export const textBytesGuess = ({
  fingerprint,
  isPacked,
}: Pick<LoadPlan["source"], "fingerprint" | "isPacked">): number =>
  fingerprint.bytesTotal * (isPacked === true ? RATIO_GUESS : 1);

/** A node of a cluster that takes streams of the load. */
export interface StreamNode {
  readonly host: string;
  readonly port: number;
  /** The one with the ledger, which is reached as the user said. */
  readonly isHere: boolean;
}

/** As the path of a source. */
export const STANDARD_INPUT = "-";

/** What a load's bytes come from, one by one. */
export const sourcePaths = ({ source }: Pick<LoadPlan, "source">): readonly string[] =>
  source.files?.map(({ path }) => path) ?? [source.path];

/** A partition that the load makes. */
export interface PlannedPartition {
  readonly parent: TableName;
  readonly table: TableName;
  readonly sql: string;
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
