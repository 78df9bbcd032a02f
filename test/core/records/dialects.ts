// Dialects and bytes that the tests of this folder share.
import { RFC_4180 } from "../../../src/core/records/dialect.ts";
import type { Dialect } from "../../../src/core/records/dialect.ts";

export const DIALECTS: readonly (readonly [string, Dialect])[] = [
  ["RFC 4180", RFC_4180],
  ["CR", { ...RFC_4180, recordEnd: "cr" }],
  ["no quotes", { ...RFC_4180, quote: null, escape: null }],
  ["single quotes", { ...RFC_4180, quote: "'", escape: "'", delimiter: ";" }],
  ["backslash", { ...RFC_4180, escape: "\\" }],
  ["two-byte delimiter", { ...RFC_4180, delimiter: ",," }],
  ["two-byte delimiter, no quotes", { ...RFC_4180, delimiter: ",,", quote: null, escape: null }],
  ["comments", { ...RFC_4180, commentPrefix: ";;" }],
];

/** Everything that means something in one of them, and a little that does not. */
export const NASTY = [
  '"',
  '"',
  '"',
  ",",
  ",",
  "\n",
  "\n",
  "\r",
  "\r\n",
  "'",
  ";",
  "\\",
  ".",
  "\0",
  "\u0001",
  "a",
  "é",
];

export const encode = (text: string): Uint8Array => Buffer.from(text);
export const decode = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
