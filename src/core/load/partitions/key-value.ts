// What a partition key is to us: a value that compares and hashes as the server's does, and what reads one.
import type { DateOrder, Encoding } from "../../records/dialect.ts";

/**
 * Numbers are integers, days since 1970 or microseconds since then, as bigint only beyond 2^53; strings hold a byte
 * in each unit, or an order-preserving form of a numeric. Within one type, `<` is the server's order.
 */
export type KeyValue = number | bigint | string;

/** Undefined: not certain. */
export type ReadKey = (bytes: Uint8Array, start: number, end: number) => KeyValue | undefined;

/** What decides about texts beside their type. */
export interface KeyTexts {
  readonly encoding: Encoding;
  readonly dateOrder: DateOrder;
  readonly server: ServerTexts;
}

export interface ServerTexts {
  readonly isUtf8: boolean;
  /** The session's time zone: of a timestamp that names none. */
  readonly isUtc: boolean;
}

export const compareKeys = (a: KeyValue, b: KeyValue): number => {
  if (typeof a === "string") return compareTexts(a, String(b));
  if (typeof b === "string") return compareTexts(String(a), b);
  return a < b ? -1 : a > b ? 1 : 0;
};

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The one form of a number, so that equal ones are the same in a Map. */
export const narrowed = (value: bigint): number | bigint =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
