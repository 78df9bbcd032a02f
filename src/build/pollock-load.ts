// Loads one file of the Pollock benchmark as `rowmill load` does, up to the server: the same looking at the file, the
// same cutting into batches, the same COPY text, and each line of it a row of a table in memory.
import { inspectFile, splitPlanOf } from "../adapters/load/inspect.ts";
import { newHasher, newMemory } from "../adapters/load/node-ports.ts";
import { IngestError } from "../core/base/ingest-error.ts";
import { mapColumns } from "../core/load/mapping.ts";
import type { TargetColumn } from "../core/load/plan.ts";
import { DEFAULT_REQUEST, type LoadRequest } from "../core/load/request.ts";
import { split, startReading } from "../core/load/split.ts";
import { columnNames } from "../core/records/column-names.ts";
import { toCopyText } from "../core/records/copy-text.ts";
import type { PollockFile } from "./pollock-files.ts";
import type { Rows } from "./pollock-score.ts";

/** "told": delimiter, quote, escape, header and column names are given; "guessed": nothing but the path is. */
export type Setting = "told" | "guessed";

export interface PollockLoad {
  /** The table, a header first where the file has one; null when the file was refused. */
  readonly rows: Rows | null;
  readonly rejected: number;
  /** Why the file was refused. */
  readonly refusal: string | null;
  /** It was refused for want of any record. */
  readonly isNothing: boolean;
}

/** The codes of the loader's "there is nothing to load". */
const NOTHING_CODES: readonly string[] = ["file-empty", "file-header-only"];

const BATCH_BYTES = 1_048_576;
const TABLE = { schema: "public", name: "polluted" };

export async function loadPollock(file: PollockFile, setting: Setting): Promise<PollockLoad> {
  try {
    return await load(pollockRequest(file, setting));
  } catch (error) {
    if (!(error instanceof IngestError)) throw error;
    const isNothing = NOTHING_CODES.includes(error.code);
    return { rows: null, rejected: 0, refusal: error.message, isNothing };
  }
}

/** What a user who knows this much would type. */
export function pollockRequest({ path, told }: PollockFile, setting: Setting): LoadRequest {
  const request: LoadRequest = { ...DEFAULT_REQUEST, file: path, into: TABLE.name };
  if (setting === "guessed") return request;
  const said = (text: string) => (text === "" ? undefined : text);
  return {
    ...request,
    header: told.headerLines > 0 ? "yes" : "no",
    delimiter: said(told.delimiter),
    quote: said(told.quote),
    escape: said(told.escape),
    columns: told.columnNames.length > 0 ? told.columnNames : undefined,
  };
}

async function load(request: LoadRequest): Promise<PollockLoad> {
  const signal = new AbortController().signal;
  const file = await inspectFile(request, Promise.resolve([]), signal);
  const { dialect, headerNames, fieldCount } = file.sniffed;
  const names = columnNames(headerNames, fieldCount);
  const columns = (request.columns ?? names).map((name) => textColumn(name ?? ""));
  const target = { table: TABLE, oid: 1, columns, isUnlogged: false };
  // Refuses what the loader refuses before its first byte.
  mapColumns({ file: file.path, headerNames, fieldCount }, target, request.columns ?? names);
  const fields = columns.map((_, field) => ({ field, isNumeric: false }));
  const plan = splitPlanOf(file, BATCH_BYTES);
  const ports = { source: file.source, newHasher, memory: newMemory() };
  const header = dialect.hasHeader ? [request.columns ?? headerNames ?? []] : [];
  const rows: string[][] = header.map((known) => known.map((name) => name ?? ""));
  let rejected = 0;
  for await (const batch of split(plan, ports, startReading(), signal)) {
    const text = toCopyText(batch.bytes, { dialect, fields, fieldCount });
    rejected += text.problems.length;
    rows.push(...readCopyText(text.bytes));
    batch.release();
  }
  return { rows, rejected, refusal: null, isNothing: false };
}

const textColumn = (name: string): TargetColumn => ({
  name,
  type: "text",
  isNotNull: false,
  hasDefault: false,
  isGenerated: false,
});

/** COPY's text format as the server reads it; NULL is an empty value, as COPY TO (FORMAT csv) writes it. */
function readCopyText(bytes: Uint8Array): string[][] {
  const lines = Buffer.from(bytes).toString("utf8").split("\n").slice(0, -1);
  return lines.map((line) =>
    line.split("\t").map((value) => (value === "\\N" ? "" : value.replaceAll(/\\(.)/g, unescaped))),
  );
}

const LETTERS: Readonly<Record<string, string>> = {
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
};

const unescaped = (_whole: string, letter: string): string => LETTERS[letter] ?? letter;
