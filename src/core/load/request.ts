// What the user asked for, before anything was looked at. Flags, load file and editor all make this.
import type { DateOrder } from "../records/dialect.ts";

export type Durability = "on" | "remote_apply" | "off";

/** What happens to a record whose key the table has already. */
export type LoadMode = "append" | "skip" | "upsert" | "replace";

export interface LoadRequest {
  /** A path, an address, or "-" for standard input; of several files the first. */
  readonly file: string;
  /** Several files or patterns, instead of `file`. */
  readonly files?: readonly string[] | undefined;
  /** The table as typed: `orders`, `public.orders`, `"Odd Name"`. */
  readonly into: string;
  /** One entry a field of the file: a column's name, or null to leave the field out. */
  readonly columns?: readonly (string | null)[] | undefined;
  readonly header: "auto" | "yes" | "no";
  readonly delimiter?: string | undefined;
  /** "" turns quoting off. */
  readonly quote?: string | undefined;
  readonly escape?: string | undefined;
  readonly nullText?: string | undefined;
  readonly encoding?: string | undefined;
  readonly decimalComma?: boolean | undefined;
  readonly dateOrder?: DateOrder | undefined;
  readonly workers: "auto" | number;
  /** null allows any number. */
  readonly rejectsMax: number | null;
  readonly rejectsFile?: string | undefined;
  readonly createTable: boolean;
  /** The CREATE TABLE to run instead of the inferred one; must be exactly that (core/lang/sql). */
  readonly createTableSql?: string | undefined;
  readonly durability: Durability;
  /** Workers wait while a standby has more of the log than that still to apply; not given: they never do. */
  readonly lagBytesMax?: number | undefined;
  readonly mode: LoadMode;
  /** The columns that tell rows apart, for `skip` and `upsert`; empty: the primary key. */
  readonly key: readonly string[];
  /** Readers see all of the load's rows or none. */
  readonly isAtomic: boolean;
  /** Who finds the partition of a row: we do, or the server through the parent. */
  readonly partitions: "route" | "parent";
  readonly createsPartitions: boolean;
  readonly indexes: "keep" | "rebuild" | "auto";
  /** Whether values may be encoded by the client; rows do not depend on it. */
  readonly lane: "auto" | "text";
  /** Names the load, so that the same content can be loaded once more on purpose. */
  readonly loadName?: string | undefined;
  readonly recordBytesMax: number;
  /** Bytes of text that a compressed file may give for each of its own. */
  readonly ratioMax: number;
  /** Derived from the number of workers when not given. */
  readonly batchBytes?: number | undefined;
}

export const DEFAULT_REQUEST = {
  header: "auto",
  workers: "auto",
  rejectsMax: 0,
  createTable: false,
  durability: "on",
  mode: "append",
  key: [],
  isAtomic: false,
  partitions: "parent",
  createsPartitions: false,
  indexes: "keep",
  lane: "auto",
  recordBytesMax: 16 * 1_048_576,
  ratioMax: 1_000,
} as const satisfies Partial<LoadRequest>;
