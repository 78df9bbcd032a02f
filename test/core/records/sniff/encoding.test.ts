// Encodings by their first bytes.
import fc from "fast-check";
import { expect, test } from "vitest";
import { countUtf8, sniffEncoding } from "../../../../src/core/records/sniff/encoding.ts";

const bytes = (...parts: (string | number[])[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from(part))),
  );
const utf16 = (text: string): Uint8Array => Buffer.from(text, "utf16le");

test.each<[string, Uint8Array, string, number, string]>([
  ["ASCII", bytes("a,b\n"), "utf-8", 0, "no byte over 127 in the first 4"],
  ["UTF-8", bytes("São\n"), "utf-8", 0, "non-ASCII characters: 1, all valid UTF-8"],
  [
    "UTF-8 cut in a character",
    bytes("São ", [0xe2, 0x82]),
    "utf-8",
    0,
    "non-ASCII characters: 1, all",
  ],
  ["UTF-8 with its mark", bytes([0xef, 0xbb, 0xbf], "a"), "utf-8", 3, "byte order mark"],
  [
    "a damaged UTF-8 file",
    bytes("é".repeat(50), [0xff]),
    "utf-8",
    0,
    "50 valid UTF-8, 1 not; the records that hold those will be refused",
  ],
  ["UTF-16 LE with its mark", bytes([0xff, 0xfe], [0x61, 0]), "utf-16le", 2, "byte order mark"],
  ["UTF-16 BE with its mark", bytes([0xfe, 0xff], [0, 0x61]), "utf-16be", 2, "byte order mark"],
  ["UTF-16 LE without", utf16("id,nome\n1,São\n"), "utf-16le", 0, "every other byte is NUL"],
  [
    "UTF-16 BE without",
    Buffer.from(utf16("id,nome\n")).swap16(),
    "utf-16be",
    0,
    "every other byte is NUL",
  ],
  [
    "Windows quotes",
    bytes("a ", [0x93, 0xe9, 0x94]),
    "windows-1252",
    0,
    "not valid UTF-8: 1; signs that only Windows-1252 has, such as its quotation marks and the euro: 2",
  ],
  [
    "Latin-1",
    bytes("S", [0xe3], "o Paulo"),
    "latin1",
    0,
    "none is a sign that only Windows-1252 has",
  ],
  ["control bytes", bytes([0x81, 0xe9]), "latin1", 0, "without meaning in Windows-1252: 1"],
  ["nothing", bytes(""), "utf-8", 0, "no byte over 127"],
])("%s", (_name, head, encoding, bomLength, words) => {
  const sniffed = sniffEncoding(head);
  expect(sniffed).toMatchObject({ encoding, bomLength });
  expect(sniffed.decision.evidence).toContain(words);
});

test.each<[string, Uint8Array, string, number]>([
  ["LATIN1", bytes("a"), "latin1", 0],
  ["ISO_8859-1", bytes("a"), "latin1", 0],
  ["cp1252", bytes("a"), "windows-1252", 0],
  ["UTF8", bytes([0xef, 0xbb, 0xbf], "a"), "utf-8", 3],
  ["latin1", bytes([0xef, 0xbb, 0xbf], "a"), "latin1", 3],
  ["utf-16", bytes([0xfe, 0xff, 0, 0x61]), "utf-16be", 2],
  ["utf-16", Buffer.from(utf16("id,nome\n")).swap16(), "utf-16be", 0],
  ["utf-16", bytes("?"), "utf-16le", 0],
])("given as %s", (given, head, encoding, bomLength) => {
  expect(sniffEncoding(head, given)).toMatchObject({
    encoding,
    bomLength,
    decision: { origin: "given" },
  });
});

test.each([
  ["an unknown name", () => sniffEncoding(bytes("a"), "ebcdic")],
  ["UTF-32", () => sniffEncoding(bytes([0xff, 0xfe, 0, 0]))],
])("refuses %s", (_name, sniffing) => {
  expect(sniffing).toThrow(expect.objectContaining({ code: "encoding-unknown" }));
});

test("validity is the platform decoder's", () => {
  const byte = fc.oneof(
    fc.integer({ min: 0, max: 255 }),
    fc.constantFrom(0x61, 0x80, 0xbf, 0xc0, 0xe0, 0xa0, 0xed, 0xf0, 0xf4, 0x90, 0xc3),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 8 }), (values) => {
      // A full stop at the end, so that no character is cut.
      const text = Uint8Array.from([...values, 0x2e]);
      const isValid = !new TextDecoder("utf-8").decode(text).includes("\ufffd");
      expect(countUtf8(text).invalid === 0).toBe(isValid);
    }),
    { seed: 3629, numRuns: 5000 },
  );
});
