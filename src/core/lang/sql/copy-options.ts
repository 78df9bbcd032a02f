// The options of a COPY as the server takes them: one name for both spellings, values without quotes and
// escapes, and the defaults. What a template hides stays unknown.
import { stringValue } from "./rewrite/literal.ts";
import type { CopyStatement, Option } from "./statement.ts";

export type CopyFormat = "text" | "csv" | "binary";

export interface CopyOption {
  /** With underscores: force_not_null, whichever spelling was used. */
  readonly name: CopyOptionName;
  /** What the server reads; undefined for a bare option, and where a template fills it in. */
  readonly value: string | undefined;
  /** True where a template fills the value in. */
  readonly isHidden: boolean;
  readonly range: Option["range"];
  readonly valueRange: Option["valueRange"];
}

export interface CopyOptions {
  /** Undefined where a template names it, or one that PostgreSQL does not have. */
  readonly format: CopyFormat | undefined;
  /** In the order of the text, repeated ones too. */
  readonly all: readonly CopyOption[];
  /** True for the spelling without parentheses and commas: CSV HEADER. */
  readonly isOldSpelling: boolean;
  /** The first of that name. */
  get(name: CopyOptionName): CopyOption | undefined;
}

const NAMES = [
  "format",
  "freeze",
  "delimiter",
  "null",
  "default",
  "header",
  "quote",
  "escape",
  "force_quote",
  "force_not_null",
  "force_null",
  "on_error",
  "reject_limit",
  "encoding",
  "log_verbosity",
] as const;

export type CopyOptionName = (typeof NAMES)[number];

/** Undefined where an option is not PostgreSQL's: the statement is for another product. */
export function readCopyOptions(statement: CopyStatement, text: string): CopyOptions | undefined {
  const all: CopyOption[] = [];
  for (const option of statement.options) {
    const read = readOption(option, text);
    if (read === undefined) return undefined;
    all.push(read);
  }
  const get = (name: CopyOptionName) => all.find((option) => option.name === name);
  return { format: formatOf(get("format")), all, isOldSpelling: isBare(statement, text), get };
}

/** Only blanks and a parenthesis stand before the first of a list. */
function isBare({ options: [first], range }: CopyStatement, text: string): boolean {
  return first !== undefined && !/\(\s*$/u.test(text.slice(range.start, first.range.start));
}

/** Products whose COPY looks the same and takes more: their scripts name them, or have statements of theirs. */
export const isForOtherProduct = (text: string): boolean =>
  OTHER_PRODUCTS.test(text.slice(0, HEAD));

const OTHER_PRODUCTS =
  /duckdb|k[uù]zu|redshift|create\s+(?:node|rel)\s+table|^\s*(?:pragma|attach|install)\s/imu;
const HEAD = 4_000;

/** True where the option is on: bare, or with a word that the server takes for true. */
export const isOn = (option: CopyOption | undefined): boolean =>
  option !== undefined && !option.isHidden && ON.has((option.value ?? "true").toLowerCase());

const ON = new Set(["true", "on", "1"]);

/** One character that parts fields; undefined where it is hidden or none. */
export const delimiterOf = (options: CopyOptions): string | undefined =>
  characterOf(options.get("delimiter"), options.format === "text" ? "\t" : ",");

/** The quote of CSV. */
export const quoteOf = (options: CopyOptions): string | undefined =>
  characterOf(options.get("quote"), '"');

const characterOf = (option: CopyOption | undefined, byDefault: string): string | undefined =>
  option === undefined ? byDefault : option.value;

function readOption(option: Option, text: string): CopyOption | undefined {
  const word = option.name.trim().replaceAll(/\s+/gu, "_");
  const { range, valueRange } = option;
  if (word === "csv" || word === "binary") {
    return { name: "format", value: word, isHidden: false, range, valueRange };
  }
  const name = NAMES.find((known) => known === (SPELLINGS[word] ?? word));
  if (name === undefined) return undefined;
  const value = valueRange && valueOf(text.slice(valueRange.start, valueRange.end));
  const isHidden = valueRange !== undefined && value === undefined;
  return { name, value, isHidden, range, valueRange };
}

/** A string without its quotes and escapes, or a word, a number, a list as it is. */
function valueOf(written: string): string | undefined {
  if (isTemplated(written)) return undefined;
  return stringValue(written) ?? (/^(?:[-\w.]+|\*|\(.*\))$/su.test(written) ? written : undefined);
}

/** {{ x }}, ${x}, $X, %(x)s, {x}, <x>, @x@, __X__, :x, and the mark of an interpolated value. */
const isTemplated = (written: string): boolean =>
  /\{\{|\$\{|\$[A-Z_]|%[(\w]|#\{|<%|\uFFFC/u.test(written) ||
  /^(?:e?')?(?:\{\w*\}|:\w+|<\w+>|@\w+@?|__\w+__|&\w+)'?$/iu.test(written) ||
  /^:["']/u.test(written);

/** How the options were spelled before they stood in parentheses. */
const SPELLINGS: Readonly<Record<string, CopyOptionName>> = {
  delimiters: "delimiter",
  using_delimiters: "delimiter",
  force_notnull: "force_not_null",
};

function formatOf(option: CopyOption | undefined): CopyFormat | undefined {
  if (option === undefined) return "text";
  const format = option.value?.toLowerCase();
  return format === "text" || format === "csv" || format === "binary" ? format : undefined;
}
