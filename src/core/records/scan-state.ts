// What a scan carries from one call to the next, and the two steps both scanning ways share:
// closing a record and reaching the end of the text. The states are described in csv-scanner.ts.
import { BACKSLASH, CR, LF } from "./dialect-bytes.ts";

export const FIELD_START = 0;
export const UNQUOTED = 1;
export const QUOTED = 2;
export const QUOTE_SEEN_IN_QUOTED = 3;
export const COMMENT = 4;
export type MachineState =
  | typeof FIELD_START
  | typeof UNQUOTED
  | typeof QUOTED
  | typeof QUOTE_SEEN_IN_QUOTED
  | typeof COMMENT;

const DOT = 46;

export class ScanState {
  state: MachineState = FIELD_START;
  /** Everything before it is decided. */
  position = 0;
  recordStart = 0;
  /** Where the last opened quote stands; tells the place when it is never closed. */
  quoteOpenedAt = -1;
  records = 0;
  lines = 0;
  isPlain = true;
  /** Searches made; what the hops cost. */
  hops = 0;

  /** Closes the record whose end byte stands at `at`. */
  endRecord(bytes: Uint8Array, at: number): void {
    const length = at - this.recordStart;
    if (length <= 3 && isShortTrap(bytes, this.recordStart, length)) this.isPlain = false;
    this.records++;
    this.lines++;
    this.recordStart = this.position = at + 1;
    this.state = FIELD_START;
  }

  /** Counts the last record when the text stops without a record end. */
  endText(bytes: Uint8Array, to: number): void {
    if (this.recordStart < to && this.state !== COMMENT) {
      const last = bytes.subarray(this.recordStart, to);
      // COPY would take a bare CR or LF here for a record end, as no other end in the batch need contradict it.
      const isPlainEnd = !last.includes(CR) && !last.includes(LF);
      if (!isPlainEnd || this.state === QUOTED || isShortTrap(last, 0, last.length)) {
        this.isPlain = false;
      }
      this.records++;
    }
    this.position = this.recordStart = to;
  }
}

/** A blank record, or `\.` alone: COPY before 18 takes that for the end of the data, without a word. */
function isShortTrap(bytes: Uint8Array, start: number, length: number): boolean {
  if (length === 0) return true;
  if (length === 1) return bytes[start] === CR;
  return (
    bytes[start] === BACKSLASH &&
    bytes[start + 1] === DOT &&
    (length === 2 || (length === 3 && bytes[start + 2] === CR))
  );
}
