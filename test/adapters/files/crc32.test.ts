// CRC-32 against gzip's own, which stores it behind the text, at every length around a step of four bytes.
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { crc32 } from "../../../src/adapters/files/crc32.ts";

test.each([0, 1, 3, 4, 5, 8, 31, 1_000, 65_537])("of %i bytes", (length) => {
  const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 167) % 251));
  expect(crc32(bytes)).toBe(gzipSync(bytes).readInt32LE(gzipSync(bytes).length - 8));
});
