// What the user asked for, before anything was looked at. Flags, load file and editor all make this.
import type { DateOrder } from "../records/dialect.ts";

export type Durability = "on" | "remote_apply" | "off";

export interface LoadRequest {
  readonly file: string;
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
  /** Names the load, so that the same content can be loaded once more on purpose. */
  readonly loadName?: string | undefined;
  readonly recordBytesMax: number;
  /** Derived from the number of workers when not given. */
  readonly batchBytes?: number | undefined;
}

export const DEFAULT_REQUEST = {
  header: "auto",
  workers: "auto",
  rejectsMax: 0,
  createTable: false,
  durability: "on",
  recordBytesMax: 16 * 1_048_576,
} as const satisfies Partial<LoadRequest>;
