// The pieces of a string as SQL: one text in which each hole is one U+FFFC, and the way back to the file.
import type { Range } from "../../text/range.ts";
import { parseSql } from "../sql/parse.ts";
import type { Statement } from "../sql/statement.ts";
import type { SqlHole, SqlText } from "./document.ts";
import type { Piece } from "./literal.ts";

const HOLE = "\ufffc";

/** Undefined for a string that does not start as SQL does. */
export function sqlOf(pieces: readonly Piece[], range: Range): SqlText | undefined {
  const text = pieces.map((piece) => (piece.kind === "hole" ? HOLE : piece.text)).join("");
  return looksLikeSql(text) ? new SqlPieces(text, pieces, range) : undefined;
}

/** In words of one case, and with the word that must follow: "Select a file" is no SQL. */
export function looksLikeSql(text: string): boolean {
  const start = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/|\()*/u.exec(text)?.[0].length ?? 0;
  const head = text.slice(start);
  return STARTS.some((pattern) => pattern.test(head)) && hasOneCase(head);
}

const STARTS = [
  /^insert\s+(?:into|overwrite|ignore|or\s|low_priority|delayed|all\s)/iu,
  /^(?:replace|upsert|merge)\s+into\b/iu,
  /^copy\s[^]+?\s(?:from|to)\s+(?:stdin|stdout|program|['"`:$\ufffc{%?@])/iu,
  /^create\s+(?:or\s+replace|temp|unlogged|(?:unique|materialized|global|local|external|foreign)\s|(?:table|index|view|function|procedure|schema|extension|trigger|sequence)\b)/iu,
  /^(?:alter|drop)\s+(?:table|index|view|materialized|schema|function|procedure|database|system|trigger|sequence|extension)\b/iu,
  /^with\s[^]*\binsert\s+into\b/iu,
  /^delete\s+from\b/iu,
  /^update\s+(?:only\s+)?[\w".\ufffc{}$%[\]`]+\s+(?:as\s+)?(?:\w+\s+)?set\b/iu,
  /^truncate\s+(?:table\s|only\s|[\w".\ufffc{}$]+\s*(?:;|$|,|\b(?:cascade|restart|continue|restrict)\b))/iu,
  /^select\s[^]*(?:\bfrom\b|\w\s*\(|\d|\ufffc)/iu,
  /^(?:begin|commit|rollback|start\s+transaction)(?:\s+(?:work|transaction))?\s*;?\s*$/iu,
];

function hasOneCase(head: string): boolean {
  const word = /^[a-z]+/iu.exec(head)?.[0] ?? "";
  return (
    word === word.toUpperCase() || word === word.toLowerCase() || /^insert\s+into/iu.test(head)
  );
}

interface PlacedPiece {
  readonly piece: Piece;
  /** Offsets in the SQL. */
  readonly start: number;
  readonly end: number;
}

class SqlPieces implements SqlText {
  readonly text: string;
  readonly range: Range;
  readonly #placed: readonly PlacedPiece[];
  #recognised: Statement | undefined;

  constructor(text: string, pieces: readonly Piece[], range: Range) {
    this.text = text;
    this.range = range;
    this.#placed = placed(pieces);
  }

  get holes(): readonly SqlHole[] {
    return this.#placed.flatMap(({ piece, start }) =>
      piece.kind === "hole"
        ? [{ at: start, expression: piece.expression, range: piece.range, isBound: piece.isBound }]
        : [],
    );
  }

  get statement(): Statement {
    this.#recognised ??= parseSql(this.text, "postgresql").statementAt(0);
    return this.#recognised;
  }

  toFile(range: Range): Range | undefined {
    const found = this.#placed.find(
      ({ piece, start, end }) =>
        piece.kind === "text" && piece.isExact && start <= range.start && range.end <= end,
    );
    if (found === undefined) return undefined;
    const by = found.piece.range.start - found.start;
    return { start: range.start + by, end: range.end + by };
  }
}

function placed(pieces: readonly Piece[]): readonly PlacedPiece[] {
  let start = 0;
  return pieces.map((piece) => {
    const end = start + (piece.kind === "hole" ? 1 : piece.text.length);
    const one = { piece, start, end };
    start = end;
    return one;
  });
}
