// A batch in COPY's binary format: certainly bad records are rejects without asking the server, odd ones follow as
// text, and where the server refuses what was encoded, all of the batch goes as text and is isolated there.
import { assert, present } from "../base/assert.ts";
import { IngestError } from "../base/ingest-error.ts";
import { BinaryEncoder, type EncodedBatch, type LeftRecord } from "../records/binary-encoder.ts";
import type { WasmMemory } from "../records/wasm-memory.ts";
import type { Reject } from "./events.ts";
import { sumCounts } from "./finish.ts";
import {
  BAD_COPY_FILE_FORMAT,
  fieldColumn,
  placeOf,
  rejectAt,
  writeBatch,
  type OnReject,
  type Writing,
} from "./isolate.ts";
import { isPlainAppend } from "./mode.ts";
import type { LoadPlan } from "./plan.ts";
import type { Batch, BatchOutcome } from "./ports.ts";

/** The encoder of a run; null when the plan wants none or this machine cannot run it. */
export function openEncoder(plan: LoadPlan, memory: WasmMemory): BinaryEncoder | null {
  const { encoding, dialect } = plan;
  if (encoding === undefined) return null;
  // Modes that look at keys may ask which of two records came first.
  return BinaryEncoder.open(memory, {
    dialect,
    fields: encoding,
    keepsOrder: !isPlainAppend(plan),
  });
}

interface Encodable {
  readonly plan: LoadPlan;
  readonly batch: Batch;
  readonly encoder: BinaryEncoder | null;
}

/** Copies the batch encoded as far as it can be, the rest as text. */
export async function writeEncoded(
  { plan, batch, encoder }: Encodable,
  writing: Writing,
  signal: AbortSignal,
): Promise<BatchOutcome> {
  const encoded = encoder?.start(batch.bytes) ?? null;
  const pieces = encoded?.pieces();
  // Given up in the first piece, it is not worth a COPY of its own.
  const first = pieces?.next().value;
  if (encoded === null || pieces === undefined || !first || encoded.rest !== null) {
    pieces?.return();
    return writeBatch(plan, batch, writing, signal);
  }
  const rows = await copyPieces(withFirst(first, pieces), writing, signal).finally(() =>
    pieces.return(),
  );
  if (rows === null) {
    writing.onIsolating();
    return writeBatch(plan, { ...batch, isPlain: false }, writing, signal);
  }
  const own = encodedOutcome(plan, batch, encoded, rows);
  const left = await writeLeft(plan, batch, encoded, { writing, signal });
  const rest = await writeRest(plan, batch, encoded, { writing, signal });
  const rejects = [own, left, rest].flatMap((part) => part.rejects);
  const counts = sumCounts([own.counts, left.counts, rest.counts]);
  assert(counts.records === batch.records, "every record of the batch encoded or left");
  return { counts, rejects: rejects.toSorted((a, b) => a.record - b.record) };
}

/** Rows taken, or null when the server refused. */
async function copyPieces(
  pieces: Iterable<Uint8Array>,
  { writer }: Writing,
  signal: AbortSignal,
): Promise<number | null> {
  try {
    return await writer.copyEncoded(pieces, signal);
  } catch (error) {
    if (error instanceof IngestError && error.kind === "data") return null;
    throw error;
  }
}

function* withFirst(
  first: Uint8Array,
  others: Generator<Uint8Array, void, void>,
): Generator<Uint8Array, void, void> {
  yield first;
  yield* others;
}

function encodedOutcome(
  plan: LoadPlan,
  batch: Batch,
  { encoded, blank, refused }: EncodedBatch,
  rows: number,
): BatchOutcome {
  const rejects = refused.map((record): Reject => {
    const { message, sqlstate } = record;
    const column = fieldColumn(plan, record.field);
    const reason = { column, sqlstate: sqlstate ?? BAD_COPY_FILE_FORMAT, message };
    return rejectAt(batch, plan.dialect.encoding, record, reason);
  });
  const records = encoded + blank + refused.length;
  // Rows fewer than tuples: a trigger of the target dropped them.
  const skipped = blank + encoded - rows;
  const counts = { records, loaded: rows, rejected: rejects.length, skipped, duplicates: 0 };
  return { counts, rejects };
}

interface Course {
  readonly writing: Writing;
  readonly signal: AbortSignal;
}

const NOTHING: BatchOutcome = { counts: sumCounts([]), rejects: [] };

/** The records that the encoder left out here and there, together. */
async function writeLeft(
  plan: LoadPlan,
  batch: Batch,
  { left }: EncodedBatch,
  { writing, signal }: Course,
): Promise<BatchOutcome> {
  if (left.length === 0) return NOTHING;
  const bytes = new Uint8Array(left.reduce((sum, one) => sum + one.nextStart - one.start, 0));
  let filled = 0;
  for (const { start, nextStart } of left) {
    bytes.set(batch.bytes.subarray(start, nextStart), filled);
    filled += nextStart - start;
  }
  const part = {
    bytes,
    firstRecord: 1,
    records: left.length,
    places: { at: (index: number) => placeOf(batch, plan.dialect.encoding, leftAt(left, index)) },
    // What goes as it is would be taken back together with what was encoded.
    isPlain: false,
  };
  const inBatch = (reject: Reject): Reject => {
    const { recordIndex } = leftAt(left, reject.record - 1);
    return { ...reject, record: batch.firstRecord + recordIndex };
  };
  const onReject: OnReject = (count, rejects) =>
    writing.onReject(count, () => rejects().map(inBatch));
  const own = { ...writing, onReject };
  const outcome = await writeBatch(plan, { ...batch, ...part }, own, signal);
  return { ...outcome, rejects: outcome.rejects.map(inBatch) };
}

const leftAt = (left: readonly LeftRecord[], index: number): LeftRecord =>
  present(left[index], "a record that was left");

/** From where the encoder gave up to the end. */
function writeRest(
  plan: LoadPlan,
  batch: Batch,
  { rest }: EncodedBatch,
  { writing, signal }: Course,
): Promise<BatchOutcome> {
  if (rest === null) return Promise.resolve(NOTHING);
  const { places } = batch;
  const at = placeOf({ ...batch, places: undefined }, plan.dialect.encoding, rest);
  const part = {
    bytes: batch.bytes.subarray(rest.start),
    start: batch.start + rest.start,
    firstRecord: batch.firstRecord + rest.recordIndex,
    firstLine: at.line,
    fileOffset: at.byteOffset,
    places: places && { at: (index: number) => places.at(rest.recordIndex + index) },
    records: batch.records - rest.recordIndex,
    isPlain: false,
  };
  return writeBatch(plan, { ...batch, ...part }, writing, signal);
}
