// What a file is: encoding, dialect, header, where its records begin, and the types of all its values.
import { present } from "../../core/base/assert.ts";
import { errors } from "../../core/base/errors.ts";
import { sourceErrors } from "../../core/base/source-errors.ts";
import { namesColumns } from "../../core/load/mapping.ts";
import { STANDARD_INPUT } from "../../core/load/plan.ts";
import { readRejectHead, REJECT_NOTE_PREFIX } from "../../core/load/reject-format.ts";
import type { LoadRequest } from "../../core/load/request.ts";
import { split, startReading, type SplitPlan } from "../../core/load/split.ts";
import type { Decision, Dialect } from "../../core/records/dialect.ts";
import { TypeInference, type InferredColumn } from "../../core/records/infer.ts";
import { RecordReader } from "../../core/records/record-reader.ts";
import {
  findTableStart,
  sniffDialect,
  sniffEncoding,
  type Sniffed,
} from "../../core/records/sniff.ts";
import { expandFiles } from "../files/expand-files.ts";
import { openSource } from "../files/open-source.ts";
import { refuseOtherFormat } from "../files/other-formats.ts";
import { readStart } from "../files/read-start.ts";
import type { InspectedFile } from "./inspected-file.ts";
import { fastestHash, hashersIn, memoryBytes, newMemory } from "./node-ports.ts";

/** How much of the file is looked at to guess its dialect. */
export const SAMPLE_BYTES = 256 * 1024;
/** Holds the first line of a reject file, which names every column. */
const HEAD_BYTES = 256 * 1024;
const INFER_BATCH_BYTES = 4 * 1024 * 1024;

export type { InspectedFile } from "./inspected-file.ts";

/** The request with the files that its patterns mean, and what a reject file says of itself where the user said nothing. */
export async function completeRequest(
  asked: LoadRequest,
  signal: AbortSignal,
): Promise<LoadRequest> {
  const files = await expandFiles(asked.files ?? [asked.file], signal);
  const file = present(files[0], "a file, or an error that there is none");
  if (files.length > 1) {
    if (files.includes(STANDARD_INPUT)) throw sourceErrors.sourceNotAlone("standard input");
    return { ...asked, file, files };
  }
  const { path, bytes } = await openSource(file, asked, signal);
  const head = await readStart(bytes, HEAD_BYTES, signal);
  if (head.bytes.length === 0) throw errors.fileEmpty(path);
  return withRejectHead({ ...asked, file, files: undefined }, head.bytes);
}

/**
 * `columns` are the target's, where it is known: a first record that names them is a header. They are waited for when
 * the file has been looked at.
 */
export async function inspectFile(
  request: LoadRequest,
  columns: Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<InspectedFile> {
  const opened = await openSource(request.file, request, signal);
  const { path, name, structure } = opened;
  if (structure !== null) {
    const { inspectStructured } = await import("./inspect-structured.ts");
    return inspectStructured({ ...opened, structure }, request, await columns, signal);
  }
  const head = (await readStart(opened.bytes, SAMPLE_BYTES, signal)).bytes;
  refuseOtherFormat(path, head);
  const { encoding, bomLength, decision } = sniffEncoding(head, request.encoding);
  const source = opened.textIn(encoding, bomLength);
  const { bytes: text, isWhole } = await readStart(source, SAMPLE_BYTES, signal);
  if (text.length === 0) throw errors.fileEmpty(path);
  const commentPrefix = isRejectFile(head) ? REJECT_NOTE_PREFIX : null;
  const readable = commentPrefix === null ? text : withoutNotes(text, commentPrefix);
  const fieldCount = request.columns?.length;
  const guess = (header: LoadRequest["header"]): Sniffed =>
    sniffDialect(
      { text: readable, isWhole },
      { encoding, decision },
      { ...request, header, fieldCount },
    );
  const guessed = guess(request.header);
  const found = withHeader(guessed, request.header, await columns, () => guess("yes"));
  const decisions = [...opened.decisions, ...found.decisions];
  const sniffed = { ...found, decisions, dialect: { ...found.dialect, commentPrefix } };
  const body = findTableStart(text, sniffed.dialect, sniffed.tableStart);
  if (isWhole && !hasRecord(text.subarray(body.start), sniffed.dialect))
    throw errors.fileHeaderOnly(path);
  const fingerprint = await source.fingerprint(signal);
  return {
    path,
    name,
    isPacked: opened.isPacked,
    isArchive: opened.isPacked,
    source,
    fingerprint,
    sniffed,
    body,
    recordBytesMax: request.recordBytesMax,
  };
}

/** What a pass over the file needs to know, before there is a load. */
export const splitPlanOf = (
  { path, name, sniffed, body, recordBytesMax }: InspectedFile,
  batchBytes: number,
): SplitPlan => ({
  source: { path, name },
  dialect: sniffed.dialect,
  ...{ body, batchBytes, recordBytesMax },
});

/** Types over the whole file; with `wasmFolder`, the folder of our WebAssembly modules, it is read as a load reads it. */
export async function inferColumns(
  file: InspectedFile,
  wasmFolder: string | undefined,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<readonly InferredColumn[]> {
  if (file.columns !== undefined) return file.columns;
  const { dialect, headerNames, fieldCount } = file.sniffed;
  const inference = new TypeInference(dialect, headerNames, fieldCount);
  const plan = splitPlanOf(file, INFER_BATCH_BYTES);
  const reading = startReading();
  const memory = newMemory(wasmFolder, memoryBytes({ workers: 1, batchBytes: INFER_BATCH_BYTES }));
  const makeHasher = hashersIn(memory);
  const newHasher = () => makeHasher(fastestHash(memory));
  for await (const batch of split(
    plan,
    { source: file.source, newHasher, memory },
    reading,
    signal,
  )) {
    inference.add(batch.bytes);
    onProgress(batch.end, file.fingerprint.bytesTotal);
    batch.release();
  }
  return inference.columns();
}

/** The table's own names decide better than any guess from the values. */
function withHeader(
  guessed: Sniffed,
  asked: LoadRequest["header"],
  columns: readonly string[],
  again: () => Sniffed,
): Sniffed {
  const [first] = guessed.sampleRecords;
  if (
    asked !== "auto" ||
    guessed.dialect.hasHeader ||
    first === undefined ||
    !namesColumns(first, columns)
  )
    return guessed;
  const evidence = "each field of the first record names a column of the table";
  const found = again();
  const decisions = found.decisions.map((decision): Decision =>
    decision.what === "header" ? { ...decision, origin: "table", evidence } : decision,
  );
  return { ...found, decisions };
}

function rejectHead(head: Buffer) {
  const ends = [head.indexOf("\n"), head.indexOf("\r")].filter((at) => at >= 0);
  return readRejectHead(head.toString("utf8", 0, Math.min(head.length, ...ends)));
}
const isRejectFile = (head: Buffer): boolean => rejectHead(head) !== null;

/** What a reject file says of itself, under what the user says now. */
function withRejectHead(asked: LoadRequest, head: Buffer): LoadRequest {
  const found = rejectHead(head);
  if (found === null) return asked;
  const given = Object.fromEntries(
    Object.entries(asked).filter(
      ([key, value]) =>
        value !== undefined &&
        !(key === "header" && value === "auto") &&
        !(key === "mode" && value === "append") &&
        !(key === "key" && Array.isArray(value) && value.length === 0) &&
        !(key === "into" && value === ""),
    ),
  );
  return { ...asked, ...found.request, ...given };
}

/** The sample without our notes: they would look like ragged records. */
function withoutNotes(text: Buffer, prefix: string): Buffer {
  const lines = text.toString("latin1").split(/(?<=[\r\n])/);
  return Buffer.from(lines.filter((line) => !line.startsWith(prefix)).join(""), "latin1");
}

function hasRecord(text: Uint8Array, dialect: Dialect): boolean {
  const reader = new RecordReader(text, dialect);
  while (reader.next()) if (!reader.isComment && !reader.isBlank) return true;
  return false;
}
