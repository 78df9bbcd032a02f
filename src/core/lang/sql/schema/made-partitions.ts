// The partitions that one statement makes, and what is known of their parent.
import type {
  AlterTableStatement,
  CreateTableStatement,
  PartitionBound,
  TableRef,
} from "../statement.ts";
import type { Knowledge, KnownPartition, KnownTable } from "./known.ts";

export interface MadePartition {
  readonly parent: TableRef;
  readonly child: TableRef;
  readonly bound: PartitionBound;
}

/** CREATE TABLE … PARTITION OF, or ALTER TABLE … ATTACH PARTITION; none where a placeholder hides a name. */
export function madePartitions(
  statement: CreateTableStatement | AlterTableStatement,
): readonly MadePartition[] {
  const made =
    statement.kind === "create-table"
      ? [
          {
            parent: statement.partitionOf?.parent,
            child: statement.table,
            bound: statement.partitionOf?.bound,
          },
        ]
      : statement.actions.flatMap((action) =>
          action.kind === "attach"
            ? [{ parent: statement.table, child: action.child, bound: action.bound }]
            : [],
        );
  return made.flatMap(({ parent, child, bound }) =>
    parent === undefined || child === undefined || bound === undefined || hides(parent, child)
      ? []
      : [{ parent, child, bound }],
  );
}

/** The parent as it is known, even where nobody sees its CREATE. */
export const parentOf = (knowledge: Knowledge, parent: TableRef): KnownTable | undefined =>
  knowledge.table(parent) ?? knowledge.fragment(parent);

const hides = (...names: readonly TableRef[]): boolean =>
  names.some(({ isPlaceholder }) => isPlaceholder);

/** True for a partition that the text of the judged file makes. */
export const isMadeHere = ({ origin }: KnownPartition): boolean =>
  origin.kind === "text" && origin.file === undefined;
