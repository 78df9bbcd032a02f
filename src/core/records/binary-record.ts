// A record that the encoder stopped at: read anew by the reader that knows all of CSV, and judged as a whole.
import type { FieldEncoding } from "./binary-format.ts";
import { judgeValue } from "./binary-judge.ts";
import { countProblem } from "./copy-text.ts";
import type { RecordReader } from "./record-reader.ts";

export interface RefusedField {
  /** Null when it is the record as a whole. */
  readonly field: number | null;
  /** Null for a record whose shape is wrong. */
  readonly sqlstate: string | null;
  readonly message: string;
}

/** "left": only the server can say what it is. */
export type RecordVerdict = RefusedField | "blank" | "left";

/** `reader` stands on the record; all fields before `stoppedField` were encoded, null says that none was looked at. */
export function judgeRecord(
  reader: RecordReader,
  bytes: Uint8Array,
  fields: readonly FieldEncoding[],
  stoppedField: number | null,
): RecordVerdict {
  if (reader.isBlank && fields.length > 1) return "blank";
  if (reader.problem !== null) {
    const { field, message } = reader.problem;
    return { field, sqlstate: null, message };
  }
  const message = countProblem(reader.fieldCount, fields.length);
  if (message !== null) return { field: null, sqlstate: null, message };
  if (stoppedField === null || !isUtf8(bytes.subarray(reader.start, reader.end))) return "left";
  // The server reads from left to right, and may refuse what was encoded before.
  const field = fields[stoppedField];
  if (field === undefined || fields.slice(0, stoppedField).some(({ isJudged }) => isJudged))
    return "left";
  const refusal = judgeValue(field, textOf(reader.fieldBytes(stoppedField)));
  return refusal === null ? "left" : { field: stoppedField, ...refusal };
}

/** A byte order mark is a character of the value. */
const textOf = (bytes: Uint8Array): string =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
