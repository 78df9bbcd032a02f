// Loads a batch so that one bad record costs one record: clean batches go to COPY as they are; anything else is
// rewritten one record a line, and lines the server refuses are taken out by its line number or by halving.
import { assert, present } from "../base/assert.ts";
import { IngestError } from "../base/ingest-error.ts";
import { fileLength, toCopyText, type FieldRule, type TextBatch } from "../records/copy-text.ts";
import type { Reject } from "./events.ts";
import { loadedColumns, type LoadPlan } from "./plan.ts";
import type { Batch, BatchOutcome, BatchWriter, SourcePlace } from "./ports.ts";

/** A record of the wrong shape has no SQLSTATE of its own; this is what COPY would have said. */
export const BAD_COPY_FILE_FORMAT = "22P04";

export interface Writing {
  readonly writer: BatchWriter;
  /** Called when the fast way was refused. */
  readonly onIsolating: () => void;
  /** Called whenever the server refused another record of the batch; throws when there are too many. */
  readonly onReject: OnReject;
}

/** How many rejects are known of the batch, and which. */
export type OnReject = (count: number, rejects: () => readonly Reject[]) => void;

/** Of the lines between the last bad ones, or of those of the last COPY that went through. */
const WINDOW_GROWTH = 2;

/** Copies `batch` and says what became of each record. */
export async function writeBatch(
  plan: LoadPlan,
  batch: Batch,
  writing: Writing,
  signal: AbortSignal,
): Promise<BatchOutcome> {
  if (plan.lane === "csv" && batch.isPlain) {
    const loaded = await copyAsItIs(batch, writing.writer, signal);
    if (loaded === batch.records) {
      return {
        counts: { records: loaded, loaded, rejected: 0, skipped: 0, duplicates: 0 },
        rejects: [],
      };
    }
    writing.onIsolating();
  }
  const text = toCopyText(batch.bytes, textOptions(plan));
  const isolation = new Isolation(plan, batch, text, writing);
  await isolation.load(0, text.lines, signal);
  return isolation.outcome();
}

/** What COPY TEXT needs to know of the plan. */
export function textOptions(plan: LoadPlan): {
  dialect: LoadPlan["dialect"];
  fields: FieldRule[];
  fieldCount: number;
} {
  const fields = plan.mapping.flatMap(({ field, column, type }) =>
    column === null ? [] : [{ field, isNumeric: type !== null && isNumericType(type) }],
  );
  return { dialect: plan.dialect, fields, fieldCount: plan.mapping.length };
}

/** Types whose text has a decimal point, by format_type's names. */
export const isNumericType = (type: string): boolean =>
  /^(numeric|real|double precision|smallint|integer|bigint|money)\b/.test(type);

/** Rows taken, or null when the server refused. Fewer rows than records means a line such as `\.` ended the data. */
async function copyAsItIs(
  batch: Batch,
  writer: BatchWriter,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    const loaded = await writer.copy(batch.bytes, "csv", signal);
    if (loaded !== batch.records) await writer.undo();
    return loaded;
  } catch (error) {
    if (error instanceof IngestError && error.kind === "data") return null;
    throw error;
  }
}

class Isolation {
  readonly #plan: LoadPlan;
  readonly #batch: Batch;
  readonly #text: TextBatch;
  readonly #writing: Writing;
  readonly #columns: readonly string[];
  readonly #rejects: Reject[] = [];
  #loaded = 0;
  /** Lines of the next COPY: bad ones come in crowds, and what follows one is sent in vain. */
  #window = Number.POSITIVE_INFINITY;
  /** Lines the server took without error and without a row: a trigger of the target dropped them. */
  #dropped = 0;

  constructor(plan: LoadPlan, batch: Batch, text: TextBatch, writing: Writing) {
    this.#plan = plan;
    this.#batch = batch;
    this.#text = text;
    this.#writing = writing;
    this.#columns = loadedColumns(plan);
    for (const problem of text.problems)
      this.#reject(
        problem,
        fieldColumn(plan, problem.field),
        BAD_COPY_FILE_FORMAT,
        problem.message,
      );
  }

  /** Loads the lines [from, to), leaving out those the server refuses. */
  async load(from: number, to: number, signal: AbortSignal): Promise<void> {
    let start = from;
    while (start < to) {
      const end = Math.min(to, start + this.#window);
      const refusal = await this.#copy(start, end, signal);
      if (refusal === null) {
        this.#window = WINDOW_GROWTH * (end - start);
        start = end;
        continue;
      }
      const bad = badLine(refusal, start, end);
      if (bad === null) {
        // The server named no line (foreign keys, deferred constraints, AFTER triggers): halve.
        this.#window = Math.ceil((end - start) / 2);
        continue;
      }
      await this.load(start, bad, signal);
      this.#rejectLine(bad, refusal);
      this.#writing.onReject(this.#rejects.length, () => this.#rejects);
      this.#window = WINDOW_GROWTH * (bad - start + 1);
      start = bad + 1;
    }
  }

  outcome(): BatchOutcome {
    const rejects = this.#rejects.toSorted((a, b) => a.record - b.record);
    const counts = {
      records: this.#text.records,
      loaded: this.#loaded,
      rejected: rejects.length,
      skipped: this.#text.skipped + this.#dropped,
      duplicates: 0,
    };
    assert(
      counts.records === counts.loaded + counts.rejected + counts.skipped,
      "every record accounted for",
    );
    return { counts, rejects };
  }

  async #copy(from: number, to: number, signal: AbortSignal): Promise<IngestError | null> {
    const bytes = this.#text.bytes.subarray(this.#lineStart(from), this.#lineStart(to));
    try {
      const rows = await this.#writing.writer.copy(bytes, "text", signal);
      this.#loaded += rows;
      this.#dropped += to - from - rows;
      return null;
    } catch (error) {
      if (error instanceof IngestError && error.kind === "data") return error;
      throw error;
    }
  }

  #lineStart(line: number): number {
    return line === 0 ? 0 : present(this.#text.lineEnds[line - 1], "the end of the line before");
  }

  #rejectLine(line: number, refusal: IngestError): void {
    const origin = this.#text.lineRecord(line);
    const named = refusal.place.column ?? null;
    const column = named !== null && this.#columns.includes(named) ? named : null;
    this.#reject(origin, column, refusal.sqlstate ?? BAD_COPY_FILE_FORMAT, refusal.message);
  }

  #reject(at: RecordAt, column: string | null, sqlstate: string, message: string): void {
    const reason = { column, sqlstate, message };
    this.#rejects.push(rejectAt(this.#batch, this.#plan.dialect.encoding, at, reason));
  }
}

/** The record at this place of `batch`, with why it was not loaded. */
export function rejectAt(
  batch: Batch,
  encoding: LoadPlan["dialect"]["encoding"],
  at: RecordAt,
  { column, sqlstate, message }: Pick<Reject, "column" | "sqlstate" | "message">,
): Reject {
  const { line, byteOffset, refusal } = placeOf(batch, encoding, at);
  return {
    batch: batch.number,
    file: batch.fileName,
    record: batch.firstRecord + at.recordIndex,
    line,
    byteOffset,
    column: refusal === null ? column : null,
    sqlstate,
    message: refusal ?? message,
    // A copy: the batch's buffer is used again. (On a Node Buffer, slice would be a view.)
    raw: new Uint8Array(batch.bytes.subarray(at.start, at.end)),
  };
}

/** Where in the source the record stands. */
export function placeOf(
  { bytes, places, firstLine, fileOffset }: Batch,
  encoding: LoadPlan["dialect"]["encoding"],
  { recordIndex, lineIndex, start }: Omit<RecordAt, "end">,
): SourcePlace {
  return (
    places?.at(recordIndex) ?? {
      line: firstLine + lineIndex,
      byteOffset: fileOffset + fileLength(bytes.subarray(0, start), encoding),
      refusal: null,
    }
  );
}

/** Where a record lies in its batch. */
export interface RecordAt {
  readonly recordIndex: number;
  readonly lineIndex: number;
  readonly start: number;
  readonly end: number;
}

/** The line to take out, or null when it is not known which of several it is. */
function badLine(refusal: IngestError, from: number, to: number): number | null {
  const line = refusal.place.line;
  if (line !== undefined && line >= 1 && from + line - 1 < to) return from + line - 1;
  return to - from === 1 ? from : null;
}

/** The name to give a field's column in a reject. */
export function fieldColumn(plan: LoadPlan, field: number | null): string | null {
  if (field === null) return null;
  const entry = plan.mapping[field];
  return entry?.column ?? entry?.header ?? null;
}
