// The tokens of a part of a text as objects, for rules that look closer. What reads whole documents uses a
// Cursor instead.
import type { Range } from "../../text/range.ts";
import { Cursor } from "./cursor.ts";
import type { SqlDialect } from "./dialect.ts";
import type { Token } from "./tokens.ts";

/** Comments are left out. */
export function tokenize(text: string, dialect: SqlDialect, range: Range): readonly Token[] {
  const tokens: Token[] = [];
  const cursor = new Cursor(text, dialect, within(text, range));
  while (cursor.kind !== "end") {
    tokens.push({ kind: cursor.kind, range: cursor.range, text: cursor.word });
    cursor.next();
  }
  return tokens;
}

const within = (text: string, { start, end }: Range): Range => ({
  start: Math.max(0, start),
  end: Math.min(text.length, end),
});
