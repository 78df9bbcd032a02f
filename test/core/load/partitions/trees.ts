// Partition trees for tests, from bounds as the server prints them.
import { present } from "../../../../src/core/base/assert.ts";
import { readBound } from "../../../../src/core/load/partitions/bound-text.ts";
import type {
  KeyTypeName,
  PartitionTree,
  TablePartition,
} from "../../../../src/core/load/partitions/tree.ts";
import type { KeyFields } from "../../../../src/core/load/partitions/routing-plan.ts";
import { RFC_4180 } from "../../../../src/core/records/dialect.ts";

interface Shape {
  /** The type of the one key, column `k`. */
  readonly key: KeyTypeName;
  /** By name of the partition: its bound, or what it is divided into with its bound in front. */
  readonly bounds: Readonly<Record<string, string>>;
  readonly below?: Readonly<Record<string, PartitionTree>>;
}

let lastOid = 1_000;

export function treeOf({ key, bounds, below = {} }: Shape): PartitionTree {
  const partitions = Object.entries(bounds).map(([name, bound]): TablePartition => {
    const tree = below[name] ?? null;
    const table = { schema: "public", name };
    return {
      table,
      oid: lastOid++,
      bound: present(readBound(bound), "a bound"),
      isForeign: false,
      storage: { tablespace: null, accessMethod: null, options: [], isUnlogged: false },
      tree: tree === null ? null : { ...tree, table },
    };
  });
  const kind = partitions.find(({ bound }) => bound.kind !== "default")?.bound.kind ?? "range";
  const strategy = kind === "default" ? "range" : kind;
  return {
    table: { schema: "public", name: "orders" },
    oid: lastOid++,
    strategy,
    definition: `${strategy.toUpperCase()} (k)`,
    keys: [{ column: "k", type: { name: key, typmod: -1, collation: "bytes", labels: [] } }],
    partitions,
  };
}

/** A file whose fields are the columns in this order. */
export const keysOf = (columns: readonly string[]): KeyFields => ({
  mapping: columns.map((column, field) => ({ field, header: column, column, type: "" })),
  dialect: { ...RFC_4180, hasHeader: false },
  server: { isUtf8: true, isUtc: true },
});
