// What a column of a Parquet file is: its PostgreSQL type, and its raw values as text that loses nothing. A value
// that PostgreSQL cannot keep as it is refuses its row. Lists, maps and structs are parquet-json.ts.
import type { SchemaElement } from "hyparquet";
import { structureErrors } from "../../core/base/structure-errors.ts";
import {
  bigEndian,
  dateText,
  decimalText,
  doubleText,
  floatText,
  hexText,
  timestampText,
  timeText,
  uuidText,
} from "../../core/records/exact-text.ts";
import type { InferredType } from "../../core/records/infer.ts";
import { quoted } from "../../core/records/made-text.ts";
import {
  bigEndianWhole,
  int32,
  int64,
  int64Nanos,
  wholeWriter,
  writeBytea,
  writeQuoted,
  writeUuid,
  writeWhole,
  type StoredWriter,
  type WholeReader,
  type WriteWhole,
} from "./parquet-stored.ts";

export interface ValueRefusal {
  readonly refusal: string;
}

export interface ParquetKind {
  readonly type: InferredType;
  /** Whether its text needs no quotes in JSON. */
  readonly isBare: boolean;
  /** Whether its text may hold what means something in CSV, or nothing at all. */
  readonly needsQuotes?: true;
  /** Never called with null. */
  text(value: unknown): string | ValueRefusal;
  /** Where stored bytes become its field without a string on the way. */
  readonly writeBytes?: StoredWriter;
  /** Writes the number that is stored; false for one that only `text` knows to write. */
  readonly writeWhole?: WriteWhole;
  /** The number that `writeWhole` takes, where it is not the stored one. */
  readonly readWhole?: WholeReader;
}

/** A value as a field of a CSV record. */
export function fieldText(kind: ParquetKind, value: unknown): string | ValueRefusal {
  const text = kind.text(value);
  return typeof text === "string" && kind.needsQuotes ? quoted(text) : text;
}

/** How its plainly stored values become fields; `type` is the physical one. Not for BOOLEAN and INT96. */
export function storedWriter(kind: ParquetKind, type: SchemaElement["type"]): StoredWriter {
  if (kind.writeBytes !== undefined) return kind.writeBytes;
  const byText: StoredWriter = (out, page, at, length) => {
    const text = fieldText(kind, storedValue(type, page.view, at, length));
    if (typeof text !== "string") return text.refusal;
    out.text(text);
    return null;
  };
  if (kind.writeWhole === undefined) return byText;
  const read = type === "INT32" ? int32 : type === "INT64" ? int64 : bigEndianWhole;
  return wholeWriter(kind.readWhole ?? read, kind.writeWhole, byText);
}

/** As hyparquet gives it. */
function storedValue(type: SchemaElement["type"], view: DataView, at: number, length: number) {
  if (type === "INT32") return view.getInt32(at, true);
  if (type === "INT64") return view.getBigInt64(at, true);
  if (type === "FLOAT") return view.getFloat32(at, true);
  if (type === "DOUBLE") return view.getFloat64(at, true);
  return new Uint8Array(view.buffer, view.byteOffset + at, length);
}

/** The kind of a column that is no group. `file` and the element's name are for the error. */
export function leafKind(file: string, element: SchemaElement): ParquetKind {
  const logical = element.logical_type;
  switch (element.type) {
    case "BOOLEAN":
      return { type: "boolean", isBare: true, text: String };
    case "FLOAT":
      return { type: "real", isBare: true, text: (value) => floatText(Number(value)) };
    case "DOUBLE":
      return { type: "double precision", isBare: true, text: (value) => doubleText(Number(value)) };
    case "INT32":
    case "INT64":
      return wholeKind(element);
    case "INT96":
      return timestampKind("NANOS", false);
    case "BYTE_ARRAY":
    case "FIXED_LEN_BYTE_ARRAY":
      return bytesKind(element);
    case undefined:
    default:
      throw structureErrors.parquetUnsupported(
        file,
        element.name,
        `is of a kind that is not read (${logical?.type ?? "none"})`,
      );
  }
}

/** Numbers, dates and times that are stored as whole numbers. */
function wholeKind(element: SchemaElement): ParquetKind {
  const { converted_type: converted, logical_type: logical } = element;
  if (converted === "DECIMAL" || logical?.type === "DECIMAL") return decimalKind(element, whole);
  if (converted === "DATE" || logical?.type === "DATE")
    return {
      type: "date",
      isBare: false,
      text: (value) => dateText(Number(whole(value))),
      writeWhole: (out, day) => out.date(day),
    };
  if (logical?.type === "TIMESTAMP") return timestampKind(logical.unit, logical.isAdjustedToUTC);
  if (converted === "TIMESTAMP_MILLIS") return timestampKind("MILLIS", true);
  if (converted === "TIMESTAMP_MICROS") return timestampKind("MICROS", true);
  if (logical?.type === "TIME") return timeKind(logical.unit);
  if (converted === "TIME_MILLIS") return timeKind("MILLIS");
  if (converted === "TIME_MICROS") return timeKind("MICROS");
  const bits = element.type === "INT32" ? 32 : 64;
  const isUnsigned =
    converted?.startsWith("UINT_") === true || (logical?.type === "INTEGER" && !logical.isSigned);
  if (isUnsigned) {
    const text = (value: unknown) => BigInt.asUintN(bits, whole(value)).toString();
    const type = bits === 32 ? "bigint" : "numeric(20,0)";
    return { type, isBare: true, text, writeWhole: unsignedWriter(bits) };
  }
  const isSmall = converted === "INT_8" || converted === "INT_16";
  const type = isSmall ? "smallint" : bits === 32 ? "integer" : "bigint";
  return { type, isBare: true, text: String, writeWhole };
}

/** The stored number is read with a sign. */
const unsignedWriter =
  (bits: 32 | 64): WriteWhole =>
  (out, value) => {
    if (value < 0 && bits === 64) return false;
    out.whole(value < 0 ? value + 2 ** 32 : value);
    return true;
  };

function bytesKind(element: SchemaElement): ParquetKind {
  const { converted_type: converted, logical_type: logical } = element;
  if (converted === "DECIMAL" || logical?.type === "DECIMAL")
    return decimalKind(element, (value) => bigEndian(bytesOf(value)));
  if (logical?.type === "UUID")
    return {
      type: "uuid",
      isBare: false,
      text: (value) => uuidText(bytesOf(value)),
      writeBytes: writeUuid,
    };
  if (logical?.type === "FLOAT16")
    return { type: "real", isBare: true, text: (value) => doubleText(halfFloat(bytesOf(value))) };
  if (converted === "INTERVAL")
    return { type: "interval", isBare: false, text: (value) => intervalText(bytesOf(value)) };
  if (converted === "JSON" || logical?.type === "JSON")
    return { type: "jsonb", isBare: true, needsQuotes: true, ...utf8 };
  const isText =
    converted === "UTF8" ||
    converted === "ENUM" ||
    logical?.type === "STRING" ||
    logical?.type === "ENUM";
  if (isText) return { type: "text", isBare: false, needsQuotes: true, ...utf8 };
  return {
    type: "bytea",
    isBare: false,
    text: (value) => `\\x${hexText(bytesOf(value))}`,
    writeBytes: writeBytea,
  };
}

function decimalKind(element: SchemaElement, read: (value: unknown) => bigint): ParquetKind {
  const logical = element.logical_type?.type === "DECIMAL" ? element.logical_type : null;
  const scale = logical?.scale ?? element.scale ?? 0;
  const precision = logical?.precision ?? element.precision ?? 38;
  return {
    type: `numeric(${precision},${scale})`,
    isBare: true,
    text: (value) => decimalText(read(value), scale),
    ...(scale >= 0 && scale <= SCALE_MAX && { writeWhole: decimalWriter(scale) }),
  };
}

/** A number has so many digits exactly. */
const SCALE_MAX = 15;

const decimalWriter =
  (scale: number): WriteWhole =>
  (out, value) => {
    out.decimal(value, scale);
    return true;
  };

type Unit = "MILLIS" | "MICROS" | "NANOS";

function timestampKind(unit: Unit, isUtc: boolean): ParquetKind {
  return {
    type: isUtc ? "timestamptz" : "timestamp",
    isBare: false,
    text: (value) => inMicros(whole(value), unit, (micros) => timestampText(micros, isUtc)),
    ...(unit === "NANOS" && { readWhole: int64Nanos }),
    writeWhole(out, stored) {
      const micros = unit === "MILLIS" ? stored * 1000 : stored;
      if (Math.abs(micros) > MICROS_MAX || !out.timestamp(micros)) return false;
      if (isUtc) out.text("+00");
      return true;
    },
  };
}

const DAY_MICROS = 86_400_000_000;
/** Up to here a quotient by a day's microseconds is never rounded up to the next day. */
const MICROS_MAX = 2 ** 52;

const timeKind = (unit: Unit): ParquetKind => ({
  type: "time",
  isBare: false,
  text: (value) => inMicros(whole(value), unit, timeText),
  ...(unit === "NANOS" && { readWhole: int64Nanos }),
  writeWhole(out, stored) {
    const micros = unit === "MILLIS" ? stored * 1000 : stored;
    if (micros < 0 || micros >= DAY_MICROS) return false;
    out.time(micros);
    return true;
  },
});

function inMicros(
  value: bigint,
  unit: Unit,
  write: (micros: bigint) => string,
): string | ValueRefusal {
  if (unit === "MILLIS") return write(value * 1000n);
  if (unit === "MICROS") return write(value);
  if (value % 1000n === 0n) return write(value / 1000n);
  return { refusal: `${value} nanoseconds, which PostgreSQL would round to microseconds` };
}

/** Stored as 32 bits it comes as a number, as 64 bits as a bigint. */
const whole = (value: unknown): bigint =>
  typeof value === "bigint" ? value : BigInt(Number(value));

const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array ? value : new Uint8Array(0);

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const utf8 = { text: utf8Text, writeBytes: writeQuoted };

function utf8Text(value: unknown): string | ValueRefusal {
  try {
    return decoder.decode(bytesOf(value));
  } catch (error) {
    if (error instanceof TypeError) return { refusal: "a text that is not valid UTF-8" };
    throw error;
  }
}

function halfFloat(bytes: Uint8Array): number {
  const bits = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 0) return sign * 2 ** -14 * fraction;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction);
}

/** Months, days and milliseconds, each of 32 bits, least significant byte first. */
function intervalText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [months, days, millis] = [0, 4, 8].map((at) => view.getUint32(at, true));
  return `${months ?? 0} months ${days ?? 0} days ${millis ?? 0} milliseconds`;
}
