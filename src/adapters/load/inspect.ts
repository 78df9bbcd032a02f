// What a file is: encoding, dialect, header, where its records begin, and the types of all its values.
import { basename, resolve } from "node:path";
import { errors } from "../../core/base/errors.ts";
import { namesColumns } from "../../core/load/mapping.ts";
import type { Body, Fingerprint } from "../../core/load/plan.ts";
import { readRejectHead, REJECT_NOTE_PREFIX } from "../../core/load/reject-format.ts";
import type { LoadRequest } from "../../core/load/request.ts";
import { startReading, split } from "../../core/load/split.ts";
import type { Decision, Dialect } from "../../core/records/dialect.ts";
import { TypeInference, type InferredColumn } from "../../core/records/infer.ts";
import { RecordReader } from "../../core/records/record-reader.ts";
import { decodeText } from "../../core/records/text-codec.ts";
import { sniffDialect, sniffEncoding, type Sniffed } from "../../core/records/sniff.ts";
import { FileSource, fingerprintFile, readHead } from "../files/file-source.ts";
import { allocate, newHasher } from "./node-ports.ts";

/** How much of the file is looked at to guess its dialect. */
const SAMPLE_BYTES = 256 * 1024;
/** Holds the first line of a reject file, which names every column. */
const HEAD_BYTES = 256 * 1024;
const INFER_BATCH_BYTES = 4 * 1024 * 1024;

export interface InspectedFile {
  readonly path: string;
  readonly name: string;
  readonly source: FileSource;
  readonly fingerprint: Fingerprint;
  readonly sniffed: Sniffed;
  readonly body: Body;
  readonly recordBytesMax: number;
}

/** The request, with what a reject file says of itself where the user said nothing. */
export async function completeRequest(asked: LoadRequest): Promise<LoadRequest> {
  const path = resolve(asked.file);
  const head = await readHead(path, HEAD_BYTES);
  if (head.length === 0) throw errors.fileEmpty(path);
  return withRejectHead(asked, head);
}

/** `columns` are the target's, where it is known: a first record that names them is a header. */
export async function inspectFile(
  request: LoadRequest,
  columns: readonly string[],
  signal: AbortSignal,
): Promise<InspectedFile> {
  const path = resolve(request.file);
  const head = await readHead(path, SAMPLE_BYTES);
  const { encoding, bomLength, decision } = sniffEncoding(head, request.encoding);
  const source = new FileSource(path, encoding, bomLength);
  const { text, isWhole } = await readSample(source);
  if (text.length === 0) throw errors.fileEmpty(path);
  const commentPrefix = isRejectFile(head) ? REJECT_NOTE_PREFIX : null;
  const readable = commentPrefix === null ? text : withoutNotes(text, commentPrefix);
  const guess = (header: LoadRequest["header"]): Sniffed =>
    sniffDialect({ text: readable, isWhole }, { encoding, decision }, { ...request, header });
  const found = withHeader(guess(request.header), request.header, columns, () => guess("yes"));
  const sniffed = { ...found, dialect: { ...found.dialect, commentPrefix } };
  const body = findBody(text, sniffed.dialect);
  if (isWhole && !hasRecord(text.subarray(body.start), sniffed.dialect))
    throw errors.fileHeaderOnly(path);
  const fingerprint = await fingerprintFile(path, signal);
  return {
    path,
    name: basename(path),
    source,
    fingerprint,
    sniffed,
    body,
    recordBytesMax: request.recordBytesMax,
  };
}

/** Types over the whole file. */
export async function inferColumns(
  file: InspectedFile,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<readonly InferredColumn[]> {
  const { dialect, headerNames, fieldCount } = file.sniffed;
  const inference = new TypeInference(dialect, headerNames, fieldCount);
  const plan = {
    source: { path: file.path, name: file.name },
    dialect,
    body: file.body,
    batchBytes: INFER_BATCH_BYTES,
    recordBytesMax: file.recordBytesMax,
  };
  const reading = startReading();
  for await (const batch of split(
    plan,
    { source: file.source, newHasher, allocate },
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

const rejectHead = (head: Buffer) =>
  readRejectHead(head.toString("utf8").split(/\r\n|\r|\n/, 1)[0] ?? "");
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
        !(key === "into" && value === ""),
    ),
  );
  return { ...asked, ...found.request, ...given };
}

async function readSample(source: FileSource): Promise<{ text: Buffer; isWhole: boolean }> {
  const reader = await source.open();
  try {
    const text = Buffer.allocUnsafe(SAMPLE_BYTES);
    let filled = 0;
    while (filled < SAMPLE_BYTES) {
      const count = await reader.read(text.subarray(filled));
      if (count === 0) return { text: text.subarray(0, filled), isWhole: true };
      filled += count;
    }
    return { text, isWhole: false };
  } finally {
    await reader.close();
  }
}

/** The sample without our notes: they would look like ragged records. */
function withoutNotes(text: Buffer, prefix: string): Buffer {
  const lines = text.toString("latin1").split(/(?<=[\r\n])/);
  return Buffer.from(lines.filter((line) => !line.startsWith(prefix)).join(""), "latin1");
}

/** Passes over notes and, where there is one, the header with the blank lines before it. */
function findBody(text: Uint8Array, dialect: Dialect): Body {
  if (!dialect.hasHeader) return { start: 0, line: 1, header: null };
  const reader = new RecordReader(text, dialect);
  let line = 1;
  while (reader.next()) {
    line += reader.lines;
    if (reader.isComment || reader.isBlank) continue;
    const header = decodeText(text.subarray(reader.start, reader.end), dialect.encoding);
    return { start: reader.nextStart, line, header };
  }
  return { start: text.length, line, header: null };
}

function hasRecord(text: Uint8Array, dialect: Dialect): boolean {
  const reader = new RecordReader(text, dialect);
  while (reader.next()) if (!reader.isComment && !reader.isBlank) return true;
  return false;
}
