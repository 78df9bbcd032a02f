// Reads the header of a PL/pgSQL loop: what it walks over, and the variables that it sets.
import type { Range } from "../../text/range.ts";
import type { Cursor } from "./cursor.ts";
import type { PlLoop } from "./plpgsql.ts";
import { readAnyName } from "./read-names.ts";

/** Up to LOOP; undefined, and the cursor at what comes instead, where none stands. */
export function readPlLoop(cursor: Cursor, labelStart: number | undefined): PlLoop | undefined {
  const { start } = cursor;
  const head = readHead(cursor);
  const from = cursor.start;
  const isRange = skipToLoop(cursor);
  const source = cursor.since(from);
  if (!cursor.take("loop")) return undefined;
  const header = cursor.since(start);
  const kind = head.kind === "for" ? forKind(cursor.text, source, isRange) : head.kind;
  return {
    kind,
    range: { start: labelStart ?? start, end: header.end },
    header,
    variables: head.variables,
    query: kind === "for-query" && isQuery(cursor.text, source) ? source : undefined,
    body: { start: header.end, end: header.end },
  };
}

interface Head {
  readonly kind: "for" | "foreach" | "while" | "loop";
  readonly variables: readonly string[];
}

/** To behind IN, or to the condition of WHILE. */
function readHead(cursor: Cursor): Head {
  const none: readonly string[] = [];
  if (cursor.is("loop")) return { kind: "loop", variables: none };
  if (cursor.take("while")) return { kind: "while", variables: none };
  const kind = cursor.is("foreach") ? "foreach" : "for";
  cursor.next();
  const variables: string[] = [];
  do {
    const name = readAnyName(cursor);
    if (name !== undefined) variables.push(name.name);
    while (cursor.takeMark(".")) cursor.next();
  } while (cursor.takeMark(","));
  if (cursor.take("slice")) cursor.next();
  cursor.take("in");
  if (kind === "foreach") cursor.take("array");
  return { kind, variables };
}

/** True where two dots stand between: FOR i IN 1..10. */
function skipToLoop(cursor: Cursor): boolean {
  let isRange = false;
  let depth = 0;
  while (!cursor.atEnd() && !cursor.isMark(";") && (depth > 0 || !cursor.is("loop"))) {
    if (cursor.isMark("(")) depth++;
    else if (cursor.isMark(")")) depth--;
    const isDot = cursor.isMark(".");
    const { end } = cursor;
    cursor.next();
    if (depth === 0 && isDot && cursor.isMark(".") && cursor.start === end) isRange = true;
  }
  return isRange;
}

function forKind(text: string, source: Range, isRange: boolean): PlLoop["kind"] {
  if (isRange) return "for-integer";
  return /^execute\b/iu.test(text.slice(source.start, source.start + 8))
    ? "for-dynamic"
    : "for-query";
}

/** False for the name of a cursor. */
const isQuery = (text: string, source: Range): boolean =>
  /^(?:\(|(?:select|with|values|table|insert|update|delete|merge|show|explain)\b)/iu.test(
    text.slice(source.start, source.end),
  );
