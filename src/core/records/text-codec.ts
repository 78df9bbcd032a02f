// Text to bytes and back in a file's encoding, for the few short texts that are looked at: names, samples, NULL text.
import type { Encoding } from "./dialect.ts";

/** UTF-16 files are read as UTF-8 by the time anything here sees them. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  if (encoding === "latin1" || encoding === "windows-1252") {
    const table = TABLES[encoding];
    return Array.from(bytes, (byte) => table[byte] ?? "").join("");
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** Of bytes 0x80 to 0x9f. Not the platform's decoder: Node 20 reads windows-1252 as Latin-1. */
const WINDOWS_1252_SIGNS = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

const LATIN1 = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
const TABLES = {
  latin1: LATIN1,
  "windows-1252": [
    ...LATIN1.slice(0, 0x80),
    ...Array.from(WINDOWS_1252_SIGNS),
    ...LATIN1.slice(0xa0),
  ],
} as const;

/** Null when the encoding does not have one of the characters. */
export function encodeText(text: string, encoding: Encoding): Uint8Array | null {
  if (encoding !== "latin1" && encoding !== "windows-1252") return new TextEncoder().encode(text);
  const bytes = Array.from(text, (character) => TABLES[encoding].indexOf(character));
  return bytes.includes(-1) ? null : Uint8Array.from(bytes);
}
