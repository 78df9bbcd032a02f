// Placeholders of formatting functions (%s of Sprintf, {} of str.format) turned into holes, each with the
// expression that fills it.
import type { Piece } from "./literal.ts";
import type { SyntaxNode } from "./syntax.ts";

export interface FormatArguments {
  readonly positional: readonly SyntaxNode[];
  readonly named: ReadonlyMap<string, SyntaxNode>;
  /** Quoted by the formatter: psycopg.sql, pg-format. */
  readonly isBound: boolean;
}

export type FormatStyle = "percent" | "braces";

const PATTERNS: Readonly<Record<FormatStyle, RegExp>> = {
  percent: /%%|%(?:\((\w+)\)|(\d+)\$)?[-+ #0,]*(?:\d+|\*)?(?:\.\d+)?([a-zA-Z])/gu,
  braces: /\{\{|\}\}|\{(?:(\w+)|(\d*))?(?:[.[][^{}]*)?(?:![rsa])?(?:[,:][^{}]*)?\}/gu,
};

export function withFormatHoles(
  pieces: readonly Piece[],
  style: FormatStyle,
  args: FormatArguments,
): readonly Piece[] {
  let next = 0;
  const expressionOf = (key: string | undefined, index: string | undefined): string => {
    const named = key === undefined ? undefined : args.named.get(key);
    if (named !== undefined) return named.text;
    const number = /^\d+$/u.test(key ?? "") ? key : index;
    // Sprintf counts from 1 where it counts at all, the braces from 0.
    const at = number ? Number(number) - (style === "percent" ? 1 : 0) : next++;
    const { positional } = args;
    return (positional[at] ?? (positional.length === 1 ? positional[0] : undefined))?.text ?? "";
  };
  return pieces.flatMap((piece) => {
    if (piece.kind === "hole" || !piece.isExact) return [piece];
    const made: Piece[] = [];
    let at = 0;
    for (const match of piece.text.matchAll(PATTERNS[style])) {
      const [written, key, index] = match;
      if (match.index > at) made.push(part(piece, at, match.index));
      at = match.index + written.length;
      const range = { start: piece.range.start + match.index, end: piece.range.start + at };
      const isDoubled = written === "%%" || written === "{{" || written === "}}";
      made.push(
        isDoubled
          ? { kind: "text", text: written.slice(1), range, isExact: false }
          : { kind: "hole", expression: expressionOf(key, index), range, isBound: args.isBound },
      );
    }
    if (at < piece.text.length) made.push(part(piece, at, piece.text.length));
    return made;
  });
}

type TextPiece = Extract<Piece, { readonly kind: "text" }>;

const part = (piece: TextPiece, start: number, end: number): Piece => ({
  ...piece,
  text: piece.text.slice(start, end),
  range: { start: piece.range.start + start, end: piece.range.start + end },
});

/** Scala's margin: the spaces and the bar at the start of each line are no part of the text. */
export const withoutMargin = (pieces: readonly Piece[]): readonly Piece[] =>
  pieces.flatMap((piece) => {
    if (piece.kind === "hole" || !piece.isExact) return [piece];
    const kept: Piece[] = [];
    let at = 0;
    for (const match of piece.text.matchAll(/(?<=\n)[ \t]*\|/gu)) {
      if (match.index > at) kept.push(part(piece, at, match.index));
      at = match.index + match[0].length;
    }
    if (at < piece.text.length) kept.push(part(piece, at, piece.text.length));
    return kept;
  });
