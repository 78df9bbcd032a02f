// Whether a record could find no partition, or only a default one: if not, the file need not be looked through.
import { hashOwners, NO_PARTITION } from "./find-partition.ts";
import { keyFieldsOf, type KeyFields } from "./routing-plan.ts";
import type { PartitionTree } from "./tree.ts";

/** False where every hash has its partition, and where no level's key can be read from the file. */
export function canMiss(tree: PartitionTree, keys: KeyFields): boolean {
  if (keyFieldsOf(tree, keys) === null) return false;
  const owners = tree.strategy === "hash" ? hashOwners(tree) : null;
  if (owners === null || owners.includes(NO_PARTITION)) return true;
  return tree.partitions.some(
    (partition) => partition.tree !== null && canMiss(partition.tree, keys),
  );
}
