// Rewrites of Python that send rows one by one into calls that send them together. Only where the loop
// holds nothing but the call, and the text shows all of it.
import type { Edit } from "../../../text/edit.ts";
import { type Range, textIn } from "../../../text/range.ts";
import type { Argument, Call, CodeDocument, Loop, SqlText } from "../document.ts";
import type { InsertInLoop } from "./insert-in-loop.ts";

type Edits = readonly Edit[] | undefined;

/** `for row in rows: cur.execute(sql, row)` → `cur.executemany(sql, rows)`; the values may be spread (asyncpg). */
export function asExecuteMany({ call, loop }: InsertInLoop, document: CodeDocument): Edits {
  const rows = rowsOf(call, loop, document);
  if (rows === undefined || call.receiver === undefined) return undefined;
  const start = call.isAwaited ? "await " : "";
  return [
    {
      range: { start: loop.range.start, end: call.nameRange.end },
      text: `${start}${call.receiver}.executemany`,
    },
    { range: rows.range, text: rows.text },
  ];
}

/** `for row in rows: cur.execute(sql, row)` → `execute_values(cur, sql, rows, page_size=1000)` of psycopg2. */
export function asExecuteValues({ call, loop }: InsertInLoop, document: CodeDocument): Edits {
  const rows = rowsOf(call, loop, document);
  return rows && valuesCall(call, document, { start: loop.range.start, rows });
}

/** `cur.executemany(sql, rows)` → `execute_values(cur, sql, rows, page_size=1000)`. */
export function manyAsExecuteValues(call: Call, document: CodeDocument): Edits {
  const [, rows] = call.args;
  if (rows === undefined || rows.name !== undefined || call.isUsed) return undefined;
  return valuesCall(call, document, { start: call.range.start, rows });
}

interface Rows {
  /** What is replaced: the values of one row. */
  readonly range: Range;
  readonly text: string;
}

function rowsOf(call: Call, loop: Loop, document: CodeDocument): Rows | undefined {
  const [sql, ...values] = call.args;
  const [first] = values;
  const last = values.at(-1);
  if (sql === undefined || first === undefined || last === undefined) return undefined;
  if (wholeBodyLoop(call, document) !== loop) return undefined;
  const header = textIn(document.text, loop.header);
  const target = /^for\s+(.+?)\s+in\s/u.exec(header)?.[1];
  const { iterable } = loop;
  if (target === undefined || iterable === undefined) return undefined;
  if (call.args.some(({ name }) => name !== undefined)) return undefined;
  // The statement must not change from row to row.
  if (loop.variables.some((name) => document.uses(name, sql.range))) return undefined;
  if (sql.sql === undefined || sql.sql.holes.length > 0) return undefined;
  const range = { start: first.range.start, end: last.range.end };
  return { range, text: listOf(values, { target, iterable }) };
}

function listOf(
  values: readonly Argument[],
  { target, iterable }: { readonly target: string; readonly iterable: string },
): string {
  const [only] = values;
  if (only === undefined || values.length > 1)
    return `[(${values.map(({ text }) => text).join(", ")}) for ${target} in ${iterable}]`;
  const { text } = only;
  const isSpread = text.startsWith("*");
  const row = isSpread ? text.slice(1) : text;
  if (row === target) return iterable;
  const isMapping = isSpread || /^[([{]|^(?:tuple|list|dict)\(/u.test(row);
  return `[${isMapping ? row : text} for ${target} in ${iterable}]`;
}

/** The loop around a call that is all it does, with a header that may stand in a comprehension. */
export function wholeBodyLoop(call: Call, { text }: CodeDocument): Loop | undefined {
  const [loop] = call.loops;
  if (loop?.kind !== "for" || loop.isAsync || UNSAFE.test(loop.iterable ?? "")) return undefined;
  const body = textIn(text, loop.body).trim();
  const written = textIn(text, call.range);
  const isWhole =
    (body === written || body === `await ${written}`) &&
    !written.includes("#") &&
    !text.slice(loop.range.start, loop.body.start).includes("#") &&
    loop.range.end <= loop.body.end;
  return isWhole ? loop : undefined;
}

/** Conditional expressions and the like would need parentheses in a comprehension. */
const UNSAFE = /\b(?:if|else|lambda|yield|await)\b|^\*|^[^([{]*,/u;

function valuesCall(
  call: Call,
  document: CodeDocument,
  { start, rows }: { readonly start: number; readonly rows: Rows },
): Edits {
  const [first] = call.args;
  const values = first?.sql && valuesOf(first.sql);
  const imported = importEdit(document, start);
  if (first === undefined || values === undefined || imported === undefined) return undefined;
  // The text may stand in a constant, which other calls could use.
  if (first.sql?.range.start !== first.range.start || call.receiver === undefined) return undefined;
  const template = values.isPlain ? "" : `, template="${values.text}"`;
  return [
    ...imported,
    { range: { start, end: first.range.start }, text: `execute_values(${call.receiver}, ` },
    { range: values.range, text: "%s" },
    { range: rows.range, text: `${rows.text}${template}, page_size=1000` },
  ];
}

function valuesOf(sql: SqlText) {
  const { statement } = sql;
  if (statement.kind !== "insert" || statement.hasReturning || sql.holes.length > 0)
    return undefined;
  const row = statement.source?.kind === "values" ? statement.source.rows[0] : undefined;
  const range = row && sql.toFile(row.range);
  if (row === undefined || range === undefined) return undefined;
  const text = textIn(sql.text, row.range);
  const isPlain = /^\((?:\s*%s\s*,?)+\)$/u.test(text);
  const rest = sql.text.slice(0, row.range.start) + sql.text.slice(row.range.end);
  // A template stands in double quotes on one line; %s elsewhere would take the rows' place.
  if (/["\\\n]/u.test(isPlain ? "" : text) || /%[s(]/u.test(rest)) return undefined;
  return { range, text, isPlain };
}

const IMPORTED = "psycopg2.extras.execute_values";

/** The import goes in front of the first one of psycopg2; undefined where there is none above the call. */
function importEdit({ imports, text }: CodeDocument, before: number): Edits {
  if (imports.includes(IMPORTED)) return [];
  const found = /^([ \t]*)(?:import|from)[ \t]+psycopg2\b/mu.exec(text);
  if (found === null || found.index >= before) return undefined;
  const at = found.index;
  return [
    {
      range: { start: at, end: at },
      text: `${found[1] ?? ""}from psycopg2.extras import execute_values\n`,
    },
  ];
}
