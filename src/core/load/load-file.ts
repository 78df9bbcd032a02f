// The declarative load file `<name>.load.yaml`: its fields, and the request it makes. Reading YAML is an adapter's.
import { DEFAULT_REQUEST, type LoadRequest } from "./request.ts";

/** Where a value stands and what is wrong with it. */
export interface LoadFileProblem {
  readonly key: string;
  readonly problem: string;
}

type Put = (value: unknown) => Partial<LoadRequest> | string;

const text =
  (put: (value: string) => Partial<LoadRequest>): Put =>
  (value) =>
    typeof value === "string" ? put(value) : "a text is expected";

const oneOf =
  <T extends string>(values: readonly T[], put: (value: T) => Partial<LoadRequest>): Put =>
  (value) => {
    const found = values.find((candidate) => candidate === value);
    return found === undefined ? `one of ${values.join(", ")} is expected` : put(found);
  };

const flag =
  (put: (value: boolean) => Partial<LoadRequest>): Put =>
  (value) =>
    typeof value === "boolean" ? put(value) : "true or false is expected";

const count = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0;

/** One entry a field, in the order in which `rowmill plan` writes them. */
export const LOAD_FILE_FIELDS: Readonly<
  Record<string, { readonly words: string; readonly put: Put }>
> = {
  version: {
    words: "The format's version: 1",
    put: (value) => (value === 1 ? {} : "1 is expected"),
  },
  file: {
    words: "The file to load, relative to this one; or a list of files and patterns",
    put: (value) => {
      if (typeof value === "string") return { file: value };
      const [file] = isTexts(value) ? value : [];
      return isTexts(value) && file !== undefined
        ? { file, files: value }
        : "a path or a list of paths is expected";
    },
  },
  into: { words: "The table, as in SQL", put: text((into) => ({ into })) },
  columns: {
    words: 'One column a field of the file; "-" leaves a field out',
    put: (value) =>
      isTexts(value)
        ? { columns: value.map((name) => (name === "-" ? null : name)) }
        : "a list of column names is expected",
  },
  header: {
    words: "Whether the first record names the columns",
    put: oneOf(["auto", "yes", "no"], (header) => ({ header })),
  },
  delimiter: { words: "What stands between fields", put: text((delimiter) => ({ delimiter })) },
  quote: {
    words: 'What fields may be quoted with; "" for nothing',
    put: text((quote) => ({ quote })),
  },
  escape: {
    words: "What stands before a quote inside quotes",
    put: text((escape) => ({ escape })),
  },
  nullText: { words: "The unquoted text that is NULL", put: text((nullText) => ({ nullText })) },
  encoding: { words: "The file's encoding", put: text((encoding) => ({ encoding })) },
  decimalComma: { words: "1.234,56 is 1234.56", put: flag((decimalComma) => ({ decimalComma })) },
  dateOrder: {
    words: "What 02/03/2026 means",
    put: oneOf(["ymd", "dmy", "mdy"], (dateOrder) => ({ dateOrder })),
  },
  createTable: {
    words:
      "The CREATE TABLE to run when the table is missing; true to infer it from the whole file",
    put: (value) => {
      if (typeof value === "string") return { createTable: true, createTableSql: value };
      return typeof value === "boolean"
        ? { createTable: value }
        : "a CREATE TABLE, true or false is expected";
    },
  },
  workers: {
    words: "Connections that copy at the same time",
    put: (value) =>
      value === "auto" || count(value) ? { workers: value } : "auto or a number is expected",
  },
  rejects: { words: "Where refused records go", put: text((rejectsFile) => ({ rejectsFile })) },
  maxRejects: {
    words: "Refused records that are allowed; all for any number",
    put: (value) => {
      if (value === "all") return { rejectsMax: null };
      return count(value) ? { rejectsMax: value } : "all or a number is expected";
    },
  },
  durability: {
    words: "synchronous_commit of the batches",
    put: oneOf(["on", "remote_apply", "off"], (durability) => ({ durability })),
  },
  maxLagMb: {
    words: "Megabytes of the log that a standby may have still to apply before the workers wait",
    put: (value) =>
      count(value) ? { lagBytesMax: value * 1_048_576 } : "a number of megabytes is expected",
  },
  mode: {
    words: "What happens to records whose key the table has",
    put: oneOf(["append", "skip", "upsert", "replace"], (mode) => ({ mode })),
  },
  key: {
    words: "The columns that tell rows apart, for skip and upsert",
    put: (value) => (isTexts(value) ? { key: value } : "a list of column names is expected"),
  },
  atomic: {
    words: "Whether readers see all of the load or nothing",
    put: flag((isAtomic) => ({ isAtomic })),
  },
  partitions: {
    words: "Who finds the partition of a row",
    put: oneOf(["route", "parent"], (partitions) => ({ partitions })),
  },
  createPartitions: {
    words: "Whether partitions that are missing are made",
    put: flag((createsPartitions) => ({ createsPartitions })),
  },
  indexes: {
    words: "Whether indexes are kept during the load or dropped and built again",
    put: oneOf(["keep", "rebuild", "auto"], (indexes) => ({ indexes })),
  },
  lane: {
    words: "Whether values may be encoded before they are sent, or go as text always",
    put: oneOf(["auto", "text"], (lane) => ({ lane })),
  },
  loadId: {
    words: "A name for the load, to load the same content once more",
    put: text((loadName) => ({ loadName })),
  },
};

/** The request a load file makes, or its first problem. */
export function requestOf(
  entries: readonly (readonly [string, unknown])[],
): LoadRequest | LoadFileProblem {
  let request: LoadRequest = { ...DEFAULT_REQUEST, file: "", into: "" };
  for (const [key, value] of entries) {
    const field = LOAD_FILE_FIELDS[key];
    if (field === undefined)
      return {
        key,
        problem: `no field is called ${key}; they are ${Object.keys(LOAD_FILE_FIELDS).join(", ")}`,
      };
    const put = field.put(value);
    if (typeof put === "string") return { key, problem: `${key}: ${put}` };
    request = { ...request, ...put };
  }
  if (request.file === "") return { key: "", problem: "file is missing: name the file to load" };
  if (request.into === "") return { key: "", problem: "into is missing: name the table" };
  return request;
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((entry) => typeof entry === "string");
