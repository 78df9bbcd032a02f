// Texts encoded in a memory of their own, for tests.
import { builtMemory } from "../../src/build/wasm.ts";
import { present } from "../../src/core/base/assert.ts";
import { BinaryEncoder, type EncodedBatch } from "../../src/core/records/binary-encoder.ts";
import type { FieldEncoding } from "../../src/core/records/binary-format.ts";
import type { Dialect } from "../../src/core/records/dialect.ts";
import { giveBack, placed } from "./wasm.ts";

const memory = await builtMemory(24 * 1_048_576);

export interface EncodedText extends EncodedBatch {
  /** Copies of all pieces. */
  readonly bytes: Buffer;
  readonly pieceCount: number;
}

/** One batch, with `noise` behind it in the memory. */
export function encodeText(
  text: string | Uint8Array,
  format: {
    readonly dialect: Dialect;
    readonly fields: readonly FieldEncoding[];
    readonly keepsOrder?: boolean;
  },
  noise = "\n",
): EncodedText {
  const own = Buffer.from(text);
  const slot = placed(memory, Buffer.concat([own, Buffer.from(noise)]));
  const encoder = present(BinaryEncoder.open(memory, { keepsOrder: false, ...format }), "a module");
  const batch = present(encoder.start(slot.subarray(0, own.length)), "a batch in the memory");
  const pieces: Buffer[] = [];
  for (const piece of batch.pieces()) pieces.push(Buffer.from(piece));
  giveBack(memory, slot);
  const { encoded, blank, refused, left, rest } = batch;
  return {
    ...{ pieces: () => batch.pieces(), encoded, blank, refused, left, rest },
    bytes: Buffer.concat(pieces),
    pieceCount: pieces.length,
  };
}

/** "PGCOPY..." and the end, around the tuples. */
export const HEADER_BYTES = 19;
const TRAILER_BYTES = 2;

export const tuplesOf = ({ bytes }: EncodedText): Buffer =>
  bytes.subarray(HEADER_BYTES, bytes.length - TRAILER_BYTES);

/** The fields of each tuple. */
export function readTuples(tuples: Buffer): (Buffer | null)[][] {
  const found: (Buffer | null)[][] = [];
  let at = 0;
  while (at < tuples.length) {
    const count = tuples.readUInt16BE(at);
    at += 2;
    const fields = Array.from({ length: count }, () => {
      const length = tuples.readInt32BE(at);
      const value = length < 0 ? null : tuples.subarray(at + 4, at + 4 + length);
      at += 4 + Math.max(0, length);
      return value;
    });
    found.push(fields);
  }
  return found;
}

export const field = (kind: number, facts: Partial<FieldEncoding> = {}): FieldEncoding => ({
  ...{ kind, type: "", limit: null, scale: null, isJudged: false },
  ...facts,
});
