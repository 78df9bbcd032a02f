// The flags of the commands that load, and the request they make.
import type { ParseArgsConfig } from "node:util";
import { errors } from "../core/base/errors.ts";
import {
  DEFAULT_REQUEST,
  type Durability,
  type LoadMode,
  type LoadRequest,
} from "../core/load/request.ts";
import type { DateOrder } from "../core/records/dialect.ts";

export const CONNECTION_FLAGS = {
  dsn: { type: "string" },
} as const satisfies ParseArgsConfig["options"];

/** How a file is written; what `sniff` takes too. */
export const DIALECT_FLAGS = {
  header: { type: "string" },
  delimiter: { type: "string" },
  quote: { type: "string" },
  escape: { type: "string" },
  null: { type: "string" },
  encoding: { type: "string" },
  "decimal-comma": { type: "boolean" },
  "date-order": { type: "string" },
  "max-record-mb": { type: "string" },
  "max-ratio": { type: "string" },
} as const satisfies ParseArgsConfig["options"];

export const LOAD_FLAGS = {
  ...CONNECTION_FLAGS,
  ...DIALECT_FLAGS,
  into: { type: "string" },
  columns: { type: "string" },
  "create-table": { type: "boolean" },
  workers: { type: "string" },
  "batch-kb": { type: "string" },
  rejects: { type: "string" },
  "max-rejects": { type: "string" },
  durability: { type: "string" },
  "max-lag-mb": { type: "string" },
  "load-id": { type: "string" },
  mode: { type: "string" },
  key: { type: "string" },
  atomic: { type: "boolean" },
  partitions: { type: "string" },
  "create-partitions": { type: "boolean" },
  indexes: { type: "string" },
  lane: { type: "string" },
} as const satisfies ParseArgsConfig["options"];

export const LOAD_FLAGS_HELP = `  --into TABLE          the table, as in SQL: orders, sales.orders, "Odd Name"
  --dsn DSN             libpq URI or key=value string; without it the PG* environment
  --create-table        infer types over the whole file and create the table
  --columns a,b,-       a column for each field; "-" leaves a field out
  --header auto|yes|no  whether the first record names the columns
  --delimiter C  --quote C  --escape C  --null TEXT  --encoding NAME
  --decimal-comma       1.234,56 is 1234.56
  --date-order ORDER    dmy, mdy or ymd: what 02/03/2026 means
  --workers auto|N      connections that copy at the same time; one more commits
  --max-rejects N|all   bad records allowed (default 0: the first one stops the load)
  --rejects FILE        where they go (default: FILE.rejects.csv beside the file)
  --max-record-mb N     a longer record is an error (default 16)
  --max-ratio N         what a compressed file may unpack to, over 100 MB (default 1000 times)
  --batch-kb N          size of a batch (default: 4096, less for many workers)
  --durability MODE     on, remote_apply or off: synchronous_commit of each batch
  --mode MODE           append (default), skip, upsert or replace: records whose key is there
  --key a,b             what tells rows apart (default: the primary key)
  --atomic              readers see all of the load or nothing
  --partitions HOW      parent (default) or route: who finds the partition of a row
  --create-partitions   make the partitions that are missing
  --indexes HOW         keep (default), rebuild or auto
  --lane auto|text      text: values are never encoded before they are sent
  --max-lag-mb N        wait while a standby has more of the log still to apply
  --load-id NAME        load the same content once more, under its own name`;

/** Parsed flags, by name. */
export class Flags {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  /** True, or undefined when not given. */
  isSet(name: string): true | undefined {
    return this.#values[name] === true ? true : undefined;
  }
}

/** Flags over what a load file says (`base`); a flag that is not given changes nothing. */
export function requestFrom(flags: Flags, base: LoadRequest): LoadRequest {
  const given: { readonly [Key in keyof LoadRequest]?: LoadRequest[Key] | undefined } = {
    into: flags.text("into"),
    columns: flags
      .text("columns")
      ?.split(",")
      .map((name) => (name === "-" ? null : name)),
    header: choice("--header", flags.text("header"), ["auto", "yes", "no"]),
    delimiter: unescaped(flags.text("delimiter")),
    quote: flags.text("quote"),
    escape: flags.text("escape"),
    nullText: flags.text("null"),
    encoding: flags.text("encoding"),
    decimalComma: flags.isSet("decimal-comma"),
    dateOrder: choice<DateOrder>("--date-order", flags.text("date-order"), ["ymd", "dmy", "mdy"]),
    workers: flags.text("workers") === "auto" ? "auto" : number("--workers", flags.text("workers")),
    rejectsMax: rejectsMax(flags.text("max-rejects")),
    rejectsFile: flags.text("rejects"),
    createTable: flags.isSet("create-table"),
    durability: choice<Durability>("--durability", flags.text("durability"), [
      "on",
      "remote_apply",
      "off",
    ]),
    mode: choice<LoadMode>("--mode", flags.text("mode"), ["append", "skip", "upsert", "replace"]),
    key: flags.text("key")?.split(","),
    isAtomic: flags.isSet("atomic"),
    partitions: choice("--partitions", flags.text("partitions"), ["route", "parent"]),
    createsPartitions: flags.isSet("create-partitions"),
    indexes: choice("--indexes", flags.text("indexes"), ["keep", "rebuild", "auto"]),
    lane: choice("--lane", flags.text("lane"), ["auto", "text"]),
    lagBytesMax: megabytes("--max-lag-mb", flags.text("max-lag-mb")),
    loadName: loadName(flags.text("load-id")),
    batchBytes: kilobytes(flags.text("batch-kb")),
    recordBytesMax: megabytes("--max-record-mb", flags.text("max-record-mb")),
    ratioMax: number("--max-ratio", flags.text("max-ratio")),
  };
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...base, ...said };
}

export const emptyRequest = (file: string): LoadRequest => ({ ...DEFAULT_REQUEST, file, into: "" });

/** undefined when the flag is not given; null for "all". */
export function rejectsMax(value: string | undefined): number | null | undefined {
  return value === "all" ? null : number("--max-rejects", value);
}

export function number(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value)) throw errors.optionInvalid(option, value, "a whole number");
  return Number(value);
}

export function choice<T extends string>(
  option: string,
  value: string | undefined,
  choices: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const found = choices.find((candidate) => candidate === value);
  if (found === undefined) throw errors.optionInvalid(option, value, choices.join(", "));
  return found;
}

/** `\t` as people type it in a shell. */
const unescaped = (value: string | undefined): string | undefined => value?.replaceAll("\\t", "\t");

function megabytes(option: string, value: string | undefined): number | undefined {
  const count = number(option, value);
  return count === undefined ? undefined : count * 1_048_576;
}

function kilobytes(value: string | undefined): number | undefined {
  const count = number("--batch-kb", value);
  if (count === 0) throw errors.optionInvalid("--batch-kb", "0", "at least 1");
  return count === undefined ? undefined : count * 1024;
}

/** Short enough for application_name, and safe in a file's name. */
function loadName(value: string | undefined): string | undefined {
  if (value === undefined || /^[A-Za-z0-9._-]{1,32}$/.test(value)) return value;
  throw errors.optionInvalid(
    "--load-id",
    value,
    "up to 32 letters, digits, dots, dashes and underscores",
  );
}
