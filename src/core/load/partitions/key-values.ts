// The text of a partition key as a value that compares and hashes as the server's does. Whatever the server might
// read in another way than we do is no value: such a record is the server's to place.
import type { Encoding } from "../../records/dialect.ts";
import { decodeText } from "../../records/text-codec.ts";
import {
  narrowed,
  type KeyTexts,
  type KeyValue,
  type ReadKey,
  type ServerTexts,
} from "./key-value.ts";
import { numericKey } from "./key-numeric.ts";
import { MomentReader } from "./key-moments.ts";
import type { KeyType, KeyTypeName } from "./tree.ts";

/** How a field of this type is read. */
export function keyReader({ name, typmod, labels }: KeyType, texts: KeyTexts): ReadKey {
  switch (name) {
    case "int2":
    case "int4":
    case "int8":
    case "oid":
      return integerReader(INTEGER_LIMITS[name]);
    case "numeric":
      return numericKey(typmod);
    case "bool":
      return (bytes, start, end) => BOOLS.get(asciiText(bytes, start, end)?.toLowerCase() ?? "");
    case "uuid":
      return readUuid;
    case "bytea":
      return readBytea;
    case "date":
    case "timestamp":
    case "timestamptz": {
      const moments = new MomentReader(name, typmod, texts);
      return (bytes, start, end) => moments.read(bytes, start, end);
    }
    case "enum":
      return oneOf(labels, textReader(texts, Number.POSITIVE_INFINITY));
    case "text":
      return textReader(texts, Number.POSITIVE_INFINITY);
    case "varchar":
      return textReader(texts, textLengthMax(typmod));
    case "bpchar":
      return padded(textReader(texts, textLengthMax(typmod)));
  }
}

/** A bound's constant, as the server printed it. */
export function readBoundValue(type: KeyType, text: string): KeyValue | undefined {
  const isMoment = type.name === "date" || type.name.startsWith("timestamp");
  if (isMoment && text === "infinity") return Number.POSITIVE_INFINITY;
  if (isMoment && text === "-infinity") return Number.NEGATIVE_INFINITY;
  const bytes = new TextEncoder().encode(text);
  // The session that printed it gave the offset of a timestamp with time zone, so its zone does not matter.
  const texts: KeyTexts = { encoding: "utf-8", dateOrder: "ymd", server: PRINTED };
  return keyReader(type, texts)(bytes, 0, bytes.length);
}

const PRINTED: ServerTexts = { isUtf8: true, isUtc: false };

/** Text that may be printed for people, at most so long. */
export function shownKey(bytes: Uint8Array, encoding: Encoding): string {
  const text = decodeText(bytes.subarray(0, 200), encoding);
  return bytes.length > 200 ? `${text}…` : text;
}

type IntegerName = Extract<KeyTypeName, "int2" | "int4" | "int8" | "oid">;

/** The least and the greatest value. */
export const INTEGER_LIMITS: Readonly<
  Record<IntegerName, readonly [number | bigint, number | bigint]>
> = {
  int2: [-32_768, 32_767],
  int4: [-2_147_483_648, 2_147_483_647],
  int8: [-(2n ** 63n), 2n ** 63n - 1n],
  oid: [0, 4_294_967_295],
};

const PLUS = 43;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

/** More digits than these may be beyond 2^53. */
const DIGITS_SAFE = 15;
const DIGITS_MAX = 19;

function integerReader([least, most]: readonly [number | bigint, number | bigint]): ReadKey {
  return (bytes, start, end) => {
    const sign = bytes[start];
    let at = sign === PLUS || sign === MINUS ? start + 1 : start;
    const digits = end - at;
    if (digits < 1 || digits > DIGITS_MAX) return undefined;
    let value = 0;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte < ZERO || byte > NINE) return undefined;
      value = value * 10 + byte - ZERO;
    }
    if (sign === MINUS) value = value === 0 ? 0 : -value;
    const exact = digits > DIGITS_SAFE ? exactInteger(bytes, start, end) : value;
    return exact < least || exact > most ? undefined : exact;
  };
}

function exactInteger(bytes: Uint8Array, start: number, end: number): number | bigint {
  const text = String.fromCharCode(...bytes.subarray(start, end));
  return narrowed(BigInt(text.startsWith("+") ? text.slice(1) : text));
}

const BOOLS: ReadonlyMap<string, KeyValue> = new Map([
  ...["t", "true", "y", "yes", "on", "1"].map((text) => [text, 1] as const),
  ...["f", "false", "n", "no", "off", "0"].map((text) => [text, 0] as const),
]);

/** Of short ASCII; undefined for anything else. */
function asciiText(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start > 80) return undefined;
  for (let at = start; at < end; at++) if ((bytes[at] ?? 0) > 126) return undefined;
  return String.fromCharCode(...bytes.subarray(start, end));
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/iu;
const HEX = /^\\x((?:[0-9a-f]{2})*)$/iu;

function readUuid(bytes: Uint8Array, start: number, end: number): KeyValue | undefined {
  const text = asciiText(bytes, start, end);
  if (text === undefined || !UUID.test(text)) return undefined;
  return bytesOfHex(text.replaceAll("-", ""));
}

function readBytea(bytes: Uint8Array, start: number, end: number): KeyValue | undefined {
  const text = byteText(bytes, start, end);
  const hex = HEX.exec(text)?.[1];
  if (hex !== undefined) return bytesOfHex(hex);
  // Without a backslash every character stands for itself; beyond ASCII the server's encoding would decide.
  return /^[\x20-\x5b\x5d-\x7e]*$/u.test(text) ? text : undefined;
}

const bytesOfHex = (hex: string): string =>
  hex.replaceAll(/../gu, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));

/** One unit a byte. */
function byteText(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  let at = start;
  // Four at once, as each piece that is added costs more than a unit of it.
  for (; at + 4 <= end; at += 4)
    text += String.fromCharCode(
      bytes[at] ?? 0,
      bytes[at + 1] ?? 0,
      bytes[at + 2] ?? 0,
      bytes[at + 3] ?? 0,
    );
  for (; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}

/** Longer keys are not looked at: no index would take them. */
export const TEXT_BYTES_MAX = 8_000;

function textReader({ encoding, server }: KeyTexts, length: number): ReadKey {
  return (bytes, start, end) => {
    if (end - start > TEXT_BYTES_MAX) return undefined;
    let isAscii = true;
    for (let at = start; at < end && isAscii; at++) isAscii = (bytes[at] ?? 0) < 128;
    if (isAscii) return end - start <= length ? byteText(bytes, start, end) : undefined;
    if (!server.isUtf8) return undefined;
    const text = validText(bytes.subarray(start, end), encoding);
    if (text === undefined || Array.from(text).length > length) return undefined;
    const stored = new TextEncoder().encode(text);
    return byteText(stored, 0, stored.length);
  };
}

/** Undefined where the bytes are not of the encoding: the server refuses them. */
function validText(bytes: Uint8Array, encoding: Encoding): string | undefined {
  const text = decodeText(bytes, encoding);
  return text.includes("\u{fffd}") ? undefined : text;
}

/** Of an enum's labels; the server refuses any other text. */
function oneOf(labels: readonly string[], read: ReadKey): ReadKey {
  const known = new Set<KeyValue>(
    labels.map((label) => {
      const bytes = new TextEncoder().encode(label);
      return byteText(bytes, 0, bytes.length);
    }),
  );
  return (bytes, start, end) => {
    const value = read(bytes, start, end);
    return value !== undefined && known.has(value) ? value : undefined;
  };
}

/** Blanks at the end of a bpchar do not count, neither in comparisons nor in its hash. */
const padded =
  (read: ReadKey): ReadKey =>
  (bytes, start, end) => {
    let last = end;
    while (last > start && bytes[last - 1] === SPACE) last--;
    return read(bytes, start, last);
  };

const SPACE = 32;

/** In characters: the typmod of varchar and bpchar counts four bytes of header. */
export const textLengthMax = (typmod: number): number =>
  typmod < 4 ? Number.POSITIVE_INFINITY : typmod - 4;
