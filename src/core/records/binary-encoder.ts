// A batch's text as COPY's binary format, in pieces of bounded size, by the WebAssembly module src/wasm/encoder. It
// encodes what is certainly read as the server would read it. A record that it stops at is judged here: certainly bad
// (a reject), blank, or left for the server to read as text.
import { DONE, FIELD_NUMBERS, FLOAT4, FLOAT8, FULL, SKIP, UNLIMITED } from "./binary-kinds.ts";
import { judgeRecord, type RefusedField } from "./binary-record.ts";
import { type FieldEncoding, NULL_TEXT_MAX } from "./binary-format.ts";
import { asciiBytes, LF } from "./dialect-bytes.ts";
import type { Dialect } from "./dialect.ts";
import { POWER_MAX, toPowersOfFive } from "./powers-of-five.ts";
import { RecordReader } from "./record-reader.ts";
import {
  WASM_REGIONS,
  type WasmFunction,
  type WasmInstance,
  type WasmMemory,
} from "./wasm-memory.ts";

/** Small enough to stay in the processor's cache until it is sent. */
const PIECE_BYTES = 256 * 1024;
/** Left for the end that follows the last tuple. */
const TRAILER_BYTES = 2;
/** Records left to the server cost their own COPY: of more than so many bytes, and this share, the rest is left too. */
const LEFT_BYTES = 16 * 1024;
const LEFT_SHARE = 16;
/** Batches that are not tried after one was given up: the next ones will be like it. */
const BATCHES_PASSED = 15;
/** "PGCOPY\n\377\r\n\0", no flags, no extension. */
const HEADER = [80, 71, 67, 79, 80, 89, 10, 255, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/** How a batch went: everything of it is in one of these, as far as the pieces were taken. */
export interface EncodedBatch {
  /** The pieces in order; each is good until the next is asked for. Nothing else may be called before they are taken. */
  pieces(): Generator<Uint8Array, void, void>;
  /** Tuples encoded. */
  readonly encoded: number;
  readonly blank: number;
  readonly refused: readonly RefusedRecord[];
  /** Records to be read by the server, in order. */
  readonly left: readonly LeftRecord[];
  /** Where the encoding was given up for the rest of the batch, or null. */
  readonly rest: RecordStart | null;
}

export interface RecordStart {
  /** From 0, in the batch. */
  readonly recordIndex: number;
  /** Physical lines before it in the batch. */
  readonly lineIndex: number;
  readonly start: number;
}

export interface LeftRecord extends RecordStart {
  /** With the record end. */
  readonly nextStart: number;
}

export interface RefusedRecord extends RecordStart, RefusedField {
  /** Without the record end. */
  readonly end: number;
}

export interface EncoderFormat {
  /** One that `unreadableDialect` lets through. */
  readonly dialect: Dialect;
  /** One entry a field. */
  readonly fields: readonly FieldEncoding[];
  /** No record overtakes another: at the first one left to the server, all the rest is left. */
  readonly keepsOrder: boolean;
}

/** Made once for a load; all workers share it. */
export class BinaryEncoder {
  readonly #memory: WasmMemory;
  readonly #format: EncoderFormat;
  readonly #module: EncoderModule;
  #batchesToPass = 0;

  private constructor(memory: WasmMemory, module: EncoderModule, format: EncoderFormat) {
    this.#memory = memory;
    this.#module = module;
    this.#format = format;
  }

  /** Null where the module is missing or cannot run, or has no room for so many fields. */
  static open(memory: WasmMemory, format: EncoderFormat): BinaryEncoder | null {
    const instance = memory.instance("encoder");
    if (instance === null || stopRoom(format) < format.fields.length + STOPS_SPARE) return null;
    return new BinaryEncoder(memory, setUp(instance, format), format);
  }

  /** Null when the batch does not lie in the memory, or when those before it were given up. */
  start(bytes: Uint8Array): EncodedBatch | null {
    const at = this.#memory.addressOf(bytes);
    if (at === null || this.#batchesToPass-- > 0) return null;
    this.#batchesToPass = 0;
    const reader = new RecordReader(bytes, this.#format.dialect);
    const onGivenUp = (): void => {
      this.#batchesToPass = BATCHES_PASSED;
    };
    const work: Work = { ...this.#format, bytes, at, reader, onGivenUp };
    return new Encoding(work, this.#memory, this.#module);
  }
}

interface Work extends EncoderFormat {
  readonly bytes: Uint8Array;
  /** Its address. */
  readonly at: number;
  readonly reader: RecordReader;
  readonly onGivenUp: () => void;
}

class Encoding implements EncodedBatch {
  readonly #work: Work;
  readonly #memory: WasmMemory;
  readonly #module: EncoderModule;
  readonly refused: RefusedRecord[] = [];
  readonly left: LeftRecord[] = [];
  encoded = 0;
  blank = 0;
  rest: RecordStart | null = null;
  #bytesLeft = 0;
  /** Line ends counted, and up to where. */
  #lines = 0;
  #linesTo = 0;

  constructor(work: Work, memory: WasmMemory, module: EncoderModule) {
    this.#work = work;
    this.#memory = memory;
    this.#module = module;
  }

  *pieces(): Generator<Uint8Array, void, void> {
    const piece = this.#memory.take(PIECE_BYTES);
    try {
      yield* this.#fill(piece);
    } finally {
      this.#memory.give(piece);
    }
  }

  *#fill(piece: Uint8Array): Generator<Uint8Array, void, void> {
    const { bytes, at } = this.#work;
    const out = this.#memory.addressOf(piece);
    const outEnd = (out ?? 0) + PIECE_BYTES - TRAILER_BYTES;
    // What follows the last line end is a record without one, and the server's.
    const linesEnd = bytes.lastIndexOf(LF) + 1;
    piece.set(HEADER);
    let filled = HEADER.length;
    let position = 0;
    if (out === null) this.#giveUp(this.#recordStart(0));
    while (out !== null && position < bytes.length && this.rest === null) {
      if (position >= linesEnd) {
        position = this.#pass(position, null);
        continue;
      }
      const status = this.#module.encode(at + position, at + linesEnd, out + filled, outEnd);
      this.encoded += this.#module.recordCount();
      position = this.#module.recordPosition() - at;
      filled = this.#module.pieceEnd() - out;
      if (status === DONE) continue;
      if (status === FULL && filled > 0) {
        yield piece.subarray(0, filled);
        filled = 0;
      } else position = this.#pass(position, status === FULL ? null : this.#module.fieldStopped());
    }
    piece.fill(0xff, filled, filled + TRAILER_BYTES);
    yield piece.subarray(0, filled + TRAILER_BYTES);
  }

  /** Judges the record at `start`, which stopped at `field`, or is too long for a piece; returns where the next begins. */
  #pass(start: number, field: number | null): number {
    const { bytes, reader, fields } = this.#work;
    reader.nextStart = start;
    reader.next();
    const place = this.#recordStart(start);
    const verdict = judgeRecord(reader, bytes, fields, field);
    if (verdict === "blank") this.blank++;
    else if (verdict === "left") this.#leave({ ...place, nextStart: reader.nextStart });
    else this.refused.push({ ...place, end: reader.end, ...verdict });
    return reader.nextStart;
  }

  #leave(record: LeftRecord): void {
    const { bytes, keepsOrder } = this.#work;
    if (keepsOrder) {
      this.#giveUp(record);
      return;
    }
    this.left.push(record);
    this.#bytesLeft += record.nextStart - record.start;
    const isMuch = this.#bytesLeft > LEFT_BYTES + record.nextStart / LEFT_SHARE;
    if (isMuch && record.nextStart < bytes.length)
      this.#giveUp(this.#recordStart(record.nextStart));
  }

  #giveUp({ recordIndex, lineIndex, start }: RecordStart): void {
    this.rest = { recordIndex, lineIndex, start };
    this.#work.onGivenUp();
  }

  /** Call it with ascending starts. */
  #recordStart(start: number): RecordStart {
    const { bytes } = this.#work;
    for (
      let at = bytes.indexOf(LF, this.#linesTo);
      at >= 0 && at < start;
      at = bytes.indexOf(LF, at + 1)
    )
      this.#lines++;
    this.#linesTo = start;
    const recordIndex = this.encoded + this.blank + this.refused.length + this.left.length;
    return { recordIndex, lineIndex: this.#lines, start };
  }
}

/** The functions of src/wasm/encoder. */
interface EncoderModule {
  readonly encode: WasmFunction;
  readonly recordCount: WasmFunction;
  readonly recordPosition: WasmFunction;
  readonly pieceEnd: WasmFunction;
  readonly fieldStopped: WasmFunction;
}

/** Behind the module's own data lie the NULL text, the powers of five, the fields, and where the fields end. */
const NULL_TEXT_AT = WASM_REGIONS.encoder.start + 4096;
const POWERS_AT = NULL_TEXT_AT + 4 * NULL_TEXT_MAX;
const FIELDS_AT = POWERS_AT + 16 * (2 * POWER_MAX + 1);
const stopsAt = ({ fields }: EncoderFormat): number =>
  FIELDS_AT + Int32Array.BYTES_PER_ELEMENT * FIELD_NUMBERS * fields.length;
/** How many ends of fields the module can list. */
const stopRoom = (format: EncoderFormat): number =>
  Math.floor((WASM_REGIONS.encoder.end - stopsAt(format)) / Int32Array.BYTES_PER_ELEMENT);
/** It writes some more than it keeps. */
const STOPS_SPARE = 128;
/** Stands for "no quote" in the module. */
const NO_QUOTE = 256;

function setUp(instance: WasmInstance, format: EncoderFormat): EncoderModule {
  const { dialect, fields } = format;
  const { buffer } = instance;
  const nullText = asciiBytes(dialect.nullText);
  new Uint8Array(buffer, NULL_TEXT_AT).set(nullText);
  const numbers = new Int32Array(buffer, FIELDS_AT, fields.length * FIELD_NUMBERS);
  numbers.set(
    fields.flatMap(({ kind, limit, scale }) => [kind, limit ?? UNLIMITED, scale ?? UNLIMITED]),
  );
  const [delimiter = 0] = asciiBytes(dialect.delimiter);
  const [quote = NO_QUOTE] = asciiBytes(dialect.quote ?? "");
  instance.call("setFormat")(delimiter, quote, NULL_TEXT_AT, nullText.length);
  const columns = fields.filter(({ kind }) => kind !== SKIP).length;
  instance.call("setFields")(FIELDS_AT, fields.length, columns);
  instance.call("setStopList")(stopsAt(format), stopRoom(format));
  if (fields.some(({ kind }) => kind === FLOAT4 || kind === FLOAT8)) {
    new BigUint64Array(buffer, POWERS_AT).set(toPowersOfFive());
    instance.call("setPowers")(POWERS_AT, POWER_MAX);
  }
  return {
    encode: instance.call("encode"),
    recordCount: instance.call("recordCount"),
    recordPosition: instance.call("recordPosition"),
    pieceEnd: instance.call("pieceEnd"),
    fieldStopped: instance.call("fieldStopped"),
  };
}
