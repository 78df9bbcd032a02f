// The reject file: a first line that says how to load it again, the file's header, then for each refused record a
// line that says where and why, and the record itself. `rowmill load` reads it back and passes over the notes.
import { ENCODINGS, type DateOrder, type Dialect } from "../records/dialect.ts";
import type { Reject } from "./events.ts";
import { tableReference, type LoadPlan } from "./plan.ts";
import type { LoadRequest } from "./request.ts";

/** Every line of ours begins so; none of the file's records is likely to. */
export const REJECT_NOTE_PREFIX = "#rowmill ";
const FIRST_LINE = "#rowmill rejects 1 ";

/** The first line, without its end. */
export function rejectFileHead(plan: LoadPlan): string {
  const { dialect } = plan;
  // The records are written in the text's encoding: UTF-16 was turned into UTF-8 by the reader.
  const encoding = dialect.encoding.startsWith("utf-16") ? "utf-8" : dialect.encoding;
  const facts = {
    loadId: plan.loadId,
    into: tableReference(plan.target.table),
    columns: plan.mapping.map((entry) => entry.column),
    delimiter: dialect.delimiter,
    quote: dialect.quote ?? "",
    escape: dialect.escape ?? "",
    header: dialect.hasHeader ? "yes" : "no",
    nullText: dialect.nullText,
    encoding,
    decimalComma: dialect.decimalComma,
    dateOrder: dialect.dateOrder,
    ...modeOfMended(plan),
  };
  return FIRST_LINE + JSON.stringify(facts);
}

/** Mended records go the way of the others; those of `replace` come to the rows that replaced, not in their place. */
const modeOfMended = ({ mode, key }: LoadPlan): Pick<Facts, "mode" | "key"> =>
  mode === "skip" || mode === "upsert" ? { mode, key } : {};

/** One line: the record's place and the reason. */
export function rejectNote(reject: Reject): string {
  const column = reject.column === null ? "" : `, column ${reject.column}`;
  const file = typeof reject.file === "string" ? `${reject.file}, ` : "";
  const place = `${file}line ${reject.line}, record ${reject.record}${column}, byte ${reject.byteOffset}`;
  return `${REJECT_NOTE_PREFIX}${place}, ${reject.sqlstate}: ${reject.message}`.replaceAll(
    /[\r\n]+/g,
    " ",
  );
}

/** The record end of a dialect, for writing. */
export const recordEndText = (dialect: Dialect): string =>
  ({ lf: "\n", crlf: "\r\n", cr: "\r" })[dialect.recordEnd];

/** What the first line asks for, and the id of the load it came from; null when this is no reject file. */
export function readRejectHead(line: string): {
  readonly loadId: string;
  readonly request: Partial<LoadRequest> & { readonly into: string };
} | null {
  if (!line.startsWith(FIRST_LINE)) return null;
  let facts: unknown;
  try {
    facts = JSON.parse(line.slice(FIRST_LINE.length));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (!isFacts(facts)) return null;
  const { loadId, ...request } = facts;
  return { loadId, request };
}

interface Facts {
  readonly loadId: string;
  readonly into: string;
  readonly columns: readonly (string | null)[];
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
  readonly header: "yes" | "no";
  readonly nullText: string;
  readonly encoding: string;
  readonly decimalComma: boolean;
  readonly dateOrder: DateOrder;
  readonly mode?: "skip" | "upsert";
  readonly key?: readonly string[];
}

function isFacts(value: unknown): value is Facts {
  if (typeof value !== "object" || value === null) return false;
  const facts: Partial<Record<string, unknown>> = { ...value };
  const texts = ["loadId", "into", "delimiter", "quote", "escape", "nullText"].every(
    (key) => typeof facts[key] === "string",
  );
  const columns: unknown = facts["columns"];
  const { mode, key } = facts;
  return (
    texts &&
    (mode === undefined || mode === "skip" || mode === "upsert") &&
    (key === undefined || (Array.isArray(key) && key.every((name) => typeof name === "string"))) &&
    Array.isArray(columns) &&
    columns.every((column) => column === null || typeof column === "string") &&
    (facts["header"] === "yes" || facts["header"] === "no") &&
    ENCODINGS.some((encoding) => encoding === facts["encoding"]) &&
    typeof facts["decimalComma"] === "boolean" &&
    ["ymd", "dmy", "mdy"].some((order) => order === facts["dateOrder"])
  );
}
