// Reads the bounds of partitions: FOR VALUES FROM … TO, IN, WITH, and DEFAULT.
import type { Cursor } from "./cursor.ts";
import { detached } from "./detached.ts";
import { skipOne, unquoted } from "./read-clauses.ts";
import type { BoundValue, PartitionBound } from "./statement.ts";

/** Undefined where it is missing or half-typed. */
export function readBound(cursor: Cursor): PartitionBound | undefined {
  const { start } = cursor;
  if (cursor.take("default")) return { kind: "default", range: cursor.since(start) };
  if (!cursor.take("for", "values")) return undefined;
  if (cursor.take("in")) return readList(cursor, start);
  if (cursor.take("with")) return readHash(cursor, start);
  return cursor.take("from") ? readRange(cursor, start) : undefined;
}

function readList(cursor: Cursor, start: number): PartitionBound | undefined {
  const values = readValues(cursor);
  return values === undefined ? undefined : { kind: "list", values, range: cursor.since(start) };
}

function readRange(cursor: Cursor, start: number): PartitionBound | undefined {
  const from = readValues(cursor);
  const to = cursor.take("to") ? readValues(cursor) : undefined;
  return from === undefined || to === undefined
    ? undefined
    : { kind: "range", from, to, range: cursor.since(start) };
}

/** (MODULUS 4, REMAINDER 0), in any order. */
function readHash(cursor: Cursor, start: number): PartitionBound | undefined {
  const numbers = new Map<string, number>();
  if (!cursor.takeMark("(")) return undefined;
  while (cursor.isAny("modulus", "remainder")) {
    const name = cursor.word.toLowerCase();
    cursor.next();
    if (cursor.kind === "number") numbers.set(name, Number(cursor.word));
    cursor.next();
    cursor.takeMark(",");
  }
  const modulus = numbers.get("modulus");
  const remainder = numbers.get("remainder");
  if (!cursor.takeMark(")") || modulus === undefined || remainder === undefined) return undefined;
  return { kind: "hash", modulus, remainder, range: cursor.since(start) };
}

/** A closed list in parentheses. */
function readValues(cursor: Cursor): readonly BoundValue[] | undefined {
  if (!cursor.takeMark("(")) return undefined;
  const values: BoundValue[] = [];
  while (!isValueEnd(cursor)) {
    values.push(readValue(cursor));
    if (!cursor.takeMark(",")) break;
  }
  return cursor.takeMark(")") ? values : undefined;
}

const isValueEnd = (cursor: Cursor): boolean =>
  cursor.atEnd() || cursor.isMark(",") || cursor.isMark(")");

function readValue(cursor: Cursor): BoundValue {
  const { start } = cursor;
  const simple = cursor.attempt(() => readLiteral(cursor) ?? readCast(cursor) ?? readWord(cursor));
  if (simple !== undefined) return simple;
  while (!isValueEnd(cursor)) skipOne(cursor);
  const range = cursor.since(start);
  return { kind: "expression", text: detached(cursor.text.slice(start, range.end)), range };
}

const words: ReadonlyMap<string, "min" | "max" | "null" | "boolean"> = new Map([
  ["minvalue", "min"],
  ["maxvalue", "max"],
  ["null", "null"],
  ["true", "boolean"],
  ["false", "boolean"],
]);

function readWord(cursor: Cursor): BoundValue | undefined {
  const { range } = cursor;
  const text = cursor.word.toLowerCase();
  const kind = cursor.kind === "word" ? words.get(text) : undefined;
  cursor.next();
  return kind === undefined || !isValueEnd(cursor) ? undefined : { kind, text, range };
}

/** '2024-01-01', DATE '2024-01-01', '2024-01-01'::date, -5. */
function readLiteral(cursor: Cursor): BoundValue | undefined {
  return cursor.attempt(() => {
    const { start } = cursor;
    const prefix = readTypeWords(cursor);
    const isNegative = prefix === undefined && cursor.takeMark("-");
    const kind = cursor.kind === "number" ? "number" : "text";
    const isLiteral = kind === "number" || (cursor.kind === "string" && !isNegative);
    if (!isLiteral || /^u/iu.test(cursor.word)) return undefined;
    const text = (isNegative ? "-" : "") + unquoted(cursor.word);
    cursor.next();
    const cast = cursor.takeMark("::") ? readTypeWords(cursor) : undefined;
    if (!isValueEnd(cursor)) return undefined;
    return { kind, text: detached(text), type: cast ?? prefix, range: cursor.since(start) };
  });
}

/** CAST('2024-01-01' AS date). */
const readCast = (cursor: Cursor): BoundValue | undefined =>
  cursor.attempt(() => {
    const { start } = cursor;
    if (!cursor.take("cast") || !cursor.takeMark("(") || cursor.kind !== "string") return undefined;
    const text = unquoted(cursor.word);
    cursor.next();
    const type = cursor.take("as") ? readTypeWords(cursor) : undefined;
    if (!cursor.takeMark(")") || !isValueEnd(cursor)) return undefined;
    return { kind: "text", text: detached(text), type, range: cursor.since(start) };
  });

/** Words and a precision in parentheses: timestamp(3) with time zone. */
function readTypeWords(cursor: Cursor): string | undefined {
  let type: string | undefined;
  while (cursor.kind === "word") {
    const word = cursor.word.toLowerCase();
    type = type === undefined ? word : `${type} ${word}`;
    cursor.next();
    if (cursor.isMark("(")) {
      const { start } = cursor;
      cursor.skipParens();
      const { end } = cursor.since(start);
      type += cursor.text.slice(start, end);
    }
  }
  return type === undefined ? undefined : detached(type);
}
