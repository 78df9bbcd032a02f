// Stage 1 of sniffing, on the file's raw bytes: which encoding, and how long its byte order mark is.
import { errors } from "../../base/errors.ts";
import { ENCODINGS } from "../dialect.ts";
import type { Decision, Encoding } from "../dialect.ts";

export interface SniffedEncoding {
  readonly encoding: Encoding;
  readonly bomLength: number;
  readonly decision: Decision;
}

/** `head`: the file's first bytes; they may end within a character. `given`: the name the user gave. */
export function sniffEncoding(head: Uint8Array, given?: string): SniffedEncoding {
  const mark = byteOrderMark(head);
  if (given !== undefined) return givenEncoding(head, given, mark);
  if (mark !== null) {
    return decide(
      mark.encoding,
      "sniffed",
      "the file begins with its byte order mark",
      mark.length,
    );
  }
  const utf16 = unmarkedUtf16(head);
  if (utf16 !== null) {
    return decide(
      utf16,
      "sniffed",
      "every other byte is NUL, as in UTF-16 without a byte order mark",
    );
  }
  const { characters, invalid } = countUtf8(head);
  if (characters === 0 && invalid === 0) {
    return decide("utf-8", "default", `no byte over 127 in the first ${head.length}`);
  }
  if (invalid === 0) {
    return decide("utf-8", "sniffed", `non-ASCII characters: ${characters}, all valid UTF-8`);
  }
  if (characters > UTF8_PER_INVALID * invalid) {
    const evidence = `non-ASCII characters: ${characters} valid UTF-8, ${invalid} not; the records that hold those will be refused`;
    return decide("utf-8", "sniffed", evidence);
  }
  return eightBit(head, invalid);
}

/** So many valid characters to an invalid one make a damaged UTF-8 file rather than another encoding. */
const UTF8_PER_INVALID = 10;

interface Mark {
  readonly encoding: Encoding;
  readonly length: number;
}

function givenEncoding(head: Uint8Array, name: string, mark: Mark | null): SniffedEncoding {
  const encoding = resolveName(name, head, mark);
  if (mark === null) return decide(encoding, "given", "as given");
  if (mark.encoding === encoding) {
    return decide(encoding, "given", "as given, and as the byte order mark says", mark.length);
  }
  const contradiction = `as given, although the byte order mark says ${mark.encoding}`;
  // A UTF-8 mark is never data; the two bytes of a UTF-16 mark may be text in an 8-bit encoding.
  if (mark.encoding === "utf-8")
    return decide(encoding, "given", `${contradiction}; the mark is skipped`, mark.length);
  return decide(encoding, "given", contradiction);
}

function resolveName(name: string, head: Uint8Array, mark: Mark | null): Encoding {
  const plain = name.toLowerCase().replaceAll("_", "-");
  if (plain === "utf-16" || plain === "utf16") {
    if (mark !== null && mark.encoding !== "utf-8") return mark.encoding;
    return unmarkedUtf16(head) ?? "utf-16le";
  }
  const found = ENCODINGS.find((encoding) => encoding === plain) ?? ALIASES.get(plain);
  if (found === undefined) throw errors.encodingUnknown(name, ENCODINGS);
  return found;
}

const ALIASES: ReadonlyMap<string, Encoding> = new Map([
  ["utf8", "utf-8"],
  ["unicode", "utf-8"],
  ["ascii", "utf-8"],
  ["us-ascii", "utf-8"],
  ["utf16le", "utf-16le"],
  ["utf16be", "utf-16be"],
  ["latin-1", "latin1"],
  ["iso-8859-1", "latin1"],
  ["iso8859-1", "latin1"],
  ["iso88591", "latin1"],
  ["windows1252", "windows-1252"],
  ["win1252", "windows-1252"],
  ["win-1252", "windows-1252"],
  ["cp1252", "windows-1252"],
  ["cp-1252", "windows-1252"],
  ["ansi", "windows-1252"],
]);

function byteOrderMark(head: Uint8Array): Mark | null {
  const [a, b, c, d] = head;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: "utf-8", length: 3 };
  if (a === 0xff && b === 0xfe) {
    if (c === 0 && d === 0) throw errors.encodingUnknown("utf-32", ENCODINGS);
    return { encoding: "utf-16le", length: 2 };
  }
  return a === 0xfe && b === 0xff ? { encoding: "utf-16be", length: 2 } : null;
}

/** Mostly ASCII text in UTF-16: NUL at one parity, and next to never at the other. */
function unmarkedUtf16(head: Uint8Array): Encoding | null {
  const pairs = Math.min(head.length, 4096) >> 1;
  let [evenNuls, oddNuls] = [0, 0];
  for (let pair = 0; pair < pairs; pair++) {
    if (head[2 * pair] === 0) evenNuls++;
    if (head[2 * pair + 1] === 0) oddNuls++;
  }
  if (pairs < 2) return null;
  if (oddNuls > pairs * 0.4 && evenNuls < pairs * 0.05) return "utf-16le";
  return evenNuls > pairs * 0.4 && oddNuls < pairs * 0.05 ? "utf-16be" : null;
}

/** Multi-byte characters that are valid UTF-8, and bytes that are not. A character cut at the end is neither. */
export function countUtf8(bytes: Uint8Array): { characters: number; invalid: number } {
  let [characters, invalid, at] = [0, 0, 0];
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) {
      at++;
      continue;
    }
    const length = sequenceLength(lead);
    const valid = length === 0 ? 0 : validLength(bytes, at, length);
    if (length === 0 || (valid < length && at + valid < bytes.length)) invalid++;
    else if (valid === length) characters++;
    at += Math.max(1, valid);
  }
  return { characters, invalid };
}

/** 0 for a byte that begins no character. */
function sequenceLength(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 0;
  return lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/** Bytes from the lead on that can be one character: no overlong forms, no surrogates, nothing over U+10FFFF. */
function validLength(bytes: Uint8Array, at: number, length: number): number {
  const lead = bytes[at];
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  for (let index = 1; index < length; index++) {
    const byte = bytes[at + index] ?? 0;
    const isValid = index === 1 ? byte >= low && byte <= high : (byte & 0xc0) === 0x80;
    if (!isValid) return index;
  }
  return length;
}

/** Windows-1252 has letters and signs at 0x80 to 0x9f, five places excepted; Latin-1 has control characters there. */
function eightBit(head: Uint8Array, invalid: number): SniffedEncoding {
  let [letters, holes] = [0, 0];
  for (const byte of head) {
    if (byte < 0x80 || byte > 0x9f) continue;
    if (WINDOWS_HOLES.includes(byte)) holes++;
    else letters++;
  }
  const start = `bytes that are not valid UTF-8: ${invalid}`;
  if (letters > 0 && holes === 0) {
    const evidence = `${start}; signs that only Windows-1252 has, such as its quotation marks and the euro: ${letters}`;
    return decide("windows-1252", "sniffed", evidence);
  }
  const rest =
    holes > 0
      ? `without meaning in Windows-1252: ${holes}`
      : "none is a sign that only Windows-1252 has";
  return decide("latin1", "sniffed", `${start}; ${rest}`);
}

const WINDOWS_HOLES = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

const decide = (
  encoding: Encoding,
  origin: Decision["origin"],
  evidence: string,
  bomLength = 0,
): SniffedEncoding => ({
  encoding,
  bomLength,
  decision: { what: "encoding", value: encoding, origin, evidence },
});
