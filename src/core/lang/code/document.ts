// A source file in a host language as rules see it: its calls, the SQL in their arguments, and the loops
// around them. One model for six languages, so that one trap is detected by one piece of code.
import type { Range } from "../../text/range.ts";
import type { InsertSource, Statement } from "../sql/statement.ts";

export const CODE_LANGUAGES = [
  "python",
  "java",
  "typescript",
  "javascript",
  "go",
  "scala",
  "csharp",
] as const;
export type CodeLanguage = (typeof CODE_LANGUAGES)[number];

/** SQL in a string, as far as the text shows it. */
export interface SqlText {
  /** The text with each hole (interpolated value, %s, ? and $1 stay as they are) replaced by one U+FFFC. */
  readonly text: string;
  /** Where it was written: the literal itself, not the name that holds it. */
  readonly range: Range;
  readonly holes: readonly SqlHole[];
  /** The recognised statement; its ranges are offsets in `text`. */
  readonly statement: Statement;
  /** The range in the file of a range in `text`; undefined where a hole or an escape breaks it apart. */
  toFile(range: Range): Range | undefined;
}

export interface SqlHole {
  /** Offset of its U+FFFC in SqlText.text. */
  readonly at: number;
  /** The expression as written. */
  readonly expression: string;
  readonly range: Range;
  /** True where the library binds or quotes the value: sql`…`, psycopg.sql; false where it is pasted in. */
  readonly isBound: boolean;
}

export interface Loop {
  readonly kind: "for" | "while" | "comprehension" | "callback";
  readonly range: Range;
  /** `for x in rows:` up to the body. */
  readonly header: Range;
  readonly body: Range;
  /** Names bound by each turn: loop targets, callback parameters. */
  readonly variables: readonly string[];
  /** The thing iterated over, as written; undefined for while. */
  readonly iterable: string | undefined;
  /** The method that calls back (forEach, map, foreach), for `callback`. */
  readonly callback: string | undefined;
  readonly isAsync: boolean;
  /** A loop over a literal of few elements, or range(n) with n small: its number of turns. */
  readonly turnsMax: number | undefined;
  /** An attempt counter with break or return on success: turns are tries, not rows. */
  readonly isRetry: boolean;
}

export interface Argument {
  readonly range: Range;
  readonly text: string;
  /** The keyword in Python, C# and Scala. */
  readonly name: string | undefined;
  readonly sql: SqlText | undefined;
}

export interface Call {
  /** Last part of what is called: execute, addBatch, Exec. */
  readonly name: string;
  readonly nameRange: Range;
  /** What stands before the last dot, as written; undefined for a plain call. */
  readonly receiver: string | undefined;
  readonly range: Range;
  readonly args: readonly Argument[];
  /** Innermost first; loops outside the enclosing function do not count. */
  readonly loops: readonly Loop[];
  /** Innermost enclosing function or method; the file for code at top level. */
  readonly scope: Scope;
  readonly isAwaited: boolean;
  /** Its value is returned, awaited, assigned or passed on: whoever gets it may wait for it. */
  readonly isUsed: boolean;
  /** Texts of `with` items, try-with-resources and using declarations around it, innermost first. */
  readonly contexts: readonly string[];
  /** Tests of `if` around it inside its innermost loop: `i % 1000 == 0`. */
  readonly conditions: readonly string[];
  /**
   * SQL of the statement it runs: of an argument, or of the prepared statement it is called on. Undefined
   * for calls that only build, prepare or log it (Sprintf, text, prepareStatement); their arguments have it.
   */
  readonly sql: SqlText | undefined;
}

export interface Scope {
  readonly name: string | undefined;
  readonly range: Range;
}

/** catch or except around or inside a loop. */
export interface Handler {
  readonly range: Range;
  readonly keyword: Range;
  /** Exception types as written; empty for a bare one. */
  readonly types: readonly string[];
  /** True where the body neither throws again nor returns, breaks, collects nor records the failed row: it prints, logs, or does nothing. */
  readonly isSwallowing: boolean;
  /** The guarded block. */
  readonly guarded: Range;
  readonly loops: readonly Loop[];
}

export interface CodeDocument {
  readonly text: string;
  readonly language: CodeLanguage;
  /** Modules and packages named by imports, as written: psycopg2.extras, java.sql.Connection, gorm.io/gorm. */
  readonly imports: readonly string[];
  importsAny(...prefixes: readonly string[]): boolean;
  readonly calls: readonly Call[];
  /** Calls by last name, in order. */
  callsNamed(...names: readonly string[]): readonly Call[];
  readonly loops: readonly Loop[];
  readonly handlers: readonly Handler[];
  /** True where the name is used in the range as a whole word outside strings and comments; interpolations count. */
  uses(name: string, range: Range): boolean;
  /** Right side of the nearest earlier assignment to `name` visible from `offset`, as written. */
  valueOf(
    name: string,
    offset: number,
  ): { readonly text: string; readonly range: Range } | undefined;
  /** Names assigned (by any way) inside the range from expressions that use one of `names`, those included. */
  flowOf(names: readonly string[], range: Range): ReadonlySet<string>;
  /** The tree has an error node around this place: it is half-typed. */
  isBroken(range: Range): boolean;
  /** Frees the tree. The document may still be asked, but no longer be edited. */
  dispose(): void;
}

/** Rows of an INSERT's source that one run of the statement adds, when the text shows it. */
export const isOneRow = (source: InsertSource | undefined): boolean =>
  source?.kind === "values" && source.rowCount === 1;
