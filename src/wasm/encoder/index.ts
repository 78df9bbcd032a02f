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
import { readDate, readTime } from "./dates";
import {
  CR,
  LENGTH_BYTES,
  LF,
  NO_ROOM,
  outEnd,
  putLength,
  putU16,
  setOutEnd,
  UNREAD,
} from "./ends";
import { Double, readFloat4, setPowersOfFive } from "./floats";
import { Integer } from "./integers";
import { Numeric } from "./numeric";
import { ENTRY_BYTES, list, listStops, setList, setStops } from "./stops";
import { isWithin, quote, setQuote, Text } from "./texts";
import { Timestamp } from "./timestamps";

/** Room for the length and value of any field that is not text. */
const FIELD_ROOM: usize = 512;
const NUMBER_BYTES: usize = 4 * FIELD_NUMBERS;
const NULL_LENGTH: u32 = 0xffffffff;

let fields: usize = 0;
let lastField: usize = 0;
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
  setQuote(quoteByte, delimiterByte);
  setStops(quoteByte, delimiterByte);
  nullText = nullAt;
  nullLength = nullBytes;
}

/** `at`: FIELD_NUMBERS numbers a field. */
export function setFields(at: usize, count: u32, columns: u32): void {
  fields = at;
  lastField = at + ((count as usize) - 1) * NUMBER_BYTES;
  fieldCount = count;
  columnCount = columns;
}

/** `at`: room for so many addresses, where the ends of fields are listed. */
export function setStopList(at: usize, count: u32): void {
  setList(at, count);
}

export function setPowers(at: usize, max: i32): void {
  setPowersOfFive(at, max);
}

/** Encodes the records of [from, to) into [out, end), which is longer than FIELD_ROOM. The last byte is a line end. */
export function encode(from: usize, to: usize, out: usize, end: usize): i32 {
  records = 0;
  position = from;
  written = out;
  setOutEnd(end);
  while (position < to) {
    const listEnd = listStops(position, to, fieldCount);
    stoppedField = 0;
    // The last record has fewer fields, or a quote that is never closed.
    if (list + (fieldCount as usize) * ENTRY_BYTES > listEnd) return STOPPED;
    const status = encodeRecords(listEnd);
    if (status != DONE) return status;
  }
  return DONE;
}

/** The records whose fields' ends are all listed. */
function encodeRecords(listEnd: usize): i32 {
  const recordBytes: usize = (fieldCount as usize) * ENTRY_BYTES;
  const fieldMax = outEnd - FIELD_ROOM;
  let at = position;
  let out = written;
  for (let entry = list; entry + recordBytes <= listEnd; records++) {
    putU16(out, columnCount);
    out += 2;
    for (let field = fields; ; field += NUMBER_BYTES, entry += ENTRY_BYTES) {
      if (out > fieldMax) return FULL;
      const stop: usize = load<u32>(entry);
      let end = stop;
      const isLine = u32(load<u8>(stop)) == LF;
      if (isLine != (field == lastField)) return Reading.stopAt(field);
      if (isLine) {
        if (stop > at && u32(load<u8>(stop - 1)) == CR) end--;
        // One blank field is a blank record.
        if (fieldCount == 1 && at == end) return Reading.stopAt(field);
      }
      out = Reading.encodeField(field, at, end, out);
      if (out <= NO_ROOM) return out == NO_ROOM ? FULL : Reading.stopAt(field);
      at = stop + 1;
      if (isLine) break;
    }
    entry += ENTRY_BYTES;
    position = at;
    written = out;
  }
  return DONE;
}

/** What is done for each field: all of it is one loop when compiled. */
@final
class Reading {
  @inline
  static stopAt(field: usize): i32 {
    stoppedField = ((field - fields) / NUMBER_BYTES) as u32;
    return STOPPED;
  }

  /** Writes length and value of the field in [at, end); returns where the value ends. */
  @inline
  static encodeField(field: usize, at: usize, end: usize, out: usize): usize {
    const kind: i32 = load<i32>(field);
    if (Reading.isNull(at, end)) {
      if (kind == SKIP) return out;
      store<u32>(out, NULL_LENGTH);
      return out + LENGTH_BYTES;
    }
    const isQuoted = u32(load<u8>(at)) == quote;
    if (isQuoted) {
      if (end - at < 2 || u32(load<u8>(end - 1)) != quote) return UNREAD;
      at++;
      end--;
    }
    if (kind > JSONB) return Reading.encodeValue(field, at, end, out);
    if (kind != TEXT)
      return isQuoted ? encodeOtherQuoted(kind, at, end, out) : encodeOther(kind, at, end, out);
    const start = out + LENGTH_BYTES;
    const textEnd = isQuoted ? Text.copyQuoted(at, end, start) : Text.copy(at, end, start);
    if (textEnd <= NO_ROOM) return textEnd;
    const limit = load<u32>(field, 4);
    return limit == UNLIMITED || isWithin(start, textEnd, limit) ? putLength(out, textEnd) : UNREAD;
  }

  /** An unquoted field that is exactly the NULL text. */
  @inline
  static isNull(at: usize, end: usize): bool {
    if (end - at != nullLength) return false;
    return nullLength == 0 || memory.compare(at, nullText, nullLength) == 0;
  }

  /** Any value but text. */
  @inline
  static encodeValue(field: usize, at: usize, end: usize, out: usize): usize {
    const kind: i32 = load<i32>(field);
    switch (kind) {
      case INT2:
        return Integer.read2(at, end, out);
      case INT4:
        return Integer.read4(at, end, out);
      case INT8:
        return Integer.read8(at, end, out);
      case FLOAT4:
        return readFloat4(at, end, out);
      case FLOAT8:
        return Double.read(at, end, out);
      case NUMERIC:
        return Numeric.read(at, end, out, field);
      case BOOL:
        return readBool(at, end, out);
      case DATE:
        return readDate(at, end, out);
      case TIME:
        return readTime(at, end, out);
      case TIMESTAMP:
      case TIMESTAMPTZ:
      case TIMESTAMPTZ_UTC:
        return Timestamp.read(at, end, out, kind);
      case UUID:
        return readUuid(at, end, out);
      case BYTEA:
        return readBytea(at, end, out);
      default:
        return UNREAD;
    }
  }
}

/** A text with a version before it (jsonb), or one that is read and left out. */
function encodeOther(kind: i32, at: usize, end: usize, out: usize): usize {
  return putOther(kind, out, Text.copy(at, end, out + LENGTH_BYTES + 1));
}

function encodeOtherQuoted(kind: i32, at: usize, end: usize, out: usize): usize {
  return putOther(kind, out, Text.copyQuoted(at, end, out + LENGTH_BYTES + 1));
}

function putOther(kind: i32, out: usize, textEnd: usize): usize {
  if (textEnd <= NO_ROOM) return textEnd;
  if (kind == SKIP) return out;
  store<u8>(out + LENGTH_BYTES, 1);
  return putLength(out, textEnd);
}
