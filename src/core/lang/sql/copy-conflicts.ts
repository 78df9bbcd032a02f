// Options of one COPY that the server refuses: by themselves, together, or in that direction. Only what
// PostgreSQL 13 to 18 refuse alike is here, or what all of them refuse that know the option.
import {
  type CopyOption,
  type CopyOptionName,
  type CopyOptions,
  delimiterOf,
  isOn,
  quoteOf,
} from "./copy-options.ts";

export type CopyConflictKind =
  | "twice"
  | "needs-csv"
  | "not-in-binary"
  | "only-from"
  | "only-to"
  | "not-one-character"
  | "line-end"
  | "unsafe-delimiter"
  | "delimiter-is-quote"
  | "holds-delimiter"
  | "holds-quote"
  | "null-is-default"
  | "limit-without-ignore";

export interface CopyConflict {
  readonly kind: CopyConflictKind;
  /** The option to change. */
  readonly option: CopyOption;
}

export interface CopyFacts {
  readonly options: CopyOptions;
  readonly direction: "from" | "to" | undefined;
  readonly serverMajor: number | undefined;
}

/** One for each option at most. */
export function* copyConflicts(facts: CopyFacts): Generator<CopyConflict, void> {
  const { options } = facts;
  for (const option of options.all) {
    const conflict = conflictOf(option, facts);
    if (conflict !== undefined) yield conflict;
  }
}

function conflictOf(option: CopyOption, facts: CopyFacts): CopyConflict | undefined {
  if (facts.options.get(option.name) !== option) return { kind: "twice", option };
  return (
    formatConflict(option, facts) ??
    directionConflict(option, facts) ??
    valueConflict(option, facts)
  );
}

const CSV_ONLY: ReadonlySet<CopyOptionName> = new Set([
  "quote",
  "escape",
  "force_quote",
  "force_not_null",
  "force_null",
]);

function formatConflict(option: CopyOption, { options }: CopyFacts): CopyConflict | undefined {
  const { format } = options;
  if (format === undefined) return undefined;
  if (format !== "csv" && CSV_ONLY.has(option.name)) return { kind: "needs-csv", option };
  if (format === "binary" && isRefusedInBinary(option)) return { kind: "not-in-binary", option };
  return undefined;
}

const NOT_IN_BINARY: ReadonlySet<CopyOptionName> = new Set(["delimiter", "null", "default"]);

function isRefusedInBinary(option: CopyOption): boolean {
  if (option.name === "header") return isOn(option) || isWord(option, "match");
  if (option.name === "on_error") return isWord(option, "ignore");
  return NOT_IN_BINARY.has(option.name);
}

function directionConflict(option: CopyOption, facts: CopyFacts): CopyConflict | undefined {
  if (facts.direction === "from" && option.name === "force_quote")
    return { kind: "only-to", option };
  return facts.direction === "to" && isOnlyFrom(option, facts.serverMajor)
    ? { kind: "only-from", option }
    : undefined;
}

const ONLY_FROM: ReadonlySet<CopyOptionName> = new Set([
  "force_not_null",
  "force_null",
  "default",
  "on_error",
  "reject_limit",
]);

function isOnlyFrom(option: CopyOption, serverMajor: number | undefined): boolean {
  if (option.name === "header") return isWord(option, "match");
  // Older servers take it and do nothing with it.
  if (option.name === "freeze") return isOn(option) && (serverMajor ?? 0) >= 17;
  return ONLY_FROM.has(option.name);
}

const isWord = ({ value }: CopyOption, word: string): boolean => value?.toLowerCase() === word;

type ValueCheck = (option: CopyOption, options: CopyOptions) => CopyConflict | undefined;

const valueConflict = (option: CopyOption, { options }: CopyFacts): CopyConflict | undefined =>
  option.isHidden || options.format === undefined
    ? undefined
    : VALUE_CHECKS[option.name]?.(option, options);

const VALUE_CHECKS: Partial<Record<CopyOptionName, ValueCheck>> = {
  delimiter: (option, options) => delimiterConflict(option, options),
  quote: (option, options) =>
    option.value === "," && options.get("delimiter") === undefined
      ? { kind: "delimiter-is-quote", option }
      : oneCharacterConflict(option),
  escape: (option) => oneCharacterConflict(option),
  null: (option, options) => markerConflict(option, options),
  default: (option, options) => markerConflict(option, options),
  reject_limit: (option, options) =>
    ignoresErrors(options) === false ? { kind: "limit-without-ignore", option } : undefined,
};

const oneCharacterConflict = (option: CopyOption): CopyConflict | undefined =>
  isOneCharacter(option.value) ? undefined : { kind: "not-one-character", option };

function delimiterConflict(option: CopyOption, options: CopyOptions): CopyConflict | undefined {
  const { value } = option;
  if (!isOneCharacter(value)) return { kind: "not-one-character", option };
  if (isLineEnd(value)) return { kind: "line-end", option };
  if (options.format === "csv")
    return value === quoteOf(options) ? { kind: "delimiter-is-quote", option } : undefined;
  return /[a-z0-9.\\]/u.test(value) ? { kind: "unsafe-delimiter", option } : undefined;
}

/** NULL and DEFAULT: what stands for them must not look like anything else. */
function markerConflict(option: CopyOption, options: CopyOptions): CopyConflict | undefined {
  const value = option.value ?? "";
  if (isLineEnd(value)) return { kind: "line-end", option };
  const delimiter = delimiterOf(options);
  if (isOneCharacter(delimiter) && value.includes(delimiter))
    return { kind: "holds-delimiter", option };
  const quote = quoteOf(options);
  if (options.format === "csv" && isOneCharacter(quote) && value.includes(quote))
    return { kind: "holds-quote", option };
  return option.name === "default" && value === nullOf(options)
    ? { kind: "null-is-default", option }
    : undefined;
}

function nullOf(options: CopyOptions): string | undefined {
  const option = options.get("null");
  if (option !== undefined) return option.value;
  return options.format === "csv" ? "" : "\\N";
}

/** Undefined where a template decides. */
function ignoresErrors(options: CopyOptions): boolean | undefined {
  const option = options.get("on_error");
  if (option?.isHidden === true) return undefined;
  return option !== undefined && option.value?.toLowerCase() !== "stop";
}

/** Characters beyond ASCII are one byte in some encodings: only others are certain. */
const isOneCharacter = (value: string | undefined): value is string =>
  value !== undefined && (value.length === 1 || /[^\0-\x7f]/u.test(value));

const isLineEnd = (value: string): boolean => /[\r\n]/u.test(value);
