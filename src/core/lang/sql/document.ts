// A piece of SQL as rules see it: its statements in order, found by kind, by run, by transaction.
import type { Range } from "../../text/range.ts";
import type { SqlDialect } from "./dialect.ts";
import type { PlBody } from "./plpgsql.ts";
import type { InsertStatement, Statement, StatementKind, StatementOf } from "./statement.ts";
import type { Token } from "./tokens.ts";

/**
 * Consecutive INSERTs of one row each that could be one: into one table with one column list, with the same
 * number of values and the same text behind the row (ON CONFLICT, RETURNING). Comments may stand between.
 */
export interface InsertRun {
  readonly first: InsertStatement;
  /** Index of `first` among the document's statements. */
  readonly index: number;
  readonly count: number;
  /** From the first to the last of them. */
  readonly range: Range;
}

/**
 * Statements are read when asked for and not kept, so a document costs its text and a few numbers a
 * statement. Indexes run from 0 to `count` - 1.
 */
export interface SqlDocument {
  readonly text: string;
  readonly dialect: SqlDialect;
  readonly count: number;
  kindAt(index: number): StatementKind;
  rangeAt(index: number): Range;
  statementAt(index: number): Statement;
  /** Indexes of all statements of these kinds, in order. */
  indexesOf(...kinds: readonly StatementKind[]): readonly number[];
  /** All statements of one kind, in order. */
  statements<K extends StatementKind>(kind: K): Iterable<StatementOf<K>>;
  /** Every run of at least one INSERT; alone-standing ones are runs of one. Multi-row INSERTs are none. */
  insertRuns(): readonly InsertRun[];
  /** True where BEGIN (or START TRANSACTION) opened a transaction before the statement that is still open. */
  isInTransaction(index: number): boolean;
  /** Tokens of a part of the text, comments left out. */
  tokens(range: Range): readonly Token[];
  /** The PL/pgSQL body of a DO or CREATE FUNCTION statement; undefined for other languages or without a body. */
  plBody(statement: Statement): PlBody | undefined;
}
