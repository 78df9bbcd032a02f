// What a CREATE TABLE and its column and table constraints say, as facts.
import { textIn } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type { ColumnDef, CreateTableStatement, TableConstraint, TableRef } from "../statement.ts";
import type { KnownColumn } from "./known.ts";
import type { NewTable, TableChange, TableName } from "./schema-fact.ts";

/** Gives a name the schema that the search path puts it into. */
export type Qualify = (table: TableRef) => TableName;

export function newTable(
  statement: CreateTableStatement,
  document: SqlDocument,
  qualify: Qualify,
): NewTable {
  const changes = statement.constraints.flatMap((constraint) =>
    constraintChange(constraint, qualify),
  );
  const only = <K extends TableChange["kind"]>(kind: K) =>
    changes.filter((change): change is Extract<TableChange, { kind: K }> => change.kind === kind);
  const partitioning = isForeignPartitioning(statement, document)
    ? undefined
    : statement.partitionBy;
  return {
    columns: statement.columns
      .filter(({ column }) => !column.isPlaceholder)
      .map((column) => knownColumn(column, document)),
    isComplete:
      !statement.isAs &&
      !statement.isOpen &&
      statement.partitionOf === undefined &&
      !statement.columns.some(({ column }) => column.isPlaceholder),
    keys: only("add-key").map(({ key }) => key),
    foreignKeys: only("add-foreign-key").map(({ foreignKey }) => foreignKey),
    checks: only("add-check").map(({ check }) => check),
    partitioning:
      partitioning === undefined
        ? undefined
        : {
            strategy: partitioning.strategy,
            key: partitioning.key,
            hasExpression: partitioning.hasExpression,
          },
    parent: statement.partitionOf === undefined ? undefined : qualify(statement.partitionOf.parent),
    isUnlogged: statement.isUnlogged,
    isTemporary: statement.isTemporary,
  };
}

/** PARTITION BY RANGE (d) ( … ), or PARTITIONS 4, is how MySQL, Greenplum and Oracle make theirs. */
export function isForeignPartitioning(
  { partitionBy }: CreateTableStatement,
  document: SqlDocument,
): boolean {
  if (partitionBy === undefined) return false;
  const { end } = partitionBy.range;
  return /^\s*(?:\(|partitions\b|subpartition\b)/iu.test(document.text.slice(end, end + 40));
}

export function knownColumn(column: ColumnDef, document: SqlDocument): KnownColumn {
  const isSerial = /^(?:small|big)?serial[248]?$/u.test(column.type);
  const isAlways =
    column.isIdentity &&
    /generated\s+always\s+as\s+identity/iu.test(textIn(document.text, column.range));
  return {
    name: column.column.name,
    type: column.type,
    isNotNull: column.isNotNull || column.isIdentity || isSerial,
    default: column.default ?? (column.isIdentity || isSerial ? "nextval()" : undefined),
    isGenerated: column.isGenerated || isAlways,
  };
}

export function constraintChange(
  constraint: TableConstraint,
  qualify: Qualify,
): readonly TableChange[] {
  const { kind, name } = constraint;
  switch (kind) {
    case "primary-key":
    case "unique": {
      const { columns } = constraint;
      // USING INDEX: the index is known as a key already.
      if (columns.length === 0) return [];
      const isPrimary = kind === "primary-key";
      return [{ kind: "add-key", key: { columns, isPrimary, isPlain: true, constraint: name } }];
    }
    case "foreign-key": {
      const references = qualify(constraint.references).name;
      const foreignKey = { name, columns: constraint.columns, references };
      return [{ kind: "add-foreign-key", foreignKey }];
    }
    case "check": {
      const { text, isNotValid } = constraint;
      return [{ kind: "add-check", check: { name, text, isNotValid } }];
    }
    case "not-null":
    case "exclude":
      return [];
  }
}
