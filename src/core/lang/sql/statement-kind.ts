// What a statement is, from its words: the one place that decides it, for the table of statements and for
// the recogniser alike.
import type { Cursor } from "./cursor.ts";
import type { Lexis } from "./lexis.ts";
import type { StatementKind, TransactionStatement } from "./statement.ts";

export type TransactionAction = TransactionStatement["action"];

export interface Kind {
  readonly kind: StatementKind;
  readonly action?: TransactionAction;
  /** COMMIT AND CHAIN: the next transaction is open at once. */
  readonly isChained?: boolean;
}

const other: Kind = { kind: "other" };

/** The cursor is at the first token; it ends at the verb: INSERT behind WITH, MERGE, SELECT. */
export function readKind(cursor: Cursor): Kind {
  while (cursor.kind === "placeholder") cursor.next();
  if (cursor.isMark("(")) return parenthesised(cursor);
  if (cursor.kind !== "word") return other;
  if (cursor.is("with")) return behindWith(cursor);
  if (cursor.is("from")) return behindFrom(cursor);
  return byFirstWord(cursor);
}

function byFirstWord(cursor: Cursor): Kind {
  const word = cursor.word.toLowerCase();
  const simple = simpleKinds.get(word);
  if (simple !== undefined) return simple;
  const read = readers.get(word);
  if (read === undefined) return other;
  return cursor.peek(() => {
    cursor.next();
    return read(cursor);
  });
}

const simpleKinds: ReadonlyMap<string, Kind> = new Map(
  simpleWords().map((kind) => [kind, { kind }]),
);

function simpleWords(): readonly StatementKind[] {
  const changes = ["insert", "copy", "merge", "update", "delete", "truncate"] as const;
  return [...changes, "analyze", "vacuum", "lock", "cluster", "select"];
}

type Reader = (cursor: Cursor) => Kind;

/** Each is called behind the first word. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["set", (cursor) => (cursor.is("constraints") ? other : { kind: "set" })],
  ["replace", (cursor) => (isReplace(cursor) ? { kind: "insert" } : other)],
  ["create", readCreate],
  ["alter", readAlter],
  ["drop", readDrop],
  ["do", readDo],
  ["analyse", () => ({ kind: "analyze" })],
  ["begin", readBegin],
  ["start", (cursor) => (cursor.is("transaction") ? transaction("begin") : other)],
  ["commit", readCommit],
  ["end", readCommit],
  ["rollback", readRollback],
  ["abort", readRollback],
  ["savepoint", () => transaction("savepoint")],
  ["release", () => transaction("release")],
  ["prepare", (cursor) => (cursor.is("transaction") ? transaction("commit") : other)],
]);

/** REPLACE INTO t of MySQL; not the function. */
const isReplace = (cursor: Cursor): boolean => {
  if (cursor.isAny("low_priority", "delayed")) cursor.next();
  return cursor.is("into") || (cursor.lexis.hasDelimiters && cursor.kind !== "punctuation");
};

const parenthesised = (cursor: Cursor): Kind =>
  cursor.peek(() => {
    while (cursor.isMark("(")) cursor.next();
    return cursor.isAny("select", "with") ? { kind: "select" } : other;
  });

/** The verb behind the common table expressions, at paren depth 0. */
function behindWith(cursor: Cursor): Kind {
  const { start } = cursor;
  cursor.next();
  while (!cursor.atEnd()) {
    if (cursor.isMark("(")) cursor.skipParens();
    else if (cursor.isAny("insert", "update", "delete", "merge", "select", "replace"))
      return byFirstWord(cursor);
    else if (cursor.is("from")) return behindFrom(cursor);
    else cursor.next();
  }
  cursor.moveTo(start);
  return other;
}

/** FROM … INSERT of Hive and Spark: the first of its INSERTs stands for all. */
function behindFrom(cursor: Cursor): Kind {
  const { start } = cursor;
  cursor.next();
  while (!cursor.atEnd()) {
    if (cursor.isMark("(")) cursor.skipParens();
    else if (cursor.is("insert")) return { kind: "insert" };
    else cursor.next();
  }
  cursor.moveTo(start);
  return other;
}

function readCreate(cursor: Cursor): Kind {
  cursor.take("or", "replace");
  while (cursor.isAny(...tableAdjectives)) cursor.next();
  if (cursor.is("table")) return { kind: "create-table" };
  if (cursor.isAny("unique", "fulltext", "spatial")) cursor.next();
  if (cursor.is("index")) return { kind: "create-index" };
  if (cursor.is("constraint")) cursor.next();
  if (cursor.take("definer") && cursor.isMark("=")) skipDefiner(cursor);
  if (cursor.is("trigger")) return { kind: "create-trigger" };
  return cursor.isAny("function", "procedure") ? { kind: "create-routine" } : other;
}

const tableAdjectives = [
  ...["global", "local", "temp", "temporary", "unlogged", "external", "foreign", "transient"],
  ...["volatile"],
] as const;

/** DEFINER=`root`@`%`: everything up to the word of what is made. */
function skipDefiner(cursor: Cursor): void {
  while (!cursor.atEnd() && !cursor.isAny("trigger", "function", "procedure")) cursor.next();
}

function readAlter(cursor: Cursor): Kind {
  if (cursor.take("table")) return cursor.is("all") ? other : { kind: "alter-table" };
  if (cursor.take("foreign") && cursor.is("table")) return { kind: "alter-table" };
  if (cursor.take("system")) return cursor.is("set") ? { kind: "set" } : other;
  if (!cursor.take("database") && !cursor.take("role") && !cursor.take("user")) return other;
  cursor.next();
  if (cursor.take("in", "database")) cursor.next();
  if (!cursor.take("set")) return other;
  return cursor.is("tablespace") ? other : { kind: "set" };
}

function readDrop(cursor: Cursor): Kind {
  if (cursor.isAny("temporary", "foreign", "external")) cursor.next();
  if (cursor.is("table")) return { kind: "drop-table" };
  return cursor.is("index") ? { kind: "drop-index" } : other;
}

function readDo(cursor: Cursor): Kind {
  const isBlock = cursor.kind === "string" || cursor.is("language");
  return isBlock || (cursor.atEnd() && cursor.lexis.hasPsql) ? { kind: "do" } : other;
}

/** BEGIN … END of a script is none. */
function readBegin(cursor: Cursor): Kind {
  const isTransaction =
    cursor.atEnd() ||
    cursor.isAny("transaction", "work", "tran", "isolation", "read", "deferrable", "not") ||
    cursor.isAny("immediate", "deferred", "exclusive", "concurrent");
  return isTransaction ? transaction("begin") : other;
}

function readCommit(cursor: Cursor): Kind {
  if (cursor.isAny("work", "transaction")) cursor.next();
  if (cursor.take("and", "chain")) return { ...transaction("commit"), isChained: true };
  cursor.take("and", "no", "chain");
  return cursor.atEnd() || cursor.is("release") ? transaction("commit") : other;
}

function readRollback(cursor: Cursor): Kind {
  if (cursor.isAny("work", "transaction")) cursor.next();
  if (cursor.is("to")) return transaction("rollback-to");
  if (cursor.take("and", "chain")) return { ...transaction("rollback"), isChained: true };
  cursor.take("and", "no", "chain");
  return cursor.atEnd() || cursor.is("release") ? transaction("rollback") : other;
}

const transaction = (action: TransactionAction): Kind => ({ kind: "transaction", action });

/** The command of psql or of the mysql client that starts at `start`; undefined where it is SQL. */
export function metaCommandIn(text: string, start: number, lexis: Lexis): string | undefined {
  if (lexis.hasPsql && text.charCodeAt(start) === 92) {
    const command = /^\\([A-Za-z_]+|.?)/u.exec(text.slice(start, start + 40))?.[1] ?? "";
    // The only command that psql takes in any case.
    return /^copy$/iu.test(command) ? "copy" : command;
  }
  return lexis.hasDelimiters && /^delimiter\s/iu.test(text.slice(start, start + 10))
    ? "delimiter"
    : undefined;
}
