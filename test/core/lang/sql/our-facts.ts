// What our recogniser says of a statement, in a form that can be compared with PostgreSQL's grammar.
import { parseSync } from "libpg-query";
import type {
  AlterAction,
  BoundValue,
  ColumnDef,
  CopyStatement,
  CreateTableStatement,
  InsertStatement,
  NameRef,
  Option,
  PartitionBound,
  PlainStatement,
  Statement,
  TableConstraint,
  TableRef,
} from "../../../../src/core/lang/sql/statement.ts";
import { type Facts, inOneOrder } from "./pg-facts.ts";
import { at, placeless } from "./pg-tree.ts";

export function ourFacts(text: string, statement: Statement): Facts {
  const { kind } = statement;
  if (isPlain(statement)) {
    if (kind === "select") return { kind };
    return { kind, tables: statement.tables.map(tableText), hasWhere: statement.hasWhere };
  }
  switch (statement.kind) {
    case "insert":
      return insertFacts(statement);
    case "copy":
      return copyFacts(statement);
    case "merge":
      return {
        kind,
        table: tableText(statement.table),
        hasInsert: statement.hasInsert,
        hasUpdate: statement.hasUpdate,
      };
    case "create-table":
      return createFacts(statement);
    case "alter-table":
      return {
        kind,
        table: tableText(statement.table),
        actions: statement.actions.map(actionFacts),
      };
    case "create-index":
      return {
        kind,
        index: statement.index?.name,
        table: tableText(statement.table),
        isUnique: statement.isUnique,
        isConcurrent: statement.isConcurrent,
        method: statement.method === "btree" ? undefined : statement.method,
        columns: statement.columns,
        hasPredicate: statement.hasPredicate,
      };
    case "create-trigger":
      return {
        kind,
        trigger: statement.trigger?.name,
        table: tableText(statement.table),
        timing: statement.timing,
        events: ["insert", "delete", "update", "truncate"].filter((event) =>
          statement.events.some((own) => own === event),
        ),
        isForEachRow: statement.isForEachRow,
      };
    case "transaction":
      return { kind, action: statement.action };
    case "set":
      return { kind, scope: statement.scope, name: statement.name };
    case "do":
    case "create-routine": {
      const { body } = statement;
      return {
        kind,
        language: statement.language,
        body: body === undefined ? undefined : text.slice(body.start, body.end),
      };
    }
    case "meta":
    case "other":
      return { kind };
  }
}

const isPlain = (statement: Statement): statement is PlainStatement => "tables" in statement;

const tableText = (table: TableRef | undefined): string | undefined =>
  table?.schema === undefined ? table?.name : `${table.schema}.${table.name}`;

const names = (columns: readonly NameRef[] | undefined) => columns?.map(({ name }) => name);

function insertFacts(statement: InsertStatement): Facts {
  const { source, conflict } = statement;
  const rows = source?.kind === "values" ? source.rows : [];
  const rowCount = source?.kind === "values" ? source.rowCount : 0;
  const valueCounts = rows.map(({ valueCount }) => valueCount);
  return {
    kind: "insert",
    table: tableText(statement.table),
    columns: names(statement.columns),
    isDefault: source?.kind === "default",
    ...(source?.kind === "other" ? {} : { rowCount, valueCounts }),
    hasReturning: statement.hasReturning,
    conflict:
      conflict === undefined
        ? undefined
        : {
            columns: names(conflict.columns),
            constraint: conflict.constraint?.name,
            hasIndexPredicate: conflict.hasIndexPredicate,
            action: conflict.action,
            setColumns: names(conflict.setColumns),
            hasWhere: conflict.hasWhere,
          },
  };
}

function copyFacts(statement: CopyStatement): Facts {
  const { endpoint, endpointText } = statement;
  const isNamed = endpoint === "file" || endpoint === "program";
  return {
    kind: "copy",
    table: tableText(statement.table),
    columns: names(statement.columns),
    isQuery: statement.isQuery,
    direction: statement.direction,
    endpoint,
    file: isNamed ? endpointText?.slice(1, -1).replaceAll("''", "'") : undefined,
    options: statement.options.map(optionFacts),
    hasWhere: statement.hasWhere,
  };
}

/** Lists of columns are compared in parentheses, whichever way they are written. */
function optionFacts({ name, value }: Option): Facts {
  if (value === undefined || value === "*") return { name, value };
  if (name.startsWith("force_")) {
    const list = value.replace(/^\(|\)$/gu, "").split(/\s*,\s*/u);
    return { name, value: `(${list.join(", ")})` };
  }
  return { name, value };
}

function createFacts(statement: CreateTableStatement): Facts {
  const { partitionBy, partitionOf } = statement;
  const facts = { kind: "create-table", table: tableText(statement.table), isAs: statement.isAs };
  if (statement.isAs) return facts;
  return {
    ...facts,
    ifNotExists: statement.ifNotExists,
    isUnlogged: statement.isUnlogged,
    isTemporary: statement.isTemporary,
    columns: statement.columns.map(columnFacts),
    constraints: inOneOrder(statement.constraints.map(constraintFacts)),
    partitionBy:
      partitionBy === undefined
        ? undefined
        : {
            strategy: partitionBy.strategy,
            columns: partitionBy.key.map((key) => (/^[\w"]+$/u.test(key) ? key : undefined)),
          },
    parent: tableText(partitionOf?.parent),
    bound: partitionOf?.bound === undefined ? undefined : boundFacts(partitionOf.bound),
    isOpen: statement.isOpen,
  };
}

function columnFacts(column: ColumnDef): Facts {
  return {
    name: column.column.name,
    type: typeTree(column.type),
    isNotNull: column.isNotNull,
    hasDefault: column.default !== undefined,
    isGenerated: column.isGenerated,
    isIdentity: column.isIdentity,
  };
}

/** What PostgreSQL reads when our text of the type is put back into a statement. */
function typeTree(type: string): unknown {
  if (type === "") return undefined;
  const path = ["stmts", 0, "stmt", "CreateStmt", "tableElts", 0, "ColumnDef", "typeName"] as const;
  try {
    return placeless(at(parseSync(`CREATE TABLE t (c ${type})`), ...path));
  } catch {
    return `refused: ${type}`;
  }
}

function constraintFacts(constraint: TableConstraint): Facts {
  const { kind, name } = constraint;
  return {
    kind,
    name,
    columns: "columns" in constraint ? constraint.columns : undefined,
    references: "references" in constraint ? tableText(constraint.references) : undefined,
    isNotValid: "isNotValid" in constraint ? constraint.isNotValid : undefined,
  };
}

function boundFacts(bound: PartitionBound): Facts {
  switch (bound.kind) {
    case "range":
      return { kind: "range", from: bound.from.map(valueFacts), to: bound.to.map(valueFacts) };
    case "list":
      return { kind: "list", values: bound.values.map(valueFacts) };
    case "hash":
      return { kind: "hash", modulus: bound.modulus, remainder: bound.remainder };
    case "default":
      return { kind: "default" };
  }
}

function valueFacts(value: BoundValue): string {
  if (value.kind !== "text" && value.kind !== "number") return value.kind;
  return `${value.kind} ${value.text}${value.type === undefined ? "" : " typed"}`;
}

function actionFacts(action: AlterAction): Facts {
  const { kind } = action;
  switch (action.kind) {
    case "attach":
      return {
        kind,
        child: tableText(action.child),
        bound: action.bound === undefined ? undefined : boundFacts(action.bound),
      };
    case "detach":
      return { kind, child: tableText(action.child), isConcurrent: action.isConcurrent };
    case "add-constraint":
      return { kind, constraint: constraintFacts(action.constraint) };
    case "add-column":
      return {
        kind,
        column: columnFacts(action.column),
        constraints: action.constraints.map(constraintFacts),
      };
    case "rename":
      return { kind, to: action.to };
    case "set-logged":
    case "set-unlogged":
    case "other":
      return { kind };
    case "drop-column":
    case "drop-constraint":
    case "validate-constraint":
    case "set-not-null":
    case "drop-not-null":
    case "disable-trigger":
    case "enable-trigger":
      return { kind, name: action.name };
  }
}
