// What PostgreSQL's own grammar says of a statement, in the words of our recogniser: the half of the
// comparison that cannot be wrong.
import { parseSync } from "libpg-query";
import {
  at,
  isAt,
  listAt,
  nodeOf,
  numberAt,
  placeless,
  stringsAt,
  tableAt,
  textAt,
} from "./pg-tree.ts";

export type Facts = Readonly<Record<string, unknown>>;

/** Of the only statement in `sql`; throws where PostgreSQL refuses it. */
export function pgFacts(sql: string): Facts {
  const statements = listAt(parseSync(sql), "stmts");
  if (statements.length !== 1) throw new Error(`${statements.length} statements: ${sql}`);
  const { kind, node } = nodeOf(at(statements[0], "stmt"));
  return readers[kind]?.(node) ?? { kind: "other" };
}

const readers: Readonly<Record<string, ((node: unknown) => Facts) | undefined>> = {
  InsertStmt: insertFacts,
  CopyStmt: copyFacts,
  MergeStmt: (node) => ({
    kind: "merge",
    table: tableAt(node, "relation"),
    hasInsert: commands(node).includes("CMD_INSERT"),
    hasUpdate: commands(node).includes("CMD_UPDATE"),
  }),
  CreateStmt: createFacts,
  CreateTableAsStmt: (node) =>
    textAt(node, "objtype") === "OBJECT_TABLE"
      ? { kind: "create-table", table: tableAt(node, "into", "rel"), isAs: true }
      : { kind: "other" },
  AlterTableStmt: (node) =>
    textAt(node, "objtype") === "OBJECT_TABLE"
      ? {
          kind: "alter-table",
          table: tableAt(node, "relation"),
          actions: listAt(node, "cmds").map((item) => actionFacts(at(item, "AlterTableCmd"))),
        }
      : { kind: "other" },
  RenameStmt: renameFacts,
  IndexStmt: indexFacts,
  CreateTrigStmt: triggerFacts,
  TransactionStmt: transactionFacts,
  VariableSetStmt: (node) =>
    textAt(node, "kind") === "VAR_RESET" || textAt(node, "kind") === "VAR_RESET_ALL"
      ? { kind: "other" }
      : settingFacts(node, isAt(node, "is_local") ? "local" : "session"),
  AlterSystemStmt: (node) => settingFacts(at(node, "setstmt"), "system"),
  AlterDatabaseSetStmt: (node) => settingFacts(at(node, "setstmt"), "database"),
  AlterRoleSetStmt: (node) => settingFacts(at(node, "setstmt"), "role"),
  UpdateStmt: (node) => plain("update", [tableAt(node, "relation")], node),
  DeleteStmt: (node) => plain("delete", [tableAt(node, "relation")], node),
  TruncateStmt: (node) => plain("truncate", rangeVars(node), node),
  LockStmt: (node) => plain("lock", rangeVars(node), node),
  VacuumStmt: (node) =>
    plain(
      isAt(node, "is_vacuumcmd") ? "vacuum" : "analyze",
      listAt(node, "rels").map((item) => tableAt(item, "VacuumRelation", "relation")),
      node,
    ),
  ClusterStmt: (node) => {
    const table = tableAt(node, "relation");
    return plain("cluster", table === undefined ? [] : [table], node);
  },
  DropStmt: dropFacts,
  SelectStmt: (node) =>
    listAt(node, "valuesLists").length > 0 || isTableStatement(node)
      ? { kind: "other" }
      : { kind: "select" },
  DoStmt: (node) => routineFacts("do", listAt(node, "args")),
  CreateFunctionStmt: (node) => routineFacts("create-routine", listAt(node, "options")),
};

const commands = (node: unknown) =>
  listAt(node, "mergeWhenClauses").map((item) => textAt(item, "MergeWhenClause", "commandType"));

function insertFacts(node: unknown): Facts {
  const columns = listAt(node, "cols").map((item) => textAt(item, "ResTarget", "name"));
  const select = at(node, "selectStmt", "SelectStmt");
  const rows = listAt(select, "valuesLists");
  const conflict = at(node, "onConflictClause");
  return {
    kind: "insert",
    table: tableAt(node, "relation"),
    columns: columns.length === 0 ? undefined : columns,
    isDefault: select === undefined,
    rowCount: rows.length,
    valueCounts: rows.map((row) => listAt(row, "List", "items").length),
    hasReturning: at(node, "returningClause") !== undefined,
    conflict: conflict === undefined ? undefined : conflictFacts(conflict),
  };
}

function conflictFacts(conflict: unknown): Facts {
  const elements = listAt(conflict, "infer", "indexElems").map((item) =>
    textAt(item, "IndexElem", "name"),
  );
  const isPlain = elements.length > 0 && elements.every((name) => name !== undefined);
  return {
    columns: isPlain ? elements : undefined,
    constraint: textAt(conflict, "infer", "conname"),
    hasIndexPredicate: at(conflict, "infer", "whereClause") !== undefined,
    action: textAt(conflict, "action") === "ONCONFLICT_UPDATE" ? "update" : "nothing",
    setColumns: listAt(conflict, "targetList").map((item) => textAt(item, "ResTarget", "name")),
    hasWhere: at(conflict, "whereClause") !== undefined,
  };
}

function copyFacts(node: unknown): Facts {
  const columns = stringsAt(node, "attlist");
  const isFrom = isAt(node, "is_from");
  const file = textAt(node, "filename");
  const standard = isFrom ? "stdin" : "stdout";
  return {
    kind: "copy",
    table: tableAt(node, "relation"),
    columns: columns.length === 0 ? undefined : columns,
    isQuery: at(node, "query") !== undefined,
    direction: isFrom ? "from" : "to",
    endpoint: isAt(node, "is_program") ? "program" : file === undefined ? standard : "file",
    file,
    options: listAt(node, "options").map((item) => optionFacts(at(item, "DefElem"))),
    hasWhere: at(node, "whereClause") !== undefined,
  };
}

function optionFacts(option: unknown): Facts {
  const name = textAt(option, "defname");
  const { kind, node } = nodeOf(at(option, "arg"));
  if (kind === "List") return { name, value: `(${stringsAt(node, "items").join(", ")})` };
  if (kind === "A_Star") return { name, value: "*" };
  if (kind === "Integer") return { name, value: numberAt(node, "ival") };
  // What the old spelling says by a word alone, the tree says by true.
  if (kind === "Boolean") return { name, value: undefined };
  return { name, value: textAt(node, "sval") };
}

function createFacts(node: unknown): Facts {
  const elements = listAt(node, "tableElts").map(nodeOf);
  const parents = listAt(node, "inhRelations").map((item) => tableAt(item, "RangeVar"));
  const bound = at(node, "partbound");
  const columns = elements.filter(({ kind }) => kind === "ColumnDef").map((found) => found.node);
  return {
    kind: "create-table",
    table: tableAt(node, "relation"),
    isAs: false,
    ifNotExists: isAt(node, "if_not_exists"),
    isUnlogged: textAt(node, "relation", "relpersistence") === "u",
    isTemporary: textAt(node, "relation", "relpersistence") === "t",
    columns: columns.map(columnFacts),
    constraints: inOneOrder([
      ...columns.flatMap((column) => columnConstraints(column)),
      ...elements.flatMap((found) =>
        found.kind === "Constraint" ? [constraintFacts(found.node, undefined)] : [],
      ),
    ]),
    partitionBy: partitionFacts(at(node, "partspec")),
    parent: bound === undefined ? undefined : parents[0],
    bound: bound === undefined ? undefined : boundFacts(bound),
    isOpen:
      elements.some(({ kind }) => kind === "TableLikeClause") ||
      (bound === undefined && parents.length > 0) ||
      at(node, "ofTypename") !== undefined,
  };
}

/** The tree keeps those of columns apart from those of the table; the text mixes them. */
export const inOneOrder = (facts: readonly Facts[]): readonly Facts[] =>
  facts.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));

const columnTypes = (column: unknown) =>
  listAt(column, "constraints").map((item) => textAt(item, "Constraint", "contype"));

function columnFacts(column: unknown): Facts {
  const types = columnTypes(column);
  const serial = /^(?:small|big)?serial[248]?$/u.test(
    stringsAt(column, "typeName", "names").at(-1) ?? "",
  );
  const isIdentity = types.includes("CONSTR_IDENTITY");
  return {
    name: textAt(column, "colname"),
    type: placeless(at(column, "typeName")),
    isNotNull:
      types.includes("CONSTR_NOTNULL") || types.includes("CONSTR_PRIMARY") || serial || isIdentity,
    hasDefault: types.includes("CONSTR_DEFAULT"),
    isGenerated: types.includes("CONSTR_GENERATED"),
    isIdentity,
  };
}

const columnConstraints = (column: unknown) =>
  listAt(column, "constraints").flatMap((item) => {
    const facts = constraintFacts(at(item, "Constraint"), textAt(column, "colname"));
    const isOwn = facts["kind"] !== undefined && facts["kind"] !== "not-null";
    return isOwn ? [facts] : [];
  });

const constraintKinds: Readonly<Record<string, string | undefined>> = {
  CONSTR_PRIMARY: "primary-key",
  CONSTR_UNIQUE: "unique",
  CONSTR_FOREIGN: "foreign-key",
  CONSTR_CHECK: "check",
  CONSTR_EXCLUSION: "exclude",
  CONSTR_NOTNULL: "not-null",
};

function constraintFacts(constraint: unknown, column: string | undefined): Facts {
  const kind = constraintKinds[textAt(constraint, "contype") ?? ""];
  const own = column === undefined ? [] : [column];
  const isKey = kind === "primary-key" || kind === "unique";
  const keys = stringsAt(constraint, isKey ? "keys" : "fk_attrs");
  const hasColumns = isKey || kind === "foreign-key";
  return {
    kind,
    name: textAt(constraint, "conname"),
    columns: hasColumns ? [...own, ...keys] : undefined,
    references: kind === "foreign-key" ? tableAt(constraint, "pktable") : undefined,
    isNotValid: isKey ? undefined : isAt(constraint, "skip_validation"),
  };
}

function partitionFacts(spec: unknown): Facts | undefined {
  if (spec === undefined) return undefined;
  const names = listAt(spec, "partParams").map((item) => textAt(item, "PartitionElem", "name"));
  return {
    strategy: textAt(spec, "strategy")?.replace("PARTITION_STRATEGY_", "").toLowerCase(),
    columns: names,
  };
}

function boundFacts(bound: unknown): Facts {
  if (isAt(bound, "is_default")) return { kind: "default" };
  switch (textAt(bound, "strategy") ?? "") {
    case "r":
      return {
        kind: "range",
        from: listAt(bound, "lowerdatums").map(valueFacts),
        to: listAt(bound, "upperdatums").map(valueFacts),
      };
    case "l":
      return { kind: "list", values: listAt(bound, "listdatums").map(valueFacts) };
    default:
      return {
        kind: "hash",
        modulus: at(bound, "modulus"),
        remainder: at(bound, "remainder") ?? 0,
      };
  }
}

/** As "kind text"; the text of an expression is not compared. */
function valueFacts(value: unknown): string {
  const { kind, node } = nodeOf(value);
  if (kind === "TypeCast") {
    const inner = valueFacts(at(node, "arg"));
    return inner.startsWith("expression") ? inner : `${inner} typed`;
  }
  if (kind === "ColumnRef") {
    const name = stringsAt(node, "fields").join(".");
    return name === "minvalue" ? "min" : name === "maxvalue" ? "max" : "expression";
  }
  if (kind !== "A_Const") return "expression";
  if (isAt(node, "isnull")) return "null";
  if (at(node, "boolval") !== undefined) return "boolean";
  const text = textAt(node, "sval", "sval");
  if (text !== undefined) return `text ${text}`;
  const fraction = textAt(node, "fval", "fval");
  return `number ${fraction ?? numberAt(node, "ival", "ival")}`;
}

function actionFacts(command: unknown): Facts {
  const name = textAt(command, "name");
  const def = nodeOf(at(command, "def"));
  switch (textAt(command, "subtype") ?? "") {
    case "AT_AttachPartition":
      return {
        kind: "attach",
        child: tableAt(def.node, "name"),
        bound: boundFacts(at(def.node, "bound")),
      };
    case "AT_DetachPartition":
      return {
        kind: "detach",
        child: tableAt(def.node, "name"),
        isConcurrent: isAt(def.node, "concurrent"),
      };
    case "AT_AddConstraint":
      return { kind: "add-constraint", constraint: constraintFacts(def.node, undefined) };
    case "AT_AddColumn":
      return {
        kind: "add-column",
        column: columnFacts(def.node),
        constraints: columnConstraints(def.node),
      };
    case "AT_DropColumn":
      return { kind: "drop-column", name };
    case "AT_DropConstraint":
      return { kind: "drop-constraint", name };
    case "AT_ValidateConstraint":
      return { kind: "validate-constraint", name };
    case "AT_SetNotNull":
      return { kind: "set-not-null", name };
    case "AT_DropNotNull":
      return { kind: "drop-not-null", name };
    case "AT_SetLogged":
      return { kind: "set-logged" };
    case "AT_SetUnLogged":
      return { kind: "set-unlogged" };
    case "AT_DisableTrigAll":
      return { kind: "disable-trigger", name: "all" };
    case "AT_DisableTrigUser":
      return { kind: "disable-trigger", name: "user" };
    case "AT_DisableTrig":
      return { kind: "disable-trigger", name };
    case "AT_EnableTrigAll":
      return { kind: "enable-trigger", name: "all" };
    case "AT_EnableTrigUser":
      return { kind: "enable-trigger", name: "user" };
    case "AT_EnableTrig":
    case "AT_EnableAlwaysTrig":
    case "AT_EnableReplicaTrig":
      return { kind: "enable-trigger", name };
    default:
      return { kind: "other" };
  }
}

/** The table's own name, or a part of it. */
function renameFacts(node: unknown): Facts {
  const type = textAt(node, "renameType");
  const isPart = type === "OBJECT_COLUMN" || type === "OBJECT_TABCONSTRAINT";
  const isOfTable = textAt(node, "relationType") === "OBJECT_TABLE" || type !== "OBJECT_COLUMN";
  if (type !== "OBJECT_TABLE" && !(isPart && isOfTable)) return { kind: "other" };
  return {
    kind: "alter-table",
    table: tableAt(node, "relation"),
    actions: [isPart ? { kind: "other" } : { kind: "rename", to: textAt(node, "newname") }],
  };
}

function indexFacts(node: unknown): Facts {
  const columns = listAt(node, "indexParams").map((item) => textAt(item, "IndexElem", "name"));
  const method = textAt(node, "accessMethod");
  return {
    kind: "create-index",
    index: textAt(node, "idxname"),
    table: tableAt(node, "relation"),
    isUnique: isAt(node, "unique"),
    isConcurrent: isAt(node, "concurrent"),
    method: method === "btree" ? undefined : method,
    columns: columns.every((name) => name !== undefined) ? columns : undefined,
    hasPredicate: at(node, "whereClause") !== undefined,
  };
}

const eventBits = [
  [4, "insert"],
  [8, "delete"],
  [16, "update"],
  [32, "truncate"],
] as const;

function triggerFacts(node: unknown): Facts {
  const events = Number(at(node, "events") ?? 0);
  const timing = Number(at(node, "timing") ?? 0);
  return {
    kind: "create-trigger",
    trigger: textAt(node, "trigname"),
    table: tableAt(node, "relation"),
    timing: timing === 2 ? "before" : timing === 64 ? "instead of" : "after",
    events: eventBits.flatMap(([bit, name]) => ((events & bit) === 0 ? [] : [name])),
    isForEachRow: isAt(node, "row"),
  };
}

const actions: Readonly<Record<string, string | undefined>> = {
  TRANS_STMT_BEGIN: "begin",
  TRANS_STMT_START: "begin",
  TRANS_STMT_COMMIT: "commit",
  TRANS_STMT_PREPARE: "commit",
  TRANS_STMT_ROLLBACK: "rollback",
  TRANS_STMT_SAVEPOINT: "savepoint",
  TRANS_STMT_RELEASE: "release",
  TRANS_STMT_ROLLBACK_TO: "rollback-to",
};

function transactionFacts(node: unknown): Facts {
  return { kind: "transaction", action: actions[textAt(node, "kind") ?? ""] };
}

const settingFacts = (node: unknown, scope: string): Facts => ({
  kind: "set",
  scope,
  name: textAt(node, "name"),
});

const rangeVars = (node: unknown) =>
  listAt(node, "relations").map((item) => tableAt(item, "RangeVar"));

const plain = (kind: string, tables: readonly unknown[], node: unknown): Facts => ({
  kind,
  tables,
  hasWhere: at(node, "whereClause") !== undefined,
});

function dropFacts(node: unknown): Facts {
  const type = textAt(node, "removeType");
  if (type !== "OBJECT_TABLE" && type !== "OBJECT_INDEX") return { kind: "other" };
  const names = listAt(node, "objects").map((item) => stringsAt(item, "List", "items").join("."));
  return plain(type === "OBJECT_TABLE" ? "drop-table" : "drop-index", names, node);
}

/** TABLE t: a SELECT of everything, with no place for its star. */
const isTableStatement = (node: unknown): boolean =>
  listAt(node, "targetList").some(
    (item) => at(item, "ResTarget", "val", "ColumnRef", "location") === -1,
  );

function routineFacts(kind: string, options: readonly unknown[]): Facts {
  const find = (name: string) =>
    options.find((item) => textAt(item, "DefElem", "defname") === name);
  const body = at(find("as"), "DefElem", "arg");
  return {
    kind,
    language:
      textAt(find("language"), "DefElem", "arg", "String", "sval") ??
      (kind === "do" ? "plpgsql" : undefined),
    body: textAt(body, "String", "sval") ?? stringsAt(body, "List", "items")[0],
  };
}
