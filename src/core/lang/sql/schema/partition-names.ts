// The name of a new list partition, as its siblings are named.
import { valueName } from "../../../text/span-names.ts";
import type { KnownPartition } from "./known.ts";

/** A name for a value of a list: orders_br beside orders_us; undefined where the others do it otherwise. */
export const listName = (
  parent: string,
  partitions: readonly KnownPartition[],
  value: string,
): string | undefined =>
  valueName(
    parent,
    partitions.map(({ table, bound }) => ({
      name: table,
      values: bound.kind === "list" ? bound.values.map(({ text }) => text) : [],
    })),
    value,
  );
