// Guesses how a delimited file is written, one decision after the other, each with its evidence. What the user gives
// is checked and taken. Nothing here reads more than the sample it gets.
import { errors } from "../base/errors.ts";
import type { DateOrder, Decision, Dialect, Encoding, RecordEnd } from "./dialect.ts";
import { sniffSplit } from "./sniff/delimiter.ts";
import { delimiterLine } from "./sniff/delimiter-line.ts";
import type { SniffedEncoding } from "./sniff/encoding.ts";
import { sniffHeader } from "./sniff/header.ts";
import { sniffNullText } from "./sniff/null-text.ts";
import { sniffRecordEnd } from "./sniff/record-end.ts";
import { contentOf, usualFieldCount } from "./sniff/sample.ts";
import type { SampleField, SampleRecord } from "./sniff/sample.ts";
import {
  countEqual,
  countPreamble,
  sampleWithHeader,
  startDecisions,
} from "./sniff/table-start.ts";
import type { TableStart } from "./sniff/table-start.ts";
import { sniffDateOrder, sniffDecimalComma } from "./sniff/value-style.ts";
import { decodeText, encodeText } from "./text-codec.ts";

export { sniffEncoding } from "./sniff/encoding.ts";
export { findTableStart } from "./sniff/table-start.ts";

/** The file from behind its byte order mark, UTF-16 already as UTF-8. */
export interface SniffSample {
  readonly text: Uint8Array;
  /** The text is all of it. */
  readonly isWhole: boolean;
}

/** What the user says of the file; absent means: look. */
export interface SniffGiven {
  /** Also `\t` and `tab`. */
  readonly delimiter?: string | undefined;
  /** "" turns quoting off. */
  readonly quote?: string | undefined;
  readonly escape?: string | undefined;
  readonly header?: "auto" | "yes" | "no" | undefined;
  readonly nullText?: string | undefined;
  readonly decimalComma?: boolean | undefined;
  readonly dateOrder?: DateOrder | undefined;
  readonly recordEnd?: RecordEnd | undefined;
  /** Fields of a record, where the user named a column for each. */
  readonly fieldCount?: number | undefined;
}

export interface Sniffed {
  readonly dialect: Dialect;
  readonly decisions: readonly Decision[];
  readonly headerNames: readonly string[] | null;
  readonly tableStart: TableStart;
  /** The usual number of fields; records with another are refused. */
  readonly fieldCount: number;
  /** The first records after the header, NULL as null. */
  readonly sampleRecords: readonly (readonly (string | null)[])[];
}

const RECORDS_MAX = 1000;
const RECORDS_SHOWN = 10;

/** The decision about the encoding comes first in the result. */
export function sniffDialect(
  { text: all, isWhole }: SniffSample,
  { encoding, decision }: Pick<SniffedEncoding, "encoding" | "decision">,
  given: SniffGiven,
): Sniffed {
  const asked = checkGiven(given, encoding);
  const told = delimiterLine(all);
  const text = all.subarray(told?.bytes ?? 0);
  const end = sniffRecordEnd(text, given.recordEnd);
  const split = sniffSplit({ text, isWhole, recordEnd: end.recordEnd }, { told, ...asked });
  const { delimiter, quote, escape } = split;
  const base = {
    delimiter,
    quote,
    escape,
    recordEnd: end.recordEnd,
    encoding,
    commentPrefix: null,
  };
  const unread = { hasHeader: false, nullText: "", decimalComma: false, dateOrder: "ymd" } as const;
  const trial = { ...base, ...unread };
  const records = split.sampling.first(RECORDS_MAX);
  const comma = sniffDecimalComma(records, given.decimalComma);
  const { decimalComma } = comma;
  const dates = sniffDateOrder(records, given.dateOrder, { decimalComma, delimiter });
  const style = { decimalComma, dateOrder: dates.dateOrder };
  const nulls = sniffNullText(records, given.nullText, style);
  const { nullText } = nulls;
  const decode = (bytes: Uint8Array) => decodeText(bytes, encoding);
  const tops =
    given.header === "no"
      ? records
      : (sampleWithHeader(text, isWhole, trial, RECORDS_MAX) ?? records);
  const top = findHeader(tops, given, (first, body) =>
    sniffHeader({ first, body, nullText, style, decode }, given.header),
  );
  const { hasHeader } = top.header;
  const body = hasHeader ? tops.slice(top.preambleRecords + top.headerRecords) : records;
  return {
    dialect: { ...base, ...style, hasHeader, nullText },
    decisions: [
      decision,
      end.decision,
      ...split.decisions,
      top.header.decision,
      ...startDecisions(top),
      nulls.decision,
      comma.decision,
      dates.decision,
    ],
    headerNames: hasHeader ? top.names.map((field) => decode(contentOf(field))) : null,
    tableStart: {
      hasDelimiterLine: told !== null,
      preambleRecords: top.preambleRecords,
      headerRecords: top.headerRecords,
    },
    fieldCount: countFields(body.length > 0 ? body : tops, given.fieldCount),
    sampleRecords: body.slice(0, RECORDS_SHOWN).map(({ fields }) =>
      fields.map((field) => {
        const value = decode(contentOf(field));
        return !field.isQuoted && value === nullText ? null : value;
      }),
    ),
  };
}

type JudgeHeader = (
  first: readonly SampleField[],
  body: readonly (readonly SampleField[])[],
) => ReturnType<typeof sniffHeader>;

/** The header and what stands above it. */
function findHeader(records: readonly SampleRecord[], given: SniffGiven, judge: JudgeHeader) {
  const judgeAt = (index: number) => {
    const headerRecords = countEqual(records, index);
    const names = records[index]?.fields ?? [];
    const body = records.slice(index + headerRecords).map(({ fields }) => fields);
    return { headerRecords, names, header: judge(names, body) };
  };
  const usual = countFields(records, given.fieldCount);
  const preambleRecords =
    given.header === "no"
      ? 0
      : countPreamble(records, usual, (index) => judgeAt(index).header.hasHeader);
  const found = judgeAt(preambleRecords);
  return found.header.hasHeader
    ? { ...found, preambleRecords }
    : { ...found, preambleRecords: 0, headerRecords: 0 };
}

/** What the user counts wins where any record agrees. */
const countFields = (records: readonly SampleRecord[], given: number | undefined): number =>
  given !== undefined && records.some(({ fields }) => fields.length === given)
    ? given
    : usualFieldCount(records);

/** The given delimiter, quote and escape as the stages take them. */
function checkGiven(given: SniffGiven, encoding: Encoding) {
  const delimiter = given.delimiter === "\\t" || given.delimiter === "tab" ? "\t" : given.delimiter;
  const quote = given.quote === "" ? null : given.quote;
  if (delimiter !== undefined) checkDelimiter(delimiter, quote);
  if (typeof quote === "string") checkSign("quote", quote);
  if (given.escape !== undefined) {
    checkSign("escape", given.escape);
    if (quote === null) {
      throw errors.dialectInvalid(
        "an escape is given and quoting is turned off",
        "leave --escape out, or give --quote",
      );
    }
    if (given.escape === delimiter) {
      throw errors.dialectInvalid(
        `escape and delimiter are both '${given.escape}'`,
        "give two different characters",
      );
    }
  }
  if (given.nullText !== undefined) checkNullText(given.nullText, encoding);
  return { delimiter, quote, escape: given.escape };
}

function checkDelimiter(delimiter: string, quote: string | null | undefined): void {
  if (
    delimiter === "" ||
    !isAscii(delimiter) ||
    hasLineEnd(delimiter) ||
    delimiter.includes("\0")
  ) {
    throw errors.dialectInvalid(
      `the delimiter cannot be ${JSON.stringify(delimiter)}`,
      "give one or more ASCII characters other than line ends",
    );
  }
  const sign = quote === undefined ? '"' : quote;
  if (sign !== null && sign !== "" && delimiter.includes(sign)) {
    throw errors.dialectInvalid(
      `the delimiter holds the quote ${sign}`,
      "give another --quote, or --quote '' for none",
    );
  }
}

function checkSign(what: "quote" | "escape", sign: string): void {
  if (sign.length !== 1 || !isAscii(sign) || hasLineEnd(sign) || sign === "\0") {
    throw errors.dialectInvalid(
      `the ${what} cannot be ${JSON.stringify(sign)}`,
      "give exactly one ASCII character other than a line end",
    );
  }
}

function checkNullText(nullText: string, encoding: Encoding): void {
  if (hasLineEnd(nullText)) {
    throw errors.dialectInvalid(
      "the text for NULL holds a line end",
      "give a text that fits into one unquoted field",
    );
  }
  if (encodeText(nullText, encoding) === null) {
    throw errors.dialectInvalid(
      `the text for NULL, '${nullText}', cannot be written in ${encoding}`,
      "give another --null or --encoding",
    );
  }
}

const isAscii = (text: string): boolean =>
  Array.from(text).every((character) => character < "\u0080");

const hasLineEnd = (text: string): boolean => text.includes("\n") || text.includes("\r");
