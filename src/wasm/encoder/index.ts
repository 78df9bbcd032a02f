// Delimited text into tuples of COPY's binary format, record by record, as long as every field is certainly read as
// the server would read it. Whatever is not (an odd value, a stray quote, another number of fields) stops it before
// that record; its caller decides, and may go on behind it.
import {
  BOOL,
  BYTEA,
  DATE,
  DONE,
  FIELD_NUMBERS,
  FLOAT4,
  FLOAT8,
  FULL,
  INT2,
  INT4,
  INT8,
  JSONB,
  NUMERIC,
  SKIP,
  STOPPED,
  TEXT,
  TIME,
  TIMESTAMP,
  TIMESTAMPTZ,
  TIMESTAMPTZ_UTC,
  UNLIMITED,
  UUID,
} from "../../core/records/binary-kinds";
import { readBool, readBytea, readUuid } from "./bytes";
import { readDate, readTime, readTimestamp } from "./dates";
import {
  CR,
  ends,
  LF,
  NO_ROOM,
  putLength,
  putU16,
  putU32,
  textEnd,
  UNREAD,
  valueEnd,
} from "./ends";
import { readFloat4, readFloat8, setPowersOfFive } from "./floats";
import { readInt2, readInt4, readInt8 } from "./integers";
import { readNumeric } from "./numeric";
import { delimiter, isWithin, quote, setDialect, Text } from "./texts";

/** Room for the length and value of any field that is not text. */
const FIELD_ROOM: usize = 512;
const NUMBER_BYTES: usize = 4 * FIELD_NUMBERS;
const NULL_LENGTH: u32 = 0xffffffff;

let fields: usize = 0;
let fieldCount: u32 = 0;
let columnCount: u32 = 0;
let nullText: usize = 0;
let nullLength: usize = 0;

let position: usize = 0;
let written: usize = 0;
let records: u32 = 0;
let stoppedField: u32 = 0;

/** Where the module's static data end. */
export function staticEnd(): usize {
  return __heap_base;
}

/** Where the record that `encode` did not encode begins; the end of the bytes when it did them all. */
export function recordPosition(): usize {
  return position;
}

/** Where the tuples end. */
export function pieceEnd(): usize {
  return written;
}

/** Tuples written by the last call. */
export function recordCount(): u32 {
  return records;
}

/** The field at which the last call stopped, from 0. */
export function fieldStopped(): u32 {
  return stoppedField;
}

export function setFormat(
  delimiterByte: u32,
  quoteByte: u32,
  nullAt: usize,
  nullBytes: usize,
): void {
  setDialect(delimiterByte, quoteByte);
  nullText = nullAt;
  nullLength = nullBytes;
}

/** `at`: FIELD_NUMBERS numbers a field. */
export function setFields(at: usize, count: u32, columns: u32): void {
  fields = at;
  fieldCount = count;
  columnCount = columns;
}

export function setPowers(at: usize, max: i32): void {
  setPowersOfFive(at, max);
}

/**
 * Encodes the records of [from, to) into [out, outEnd), which is longer than FIELD_ROOM. The last byte is a line end:
 * no value is read past it but in quotes, and there `to` is looked at.
 */
export function encode(from: usize, to: usize, out: usize, outEnd: usize): i32 {
  records = 0;
  position = from;
  written = out;
  while (position < to) {
    const both = Reading.encodeRecord(position, to, written, outEnd);
    if (both == NO_ROOM) return FULL;
    if (both == UNREAD) return STOPPED;
    position = textEnd(both);
    written = valueEnd(both);
    records++;
  }
  return DONE;
}

/** What is done for each record and field: all of it is one loop when compiled. */
@final
class Reading {
  @inline
  static encodeRecord(from: usize, to: usize, out: usize, outEnd: usize): u64 {
    let at = from;
    let value = out + 2;
    putU16(out, columnCount);
    const last = fieldCount - 1;
    let field = fields;
    for (let index: u32 = 0; ; index++, field += NUMBER_BYTES) {
      if (value + FIELD_ROOM > outEnd) return NO_ROOM;
      stoppedField = index;
      const both = Reading.encodeField(field, at, to, value, outEnd);
      if (both <= NO_ROOM) return both;
      at = textEnd(both);
      value = valueEnd(both);
      // A quoted field was read into what stands behind the bytes.
      if (at >= to) return UNREAD;
      const stop: u32 = load<u8>(at);
      if (index < last) {
        if (stop != delimiter) return UNREAD;
        at++;
        continue;
      }
      // One blank field is a blank record.
      if (last == 0 && at == from) return UNREAD;
      if (stop == LF) return ends(at + 1, value);
      return stop == CR && load<u8>(at, 1) == LF ? ends(at + 2, value) : UNREAD;
    }
  }

  /** Writes length and value; the text's end is behind a closing quote. */
  @inline
  static encodeField(field: usize, at: usize, to: usize, out: usize, outEnd: usize): u64 {
    const kind: i32 = load<i32>(field);
    const first: u32 = load<u8>(at);
    const isQuoted = first == quote;
    if (!isQuoted && Reading.isNullAt(at, first)) {
      if (kind == SKIP) return ends(at + nullLength, out);
      putU32(out, NULL_LENGTH);
      return ends(at + nullLength, out + 4);
    }
    if (kind <= JSONB) return Reading.encodeText(field, at, to, out, outEnd);
    const both = Reading.readValue(field, isQuoted ? at + 1 : at, to, out + 4, outEnd);
    if (both <= NO_ROOM) return both;
    putLength(out + 4, valueEnd(both));
    const end = textEnd(both);
    if (!isQuoted) return both;
    return load<u8>(end) == quote ? ends(end + 1, valueEnd(both)) : UNREAD;
  }

  /** An unquoted field that is exactly the NULL text. */
  @inline
  static isNullAt(at: usize, first: u32): bool {
    if (nullLength != 0) {
      if (memory.compare(at, nullText, nullLength) != 0) return false;
      first = load<u8>(at + nullLength);
    }
    return first == delimiter || first == LF || first == CR;
  }

  /** A text; quoted or not. */
  @inline
  static encodeText(field: usize, at: usize, to: usize, out: usize, outEnd: usize): u64 {
    const kind: i32 = load<i32>(field);
    const start = out + 4 + usize(kind == JSONB);
    const both =
      load<u8>(at) == quote
        ? Text.copy(at + 1, to, start, outEnd, true)
        : Text.copy(at, to, start, outEnd, false);
    if (both <= NO_ROOM) return both;
    if (kind == SKIP) return ends(textEnd(both), out);
    const limit = load<u32>(field, 4);
    if (limit != UNLIMITED && !isWithin(start, valueEnd(both), limit)) return UNREAD;
    if (kind == JSONB) store<u8>(out + 4, 1);
    putLength(out + 4, valueEnd(both));
    return both;
  }

  /** Writes the value that begins at `at`, without its length; the text's end is what stopped the reading. */
  @inline
  static readValue(field: usize, at: usize, to: usize, out: usize, outEnd: usize): u64 {
    const kind: i32 = load<i32>(field);
    switch (kind) {
      case INT2:
        return readInt2(at, out);
      case INT4:
        return readInt4(at, out);
      case INT8:
        return readInt8(at, out);
      case FLOAT4:
        return readFloat4(at, out);
      case FLOAT8:
        return readFloat8(at, out);
      case NUMERIC:
        return readNumeric(at, out, load<u32>(field, 4), load<u32>(field, 8));
      case BOOL:
        return readBool(at, out);
      case DATE:
        return readDate(at, out);
      case TIME:
        return readTime(at, out);
      case TIMESTAMP:
      case TIMESTAMPTZ:
      case TIMESTAMPTZ_UTC:
        return readTimestamp(at, out, kind);
      case UUID:
        return readUuid(at, out);
      case BYTEA:
        return readBytea(at, out, to, outEnd);
      default:
        return UNREAD;
    }
  }
}
