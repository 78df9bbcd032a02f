// The values that the rows of an INSERT have for the columns of a partition key, where they are literals.
import type { Range } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import { readLiteral } from "../rewrite/literal.ts";
import { rowValues } from "../rewrite/row-values.ts";
import type { BoundValue, InsertStatement } from "../statement.ts";
import type { Token } from "../tokens.ts";
import type { KnownTable } from "./known.ts";

export interface KeyRow {
  /** In the key's order; expressions where the text shows no value. */
  readonly values: readonly BoundValue[];
  /** From the first value of the key to the last. */
  readonly range: Range;
}

/** Nothing for rows whose columns are not known. */
export function* keyRows(
  statement: InsertStatement,
  document: SqlDocument,
  table: KnownTable,
): Generator<KeyRow> {
  const { source } = statement;
  const places = keyPlaces(statement, table);
  if (source?.kind !== "values" || places === undefined) return;
  for (const row of source.rows) {
    const given = row.isClosed ? rowValues(document, row) : [];
    const found = places.flatMap((place) => given[place] ?? []);
    const [first] = found;
    // A hole or a template may stand for several values, so places count only among equals.
    if (first === undefined || found.length < places.length) continue;
    if (given.some(({ tokens }) => tokens.some(({ kind }) => kind === "placeholder"))) continue;
    yield {
      values: found.map(({ tokens, range }) => boundValue(tokens, range)),
      range: {
        start: Math.min(...found.map(({ range }) => range.start)),
        end: Math.max(...found.map(({ range }) => range.end)),
      },
    };
  }
}

/** Where the columns of the key stand among the values. */
function keyPlaces({ columns }: InsertStatement, table: KnownTable): readonly number[] | undefined {
  if (table.partitioning === undefined || table.partitioning.hasExpression) return undefined;
  if (columns === undefined && !table.isComplete) return undefined;
  if (columns?.some(({ isPlaceholder }) => isPlaceholder) === true) return undefined;
  const names = (columns ?? table.columns).map(({ name }) => name);
  const places = table.partitioning.key.map((key) => names.indexOf(key));
  return places.includes(-1) ? undefined : places;
}

/** A literal with or without a cast: '2025-01-15', DATE '2025-01-15', '2025-01-15'::date. */
export function boundValue(tokens: readonly Token[], range: Range): BoundValue {
  const { literal, type } = withoutCast(tokens);
  const read = readLiteral(literal);
  if (read === undefined) return { kind: "expression", text: "", range };
  return read.kind === "null"
    ? { kind: "null", text: "null", range }
    : read.kind === "boolean"
      ? { kind: "boolean", text: read.text, range }
      : { kind: read.kind, text: read.text, type, range };
}

interface Uncast {
  readonly literal: readonly Token[];
  readonly type: string | undefined;
}

function withoutCast(tokens: readonly Token[]): Uncast {
  const texts = tokens.map(({ kind, text }) => (kind === "string" ? "'" : text.toLowerCase()));
  const [first, second] = texts;
  if (second === "'" && first !== undefined && PREFIXES.has(first) && tokens.length === 2)
    return { literal: tokens.slice(1), type: first };
  const at = texts.indexOf("::");
  if (at > 0) return { literal: tokens.slice(0, at), type: texts.slice(at + 1).join(" ") };
  const as = texts.indexOf("as");
  if (first === "cast" && second === "(" && as > 0 && texts.at(-1) === ")")
    return { literal: tokens.slice(2, as), type: texts.slice(as + 1, -1).join(" ") };
  return { literal: tokens, type: undefined };
}

const PREFIXES: ReadonlySet<string> = new Set(["date", "timestamp", "timestamptz"]);
