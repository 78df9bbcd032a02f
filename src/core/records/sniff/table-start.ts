// Stage 7 of sniffing: where the table begins. Titles above the header are passed over, a header that stands there
// more than once counts once, and a header whose quotes do not pair ends with its line instead of eating records.
import { CR, LF } from "../dialect-bytes.ts";
import { recordEndByte } from "../dialect.ts";
import type { Decision, Dialect } from "../dialect.ts";
import { RecordReader } from "../record-reader.ts";
import { decodeText } from "../text-codec.ts";
import { delimiterLine } from "./delimiter-line.ts";
import { isQuoteTrouble } from "./quote.ts";
import { contentOf, sampleRecords, wholeField } from "./sample.ts";
import type { SampleField, SampleRecord } from "./sample.ts";

/** Records before those to load; blank ones and comments are not counted. Without a header both are 0. */
export interface TableStart {
  /** The first line only says what the delimiter is; it is none of these records. */
  readonly hasDelimiterLine: boolean;
  /** Titles and the like, above the header. */
  readonly preambleRecords: number;
  /** More than 1 when it stands there several times. */
  readonly headerRecords: number;
}

/** More lines than this above a header are a table of their own. */
const PREAMBLE_RECORDS_MAX = 20;
/** In narrower tables a lone value is a record like any other. */
const FIELDS_MIN = 3;

/**
 * As sampleRecords, but the first record is its first line alone: it is to be a header. Null where its quotes pair, and
 * it is a record like any other.
 */
export function sampleWithHeader(
  text: Uint8Array,
  isWhole: boolean,
  dialect: Dialect,
  recordsMax: number,
): readonly SampleRecord[] | null {
  const header = firstRecord(text, dialect);
  const end = header === null ? null : brokenLineEnd(text, header, dialect);
  if (header === null || end === null) return null;
  const line = text.subarray(header.start, lineEnd(text, header.start, end));
  const rest = sampleRecords(text.subarray(end), isWhole, dialect, recordsMax);
  return [{ fields: looseFields(line, dialect), problem: header.problem }, ...rest];
}

/** How many of the first records are titles: almost empty, and right above a record of names. */
export function countPreamble(
  records: readonly SampleRecord[],
  fieldCount: number,
  isHeader: (index: number) => boolean,
): number {
  if (fieldCount < FIELDS_MIN) return 0;
  const start = records.findIndex(({ fields }) => fields.filter(isFilled).length > 1);
  if (start <= 0 || start > PREAMBLE_RECORDS_MAX) return 0;
  const names = records[start]?.fields ?? [];
  return names.length === fieldCount && names.every(isFilled) && isHeader(start) ? start : 0;
}

/** How many records from `index` on are the same: a header that comes twice names nothing new. */
export function countEqual(records: readonly SampleRecord[], index: number): number {
  const first = records[index]?.fields ?? [];
  let count = 1;
  while (first.length >= FIELDS_MIN && areEqual(first, records[index + count]?.fields ?? [])) {
    count++;
  }
  return count;
}

/** What is not loaded is always said. */
export function startDecisions({
  preambleRecords,
  headerRecords,
}: Omit<TableStart, "hasDelimiterLine">): Decision[] {
  const decisions: Decision[] = [];
  const decide = (what: string, count: number, evidence: string) =>
    decisions.push({ what, value: String(count), origin: "sniffed", evidence });
  if (preambleRecords > 0) {
    const evidence = "at most one field of each is filled, and a header follows; not loaded";
    decide("records above the header", preambleRecords, evidence);
  }
  if (headerRecords > 1) {
    decide("header records", headerRecords, "the header stands there again, field by field");
  }
  return decisions;
}

/** Where the records to load begin in a text, with the header's own text. */
export function findTableStart(text: Uint8Array, dialect: Dialect, before: TableStart) {
  const skipped = before.hasDelimiterLine ? (delimiterLine(text)?.bytes ?? 0) : 0;
  const found = findHeaderEnd(text.subarray(skipped), dialect, before);
  const lines = skipped === 0 ? 0 : 1;
  return { ...found, start: found.start + skipped, line: found.line + lines };
}

function findHeaderEnd(text: Uint8Array, dialect: Dialect, before: TableStart) {
  if (!dialect.hasHeader) return { start: 0, line: 1, header: null };
  const reader = new RecordReader(text, dialect);
  let left = before.preambleRecords + before.headerRecords;
  for (let line = 1; reader.next();) {
    line += reader.lines;
    if (reader.isComment || reader.isBlank) continue;
    left -= 1;
    const broken = left === 0 ? brokenLineEnd(text, reader, dialect) : null;
    const end = broken === null ? reader.end : lineEnd(text, reader.start, broken);
    if (left > 0) continue;
    const header = decodeText(text.subarray(reader.start, end), dialect.encoding);
    if (broken === null) return { start: reader.nextStart, line, header };
    return { start: broken, line: line - reader.lines + 1, header };
  }
  return { start: text.length, line: 1, header: null };
}

/** Null when there is none. */
function firstRecord(text: Uint8Array, dialect: Dialect): RecordReader | null {
  const reader = new RecordReader(text, dialect);
  while (reader.next()) if (!reader.isComment && !reader.isBlank) return reader;
  return null;
}

/** Behind the record's first line, when its quotes do not pair; null for any other record. */
function brokenLineEnd(text: Uint8Array, record: RecordReader, dialect: Dialect): number | null {
  if (record.problem === null || !isQuoteTrouble(record.problem)) return null;
  const at = text.indexOf(recordEndByte(dialect), record.start);
  return at < 0 ? null : at + 1;
}

/** The line's text ends here: before its LF, CRLF or CR. */
function lineEnd(text: Uint8Array, start: number, next: number): number {
  const end = next - 1;
  return end > start && text[end] === LF && text[end - 1] === CR ? end - 1 : end;
}

/** Cut at every delimiter; quotes are taken off where a field has one at both ends. */
function looseFields(line: Uint8Array, dialect: Dialect): readonly SampleField[] {
  const reader = new RecordReader(line, { ...dialect, quote: null, escape: null });
  reader.next();
  const quote = dialect.quote?.charCodeAt(0);
  return Array.from({ length: reader.fieldCount }, (_, field) => {
    const bytes = reader.fieldBytes(field);
    const isQuoted = bytes.length > 1 && bytes[0] === quote && bytes.at(-1) === quote;
    return wholeField(isQuoted ? bytes.subarray(1, -1) : bytes, isQuoted);
  });
}

function isFilled({ bytes, start, end }: SampleField): boolean {
  for (let at = start; at < end; at++) if ((bytes[at] ?? 0) > BLANK) return true;
  return false;
}

const BLANK = 32;

const areEqual = (some: readonly SampleField[], others: readonly SampleField[]): boolean =>
  some.length === others.length &&
  some.every((field, index) => {
    const other = others[index];
    return other !== undefined && equalBytes(contentOf(field), contentOf(other));
  });

const equalBytes = (some: Uint8Array, other: Uint8Array): boolean =>
  some.length === other.length && some.every((byte, index) => byte === other[index]);
