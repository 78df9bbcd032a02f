// Reads what pg_get_expr prints of a partition's bound: FOR VALUES FROM (…) TO (…), IN (…), WITH (…), or DEFAULT.
import type { BoundText, PartitionBound } from "./tree.ts";

/** A quoted constant with doubled quotes, a bare word or number, or a sign. */
const TOKEN = /\s*(?:'((?:[^']|'')*)'|([A-Za-z0-9_.+-]+)|([(),]))/uy;

type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "word"; readonly text: string };

/** Null for text of another shape; the partition is then left to the server. */
export function readBound(text: string): PartitionBound | null {
  if (text.trim() === "DEFAULT") return { kind: "default" };
  const tokens = tokensOf(text);
  if (tokens === null) return null;
  const reader = new BoundReader(tokens);
  const bound = reader.bound();
  return reader.isEnd ? bound : null;
}

function tokensOf(text: string): readonly Token[] | null {
  const tokens: Token[] = [];
  const matcher = new RegExp(TOKEN);
  while (matcher.lastIndex < text.length) {
    const match = matcher.exec(text);
    if (match === null) return null;
    const [, quoted, word, sign] = match;
    if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.replaceAll("''", "'") });
    else tokens.push({ kind: "word", text: word ?? sign ?? "" });
  }
  return tokens;
}

class BoundReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get isEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  bound(): PartitionBound | null {
    if (!this.#words("FOR", "VALUES")) return null;
    if (this.#words("WITH")) return this.#hash();
    if (this.#words("IN")) {
      const values = this.#list();
      return values === null ? null : { kind: "list", values: values.map(listValue) };
    }
    const from = this.#words("FROM") ? this.#list() : null;
    const to = this.#words("TO") ? this.#list() : null;
    if (from === null || to?.length !== from.length) return null;
    return { kind: "range", from: from.map(rangeValue), to: to.map(rangeValue) };
  }

  #hash(): PartitionBound | null {
    if (!this.#words("(", "modulus")) return null;
    const modulus = Number(this.#next()?.text);
    if (!this.#words(",", "remainder")) return null;
    const remainder = Number(this.#next()?.text);
    const isWhole = Number.isInteger(modulus) && Number.isInteger(remainder);
    return this.#words(")") && isWhole ? { kind: "hash", modulus, remainder } : null;
  }

  /** The values between two brackets. */
  #list(): readonly Token[] | null {
    if (!this.#words("(")) return null;
    const values: Token[] = [];
    for (;;) {
      const value = this.#next();
      if (value === undefined) return null;
      values.push(value);
      if (this.#words(")")) return values;
      if (!this.#words(",")) return null;
    }
  }

  #next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  /** Passes over these words when they come next. */
  #words(...words: readonly string[]): boolean {
    const isNext = words.every((word, index) => {
      const token = this.#tokens[this.#at + index];
      return token?.kind === "word" && token.text === word;
    });
    if (isNext) this.#at += words.length;
    return isNext;
  }
}

const listValue = ({ kind, text }: Token): string | null =>
  kind === "word" && text === "NULL" ? null : text;

function rangeValue({ kind, text }: Token): BoundText {
  if (kind === "word" && text === "MINVALUE") return { kind: "min" };
  if (kind === "word" && text === "MAXVALUE") return { kind: "max" };
  return { kind: "value", text };
}
