// The lines of data that follow COPY … FROM stdin in a script, looked at as lightly as the rules allow:
// the first line's fields, and whether a quote is open at the end.
import type { Range } from "../../text/range.ts";
import { type CopyOptions, delimiterOf } from "./copy-options.ts";

/** Without its line end. */
export function firstLine(text: string, data: Range): Range {
  const feed = text.indexOf("\n", data.start);
  const end = feed === -1 || feed > data.end ? data.end : feed;
  return { start: data.start, end: text.charAt(end - 1) === "\r" ? end - 1 : end };
}

/** Undefined where the delimiter is hidden, or the data is binary. */
export function fieldsOf(line: string, options: CopyOptions): readonly string[] | undefined {
  const delimiter = delimiterOf(options);
  if (options.format === undefined || options.format === "binary") return undefined;
  return delimiter === undefined || delimiter === "" ? undefined : line.split(delimiter);
}

/** True where the quotes before the end do not pair up: the field they open goes on. */
export function endsInQuote(text: string, data: Range, quote: string): boolean {
  let isOpen = false;
  for (let at = text.indexOf(quote, data.start); at !== -1 && at < data.end;) {
    isOpen = !isOpen;
    at = text.indexOf(quote, at + quote.length);
  }
  return isOpen;
}
