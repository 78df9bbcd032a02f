// What the recogniser reads of a statement: the parts that rules judge, each with its range. Every range
// is absolute in the document's text. Half-typed text is the normal case, so most parts may be missing.
import type { Range } from "../../text/range.ts";

export interface NameRef {
  /** Folded as PostgreSQL does: unquoted names in lower case, quotes removed. */
  readonly name: string;
  readonly range: Range;
  /** True where a template placeholder ({{ }}, ${ }, %(x)s, :x) stands in the name: nothing is known of it. */
  readonly isPlaceholder: boolean;
}

export interface TableRef extends NameRef {
  /** The schema as written, folded; undefined without one. Catalog parts before it are dropped. */
  readonly schema: string | undefined;
}

export interface Option {
  /** Lower case. */
  readonly name: string;
  /** Unquoted text; undefined for a bare option. */
  readonly value: string | undefined;
  readonly range: Range;
  readonly valueRange: Range | undefined;
}

interface StatementBase {
  /** From the first token to the last, without the semicolon. */
  readonly range: Range;
  /** The words that say what it is: INSERT INTO, COPY, CREATE TABLE. */
  readonly keyword: Range;
  /** True where a semicolon (or what ends it in its dialect) was seen. */
  readonly isTerminated: boolean;
}

/** One row of VALUES, with its parentheses. */
export interface ValuesRow {
  readonly range: Range;
  /** Values at paren depth one; 0 for (). */
  readonly valueCount: number;
  /** False while its closing parenthesis is not typed. */
  readonly isClosed: boolean;
  /** A template ({{ }}, ${ }) or a hole stands where a value would: it may be one, several, or none. */
  readonly hasPlaceholder: boolean;
}

export type InsertSource =
  | {
      readonly kind: "values";
      readonly keyword: Range;
      readonly rowCount: number;
      /** The first `ROWS_KEPT` rows; `rowCount` says how many there are. */
      readonly rows: readonly ValuesRow[];
      /** First row whose number of values differs from the first row's; rows with placeholders left out. */
      readonly unequalRow: ValuesRow | undefined;
      /** From VALUES to the end of the last row. */
      readonly range: Range;
    }
  | { readonly kind: "select"; readonly range: Range }
  | { readonly kind: "default"; readonly range: Range }
  /** TABLE t, a parenthesised or placeholder source, or nothing yet. */
  | { readonly kind: "other"; readonly range: Range };

/** Rows of one statement that are kept with their ranges. */
export const ROWS_KEPT = 1_000;

export interface Conflict {
  readonly range: Range;
  /** Columns of ON CONFLICT (a, b); undefined with a constraint, an expression, or no target. */
  readonly columns: readonly NameRef[] | undefined;
  readonly constraint: NameRef | undefined;
  /** WHERE of a partial index, behind the target. */
  readonly hasIndexPredicate: boolean;
  readonly action: "nothing" | "update" | undefined;
  readonly setColumns: readonly NameRef[];
  /** WHERE of DO UPDATE. */
  readonly hasWhere: boolean;
}

export interface InsertStatement extends StatementBase {
  readonly kind: "insert";
  readonly table: TableRef | undefined;
  readonly columns: readonly NameRef[] | undefined;
  /** With its parentheses. */
  readonly columnsRange: Range | undefined;
  readonly source: InsertSource | undefined;
  readonly conflict: Conflict | undefined;
  readonly hasReturning: boolean;
  /** WITH … in front of it. */
  readonly hasCte: boolean;
  /** INSERT OVERWRITE, INSERT IGNORE, REPLACE INTO: words between INSERT and the table, upper case. */
  readonly modifiers: readonly string[];
  /** PARTITION (dt = '…', hr) of Spark and Hive. */
  readonly partition: readonly Option[] | undefined;
}

export interface CopyStatement extends StatementBase {
  readonly kind: "copy";
  /** True for psql's \copy. */
  readonly isMeta: boolean;
  readonly table: TableRef | undefined;
  readonly columns: readonly NameRef[] | undefined;
  readonly columnsRange: Range | undefined;
  /** COPY (query) TO. */
  readonly isQuery: boolean;
  readonly direction: "from" | "to" | undefined;
  /** FROM STDOUT, which PostgreSQL takes, is stdin too. */
  readonly endpoint: "stdin" | "stdout" | "file" | "program" | undefined;
  /** The path or command with its quotes, or the word STDIN. */
  readonly endpointRange: Range | undefined;
  readonly endpointText: string | undefined;
  /**
   * Both spellings, WITH (FORMAT csv, HEADER) and the old CSV HEADER DELIMITER ',', whose words have the new
   * names: CSV is `format` with the value csv, FORCE NOT NULL is `force_not_null`.
   */
  readonly options: readonly Option[];
  readonly hasWhere: boolean;
  /** Inline data after FROM STDIN, without the line \. ; undefined without any. */
  readonly data: Range | undefined;
  /** True where the line \. was seen. */
  readonly hasTerminator: boolean;
}

export interface MergeStatement extends StatementBase {
  readonly kind: "merge";
  readonly table: TableRef | undefined;
  readonly hasInsert: boolean;
  readonly hasUpdate: boolean;
}

/** UPDATE, DELETE FROM, TRUNCATE, ANALYZE, VACUUM, LOCK TABLE, DROP TABLE, DROP INDEX, CLUSTER, SELECT. */
export interface PlainStatement extends StatementBase {
  readonly kind:
    | "update"
    | "delete"
    | "truncate"
    | "analyze"
    | "vacuum"
    | "lock"
    | "drop-table"
    | "drop-index"
    | "cluster"
    | "select";
  /** Tables it names as its target; for SELECT, the plain names behind FROM and JOIN at depth 0. */
  readonly tables: readonly TableRef[];
  readonly hasWhere: boolean;
  readonly whereRange: Range | undefined;
}

export type BoundValue =
  /** `text` without quotes; `type` is a cast or prefix in lower case, such as date, else undefined. */
  | {
      readonly kind: "text" | "number";
      readonly text: string;
      readonly type: string | undefined;
      readonly range: Range;
    }
  | {
      readonly kind: "min" | "max" | "null" | "boolean" | "expression";
      readonly text: string;
      readonly range: Range;
    };

export type PartitionBound =
  | {
      readonly kind: "range";
      readonly from: readonly BoundValue[];
      readonly to: readonly BoundValue[];
      readonly range: Range;
    }
  | { readonly kind: "list"; readonly values: readonly BoundValue[]; readonly range: Range }
  | {
      readonly kind: "hash";
      readonly modulus: number;
      readonly remainder: number;
      readonly range: Range;
    }
  | { readonly kind: "default"; readonly range: Range };

export interface ColumnDef {
  readonly column: NameRef;
  /** Lower case with one space between words: `timestamp with time zone`, `numeric(10,2)`. */
  readonly type: string;
  readonly typeRange: Range;
  /** NOT NULL, or what brings it: PRIMARY KEY behind the column, an identity, a serial type. */
  readonly isNotNull: boolean;
  /** The default's text. */
  readonly default: string | undefined;
  readonly isGenerated: boolean;
  readonly isIdentity: boolean;
  /** The whole definition. */
  readonly range: Range;
}

export type TableConstraint =
  | {
      readonly kind: "primary-key" | "unique";
      readonly name: string | undefined;
      /** Empty for expressions and USING INDEX. */
      readonly columns: readonly string[];
      readonly range: Range;
      /** The column list with its parentheses, or the words PRIMARY KEY behind a column. */
      readonly columnsRange: Range;
      readonly isOnColumn: boolean;
    }
  | {
      readonly kind: "foreign-key";
      readonly name: string | undefined;
      readonly columns: readonly string[];
      readonly references: TableRef;
      readonly isNotValid: boolean;
      readonly range: Range;
    }
  | {
      readonly kind: "check" | "exclude" | "not-null";
      readonly name: string | undefined;
      /** Text inside CHECK ( … ). */
      readonly text: string;
      readonly isNotValid: boolean;
      readonly range: Range;
    };

export interface CreateTableStatement extends StatementBase {
  readonly kind: "create-table";
  readonly table: TableRef | undefined;
  readonly ifNotExists: boolean;
  readonly isUnlogged: boolean;
  readonly isTemporary: boolean;
  readonly columns: readonly ColumnDef[];
  readonly constraints: readonly TableConstraint[];
  /** PARTITION BY RANGE (a, b). */
  readonly partitionBy:
    | {
        readonly strategy: "range" | "list" | "hash";
        /** Folded column names; an expression keeps its text and `hasExpression` is true. */
        readonly key: readonly string[];
        readonly hasExpression: boolean;
        readonly range: Range;
      }
    | undefined;
  readonly partitionOf:
    { readonly parent: TableRef; readonly bound: PartitionBound | undefined } | undefined;
  /** CREATE TABLE … AS query. */
  readonly isAs: boolean;
  /** LIKE or INHERITS: its columns are not all in sight. */
  readonly isOpen: boolean;
}

export type AlterAction =
  | {
      readonly kind: "attach";
      readonly child: TableRef;
      readonly bound: PartitionBound | undefined;
      readonly range: Range;
    }
  | {
      readonly kind: "detach";
      readonly child: TableRef;
      readonly isConcurrent: boolean;
      readonly range: Range;
    }
  | { readonly kind: "add-constraint"; readonly constraint: TableConstraint; readonly range: Range }
  | {
      readonly kind: "add-column";
      readonly column: ColumnDef;
      readonly constraints: readonly TableConstraint[];
      readonly range: Range;
    }
  | {
      readonly kind: "drop-column" | "drop-constraint" | "validate-constraint";
      readonly name: string;
      readonly range: Range;
    }
  | {
      readonly kind: "set-not-null" | "drop-not-null";
      readonly name: string;
      readonly range: Range;
    }
  | { readonly kind: "set-logged" | "set-unlogged"; readonly range: Range }
  | {
      readonly kind: "disable-trigger" | "enable-trigger";
      /** Lower case: all, user, or a name. */ readonly name: string;
      readonly range: Range;
    }
  | { readonly kind: "rename"; readonly to: string; readonly range: Range }
  | { readonly kind: "other"; readonly range: Range };

export interface AlterTableStatement extends StatementBase {
  readonly kind: "alter-table";
  readonly table: TableRef | undefined;
  readonly actions: readonly AlterAction[];
}

export interface CreateIndexStatement extends StatementBase {
  readonly kind: "create-index";
  readonly index: NameRef | undefined;
  readonly table: TableRef | undefined;
  readonly isUnique: boolean;
  readonly isConcurrent: boolean;
  readonly method: string | undefined;
  /** Plain columns in order; undefined where one is an expression. */
  readonly columns: readonly string[] | undefined;
  readonly hasPredicate: boolean;
}

export interface CreateTriggerStatement extends StatementBase {
  readonly kind: "create-trigger";
  readonly trigger: NameRef | undefined;
  readonly table: TableRef | undefined;
  /** Lower case: before, after, instead of. */
  readonly timing: string | undefined;
  readonly events: readonly ("insert" | "update" | "delete" | "truncate")[];
  readonly isForEachRow: boolean;
  readonly forEachRange: Range | undefined;
}

export interface TransactionStatement extends StatementBase {
  readonly kind: "transaction";
  readonly action: "begin" | "commit" | "rollback" | "savepoint" | "release" | "rollback-to";
}

/** SET x = y, SET LOCAL, ALTER SYSTEM SET, ALTER DATABASE d SET, ALTER ROLE r SET. */
export interface SetStatement extends StatementBase {
  readonly kind: "set";
  readonly scope: "session" | "local" | "system" | "database" | "role";
  /** Lower case. */
  readonly name: string;
  readonly value: string | undefined;
  readonly valueRange: Range | undefined;
}

/** DO, CREATE FUNCTION and CREATE PROCEDURE. */
export interface RoutineStatement extends StatementBase {
  readonly kind: "do" | "create-routine";
  /** Lower case; plpgsql for DO without one; undefined when not in sight. */
  readonly language: string | undefined;
  /** Inside the dollar quotes or quotes. */
  readonly body: Range | undefined;
}

/** A psql command other than \copy: \i, \set, \connect, \timing. */
export interface MetaStatement extends StatementBase {
  readonly kind: "meta";
  readonly command: string;
}

export interface OtherStatement extends StatementBase {
  readonly kind: "other";
}

export type Statement =
  | InsertStatement
  | CopyStatement
  | MergeStatement
  | PlainStatement
  | CreateTableStatement
  | AlterTableStatement
  | CreateIndexStatement
  | CreateTriggerStatement
  | TransactionStatement
  | SetStatement
  | RoutineStatement
  | MetaStatement
  | OtherStatement;

export type StatementKind = Statement["kind"];
export type StatementOf<K extends StatementKind> = Extract<Statement, { readonly kind: K }>;
