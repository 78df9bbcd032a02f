// Reads a file as text, if it is one. What cannot be judged comes back with its reason, never as an error.
import { isAscii, isUtf8 } from "node:buffer";
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { fileError } from "../files/file-source.ts";

export interface SourceText {
  /** Without a byte order mark, as editors count. */
  readonly text: string;
  readonly bytes: number;
  /** Only these are written back: for any other the bytes around a fix could change. */
  readonly isUtf8: boolean;
  readonly hasMark: boolean;
}

export type TextRead = SourceText | { readonly unreadable: string } | { readonly binary: string };

/** A string of more than that cannot be had in every version of Node. */
const BYTES_MAX = 256 * 1_048_576;
/** Where Git looks too. */
const BINARY_HEAD = 8_000;

export function readText(path: string): TextRead {
  try {
    const file = openSync(path, "r");
    try {
      return readOpen(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { unreadable: reasonOf(path, error) };
  }
}

/** Most files fit, and reading them costs no memory but their text. */
const shared = Buffer.allocUnsafeSlow(262_144);

function readOpen(file: number): TextRead {
  let length = 0;
  while (length < shared.length) {
    const count = readSync(file, shared, length, shared.length - length, null);
    if (count === 0) return decode(shared.subarray(0, length));
    length += count;
  }
  const { size } = fstatSync(file);
  if (size > BYTES_MAX) return { binary: `larger than ${BYTES_MAX / 1_048_576} MB` };
  return decode(Buffer.concat([shared, readFileSync(file)]));
}

export function decode(bytes: Buffer): TextRead {
  if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) {
    const text = bytes.toString("utf16le", 2);
    return { text, bytes: bytes.length, isUtf8: false, hasMark: true };
  }
  const zero = bytes.indexOf(0);
  if (zero !== -1 && zero < BINARY_HEAD) return { binary: "a binary file" };
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const isValid = isUtf8(bytes);
  // Latin-1 reads any byte as one character, so the places of the ASCII around it stay right.
  const encoding = isAscii(bytes) || !isValid ? "latin1" : "utf8";
  const text = bytes.toString(encoding, hasMark ? 3 : 0);
  return { text, bytes: bytes.length, isUtf8: isValid, hasMark };
}

/** A folder or file that cannot be read, in words. */
export function reasonOf(path: string, error: unknown): string {
  const known = fileError(path, error);
  return known instanceof Error ? known.message : String(known);
}
