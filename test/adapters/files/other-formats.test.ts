// Content that would be rows of nonsense is refused by name, and text that only looks a little like it is not.
import { expect, test } from "vitest";
import { IngestError } from "../../../src/core/base/ingest-error.ts";
import { refuseOtherFormat } from "../../../src/adapters/files/other-formats.ts";

/** Code and message of the error; null where there is none. */
function refusal(head: string): string | null {
  try {
    refuseOtherFormat("x.csv", Buffer.from(head, "latin1"));
    return null;
  } catch (error) {
    if (error instanceof IngestError) return `${error.code}: ${error.message}`;
    throw error;
  }
}

test.each([
  ["tar", `orders.csv${"\0".repeat(247)}ustar\x0000`, /^packing-unknown: .* a tar archive/],
  ["old Excel", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", /^format-unknown: .* Excel workbook/],
  ["PDF", "%PDF-1.7\n", /^format-unknown: .* PDF document/],
  ["Avro", "Obj\x01\x04", /^format-unknown: .* Avro file/],
  ["Arrow", "ARROW1\0\0\xff", /^format-unknown: .* Arrow file/],
  ["SQLite", "SQLite format 3\0", /^format-unknown: .* SQLite database/],
  ["Parquet by another name", "PAR1\x15\x04", /^format-unknown: .* without the name of one/],
  ["pg_dump's custom format", "PGDMP\x01\x0f", /^format-unknown: .* PostgreSQL dump/],
])("%s is refused", (_name, head, words) => {
  expect(refusal(head)).toMatch(words);
});

test.each(["", "id,note\n", "PAR1,PAR2\n1,2\n", "Obj,x\n", `${"a".repeat(257)}ust\n`])(
  "%j is text",
  (head) => expect(refusal(head)).toBe(null),
);
