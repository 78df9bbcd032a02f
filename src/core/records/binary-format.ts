// What the encoder has to know of a load: how the text is written and what each of its fields becomes. Plain data:
// it is part of the plan.
import { NUL, CR, LF } from "./dialect-bytes.ts";
import type { Dialect } from "./dialect.ts";

/** What a field of a record becomes. */
export interface FieldEncoding {
  /** One of binary-kinds.ts. */
  readonly kind: number;
  /** The type under all domains, as format_type prints it: errors name it so. */
  readonly type: string;
  /** Text: characters the type takes. numeric: digits before the point. Null where there is no limit. */
  readonly limit: number | null;
  /** numeric: digits after the point; the server rounds to it. */
  readonly scale: number | null;
  /** The server may refuse a value that was encoded: enums, json, domains. */
  readonly isJudged: boolean;
}

/** Bytes that stand in numbers, dates and the like: where one of them is the delimiter, no value has a clear end. */
const VALUE_BYTES = /^[0-9A-Za-z+\-.:/_{}[\]\\ ]$/;

/** Why text of this dialect cannot be encoded, in words; null when it can. */
export function unreadableDialect(dialect: Dialect): string | null {
  const { delimiter, quote, escape, recordEnd, encoding, nullText } = dialect;
  if (delimiter.length !== 1) return "the delimiter has several bytes";
  if (VALUE_BYTES.test(delimiter)) return "the delimiter also stands in values";
  if (quote !== null && (VALUE_BYTES.test(quote) || quote === delimiter))
    return "the quote also stands in values";
  if (quote !== null && escape !== quote) return "quotes are escaped by another character";
  if (recordEnd === "cr") return "records end in CR";
  if (encoding !== "utf-8" && encoding !== "utf-16le" && encoding !== "utf-16be")
    return `the file is in ${encoding}`;
  if (dialect.commentPrefix !== null) return "the file has notes between its records";
  if (dialect.decimalComma) return "numbers have a decimal comma";
  const stops = [
    delimiter,
    quote ?? delimiter,
    ...[NUL, CR, LF].map((byte) => String.fromCharCode(byte)),
  ];
  if (stops.some((stop) => nullText.includes(stop)))
    return "the NULL text holds a delimiter, a quote or a line end";
  return nullText.length > NULL_TEXT_MAX ? "the NULL text is long" : null;
}

/** Characters; the encoder keeps four bytes for each. */
export const NULL_TEXT_MAX = 64;
