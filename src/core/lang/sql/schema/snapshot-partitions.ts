// Range partitions as a snapshot says them: for the examples of rules and tests.
import type { KnownPartition } from "./known.ts";

const NOWHERE = { start: 0, end: 0 };

/** `[name, from, to]` with the bounds as the server prints them, without quotes. */
export const snapshotRanges = (
  partitions: readonly (readonly [name: string, from: string, to: string])[],
): readonly KnownPartition[] =>
  partitions.map(([table, from, to]) => ({
    schema: "public",
    table,
    bound: { kind: "range", from: [value(from)], to: [value(to)], range: NOWHERE },
    origin: { kind: "snapshot" },
  }));

const value = (text: string) => ({ kind: "text", text, type: undefined, range: NOWHERE }) as const;
