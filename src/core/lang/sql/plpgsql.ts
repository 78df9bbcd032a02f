// What the loop tracker reads of a PL/pgSQL body: its statements, and what each of them is inside of.
import type { Range } from "../../text/range.ts";
import type { Statement } from "./statement.ts";

export interface PlLoop {
  readonly kind: "for-query" | "for-integer" | "for-dynamic" | "foreach" | "while" | "loop";
  /** From FOR (or its label) to END LOOP. */
  readonly range: Range;
  /** From FOR to LOOP, both included. */
  readonly header: Range;
  /** Loop variables, folded; empty for WHILE and LOOP. */
  readonly variables: readonly string[];
  /** The query of FOR r IN query. */
  readonly query: Range | undefined;
  /** Between LOOP and END LOOP. */
  readonly body: Range;
}

/** IF or CASE around a statement, inside its innermost loop: one for each branch. */
export interface PlCondition {
  /** From IF or CASE to its END. */
  readonly range: Range;
  /** The text between IF, ELSIF or WHEN and THEN; empty behind ELSE. */
  readonly test: Range;
}

/** BEGIN … EXCEPTION … END around a statement. */
export interface PlBlock {
  readonly range: Range;
  /** BEGIN itself. */
  readonly keyword: Range;
  readonly hasHandler: boolean;
  /** What stands behind WHEN, in lower case: unique_violation, others; 23505 for SQLSTATE '23505'. */
  readonly caught: readonly string[];
}

export interface PlStatement {
  /** `execute` is a dynamic statement; `assignment` and the rest are `other`. */
  readonly kind: "sql" | "execute" | "commit" | "rollback" | "other";
  readonly range: Range;
  /** Recognised, where `kind` is sql. */
  readonly statement: Statement | undefined;
  /** Outermost first; empty outside loops. */
  readonly loops: readonly PlLoop[];
  readonly conditions: readonly PlCondition[];
  /** Blocks that stand inside the innermost loop (or the body), outermost first, the body's own left out. */
  readonly blocks: readonly PlBlock[];
}

export interface PlBody {
  readonly range: Range;
  readonly statements: readonly PlStatement[];
  readonly loops: readonly PlLoop[];
  /** False while a block or loop is not closed. */
  readonly isClosed: boolean;
}
