// Content that is no text of records, by its first bytes: read as one, it would be rows of nonsense.
import { sourceErrors } from "../../core/base/source-errors.ts";

interface OtherFormat {
  readonly what: string;
  readonly magic: string;
  /** Where its magic bytes begin. */
  readonly at?: number;
}

/** None of these begins a text; the magic bytes as Latin-1. */
const OTHER_FORMATS: readonly OtherFormat[] = [
  { what: "an Excel workbook", magic: "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" },
  { what: "a PDF document", magic: "%PDF-" },
  { what: "an Avro file", magic: "Obj\x01" },
  { what: "an Arrow file", magic: "ARROW1\0\0" },
  { what: "an SQLite database", magic: "SQLite format 3\0" },
  { what: "a Parquet file without the name of one", magic: "PAR1\x15" },
  { what: "a PostgreSQL dump of the custom format", magic: "PGDMP" },
];
const TAR: OtherFormat = { what: "tar", magic: "ustar", at: 257 };

/** Throws for them. `head`: the content's first bytes, unpacked. */
export function refuseOtherFormat(path: string, head: Uint8Array): void {
  if (begins(head, TAR)) throw sourceErrors.packingUnknown(path, TAR.what);
  const found = OTHER_FORMATS.find((format) => begins(head, format));
  if (found !== undefined) throw sourceErrors.formatUnknown(path, found.what);
}

const begins = (head: Uint8Array, { magic, at = 0 }: OtherFormat): boolean =>
  Array.from(magic).every((sign, index) => head[at + index] === sign.charCodeAt(0));
