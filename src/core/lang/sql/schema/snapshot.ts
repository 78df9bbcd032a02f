// The catalog of a connected database at one moment, as plain data: the extension or `check --dsn` takes
// it, rules and hovers read it. Nothing here is asked while somebody types.
import type { KnownTable } from "./known.ts";

export interface TableFigures {
  readonly schema: string;
  readonly name: string;
  readonly rowsEstimate: number;
  readonly bytes: number;
  readonly indexBytes: number;
  /** Rows inserted since the statistics were reset; null where they are off. */
  readonly inserted: number | null;
  readonly canInsert: boolean;
  /** Citus: the distribution column; null for other tables. */
  readonly distributionColumn: string | null;
}

export interface CatalogSnapshot {
  /** ISO 8601, from the client's clock. */
  readonly takenAt: string;
  /** Name of the connection, for messages; never a password or a whole DSN. */
  readonly connection: string;
  /** Such as 180004. */
  readonly serverVersion: number;
  readonly isReadOnly: boolean;
  /** The 5,000 largest at most, partitions after all others. */
  readonly tables: readonly KnownTable[];
  readonly figures: readonly TableFigures[];
  /** pg_settings that the rules read, in the unit that SHOW prints. */
  readonly settings: Readonly<Record<string, string>>;
  /** Sessions that send WAL, base backups left out. To an ordinary role all but their names is null. */
  readonly standbys: readonly {
    readonly name: string;
    readonly state: string | null;
    /** async, potential, sync or quorum. */
    readonly syncState: string | null;
    /** Bytes of WAL not yet replayed. */
    readonly lagBytes: number | null;
  }[];
  readonly slots: readonly {
    readonly name: string;
    readonly isActive: boolean;
    readonly walStatus: string | null;
  }[];
  readonly checkpoints: { readonly timed: number; readonly requested: number } | null;
  readonly hasCitus: boolean;
}
