// The DDL of a partition, for people and for the server alike.
import { quoteName } from "../../base/reserved-words.ts";
import type { TableName } from "../plan.ts";
import type { BoundText, PartitionBound, PartitionTree, TablePartition } from "./tree.ts";

/** Without a semicolon. A partition that is divided itself has no rows, and so no storage but its tablespace. */
export function createPartition(
  parent: PartitionTree,
  { table, bound, tree, storage }: TablePartition,
): string {
  const { tablespace, accessMethod, options, isUnlogged } = storage;
  const isLeaf = tree === null;
  const parts = [
    `CREATE ${isLeaf && isUnlogged ? "UNLOGGED " : ""}TABLE ${nameOf(table)} PARTITION OF ${nameOf(parent.table)}`,
    boundSql(parent, bound),
    tree === null ? "" : `PARTITION BY ${tree.definition}`,
    isLeaf && accessMethod !== null ? `USING ${quoteName(accessMethod)}` : "",
    isLeaf && options.length > 0 ? `WITH (${options.join(", ")})` : "",
    tablespace === null ? "" : `TABLESPACE ${quoteName(tablespace)}`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

/** DEFAULT or FOR VALUES … */
export function boundSql({ keys }: PartitionTree, bound: PartitionBound): string {
  switch (bound.kind) {
    case "default":
      return "DEFAULT";
    case "hash":
      return `FOR VALUES WITH (modulus ${bound.modulus}, remainder ${bound.remainder})`;
    case "list":
      return `FOR VALUES IN (${bound.values.map((value) => constant(value, isWhole(keys[0]))).join(", ")})`;
    case "range": {
      const end = (parts: readonly BoundText[]): string =>
        parts.map((part, index) => endSql(part, isWhole(keys[index]))).join(", ");
      return `FOR VALUES FROM (${end(bound.from)}) TO (${end(bound.to)})`;
    }
  }
}

const endSql = (part: BoundText, isBare: boolean): string =>
  part.kind === "value" ? constant(part.text, isBare) : `${part.kind.toUpperCase()}VALUE`;

/** Whole numbers stand without quotes, as people write them. */
function constant(text: string | null, isBare: boolean): string {
  if (text === null) return "NULL";
  return isBare && /^\d+$/u.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}

const isWhole = (key: PartitionTree["keys"][number] | undefined): boolean =>
  ["int2", "int4", "int8"].includes(key?.type?.name ?? "");

const nameOf = ({ schema, name }: TableName): string => `${quoteName(schema)}.${quoteName(name)}`;
