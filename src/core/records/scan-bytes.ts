// The record machine, one byte after the other: any dialect, and data whose quotes stand too close for hops.
import { CR, LF, NUL, standsAt } from "./dialect-bytes.ts";
import type { DialectBytes } from "./dialect-bytes.ts";
import { COMMENT, FIELD_START, QUOTED, QUOTE_SEEN_IN_QUOTED, UNQUOTED } from "./scan-state.ts";
import type { ScanState } from "./scan-state.ts";

/** Where the scan has to stop, and whether that is the end of the text. */
export interface ScanLimits {
  readonly to: number;
  readonly cutAt: number;
  readonly isEnd: boolean;
}

/** Scans from `scan.position`; returns the end of the first record that ends at or after `cutAt`, or -1. */
export function scanByBytes(
  scan: ScanState,
  bytes: Uint8Array,
  dialect: DialectBytes,
  limits: ScanLimits,
): number {
  const { to, cutAt, isEnd } = limits;
  for (;;) {
    const at = step(scan, bytes, dialect, limits);
    if (at < 0) {
      // Bytes are left undecided only where more are to come.
      if (isEnd) scan.endText(bytes, to);
      return -1;
    }
    if (scan.state === COMMENT) endComment(scan, at);
    else scan.endRecord(bytes, at);
    if (scan.position >= cutAt) return scan.position;
  }
}

/** Runs up to a record end and returns its place; -1 at the end of the bytes or of what they decide. */
function step(
  scan: ScanState,
  bytes: Uint8Array,
  dialect: DialectBytes,
  limits: ScanLimits,
): number {
  const { to } = limits;
  const { quote, recordEnd, stopsUnquoted, stopsQuoted } = dialect;
  const delimiter = dialect.delimiter.length === 1 ? dialect.delimiter[0] : undefined;
  const commentAt = dialect.comment === null ? -1 : scan.recordStart;
  // Most bytes pass through the plain moves here, with place and state in locals; all else is a turn.
  let p = scan.position;
  let state = scan.state;
  for (;;) {
    if (state === UNQUOTED) while (p < to && stopsUnquoted[bytes[p] ?? 0] === 0) p++;
    else if (state === QUOTED) while (p < to && stopsQuoted[bytes[p] ?? 0] === 0) p++;
    const byte = bytes[p];
    if (p >= to) {
      scan.position = p;
      scan.state = state;
      return -1;
    }
    if (state === FIELD_START && p !== commentAt) {
      state = UNQUOTED;
      if (byte === quote) {
        scan.quoteOpenedAt = p++;
        state = QUOTED;
      }
    } else if (state === QUOTED && byte === quote) {
      p++;
      state = QUOTE_SEEN_IN_QUOTED;
    } else if (byte === delimiter && (state === UNQUOTED || state === QUOTE_SEEN_IN_QUOTED)) {
      p++;
      state = FIELD_START;
    } else {
      scan.position = p;
      scan.state = state;
      if (byte === recordEnd && state !== QUOTED && state !== FIELD_START) return p;
      if (!turn(scan, bytes, dialect, limits)) return -1;
      p = scan.position;
      state = scan.state;
    }
  }
}

/** A move that is not plain, from `scan.position`. False: it takes the bytes to come to decide. */
type Turn = (
  scan: ScanState,
  bytes: Uint8Array,
  dialect: DialectBytes,
  limits: ScanLimits,
) => boolean;

const turn: Turn = (scan, bytes, dialect, limits) => {
  switch (scan.state) {
    case FIELD_START:
      return turnAtRecordStart(scan, bytes, dialect, limits);
    case UNQUOTED:
      return turnInUnquoted(scan, bytes, dialect, limits);
    case QUOTED:
      return turnInQuoted(scan, bytes, dialect, limits);
    case QUOTE_SEEN_IN_QUOTED:
      return turnAfterQuote(scan, bytes, dialect, limits);
    case COMMENT: {
      const at = bytes.subarray(scan.position, limits.to).indexOf(dialect.recordEnd);
      scan.position = at < 0 ? limits.to : scan.position + at;
      return true;
    }
  }
};

/** Only where comments may be. */
const turnAtRecordStart: Turn = (scan, bytes, dialect, limits) => {
  const at = scan.position;
  const isComment =
    dialect.comment === null ? false : standsAt(bytes, at, limits.to, dialect.comment);
  if (isComment === undefined && !limits.isEnd) return false;
  if (isComment === true) {
    scan.state = COMMENT;
    scan.isPlain = false;
  } else if (bytes[at] === dialect.quote) {
    scan.quoteOpenedAt = at;
    scan.position++;
    scan.state = QUOTED;
  } else {
    scan.state = UNQUOTED;
  }
  return true;
};

const turnInUnquoted: Turn = (scan, bytes, dialect, limits) => {
  const at = scan.position;
  const byte = bytes[at];
  if (byte === dialect.delimiter[0]) {
    const stands = standsAt(bytes, at, limits.to, dialect.delimiter);
    if (stands === undefined && !limits.isEnd) return false;
    if (stands === true) scan.state = FIELD_START;
    // COPY knows one-byte delimiters only.
    scan.isPlain = false;
    scan.position += stands === true ? dialect.delimiter.length : 1;
    return true;
  }
  if (byte === CR && dialect.dropsReturn) {
    if (at + 1 >= limits.to && !limits.isEnd) return false;
    if (at + 1 >= limits.to || bytes[at + 1] !== LF) scan.isPlain = false;
  } else if (
    byte === dialect.quote ||
    byte === dialect.otherEnd ||
    byte === NUL ||
    byte === dialect.standInQuote
  ) {
    scan.isPlain = false;
  }
  scan.position++;
  return true;
};

const turnInQuoted: Turn = (scan, bytes, dialect, limits) => {
  const at = scan.position;
  const byte = bytes[at];
  if (byte === dialect.escape) {
    if (at + 1 >= limits.to && !limits.isEnd) return false;
    const next = at + 1 < limits.to ? bytes[at + 1] : undefined;
    if (next === dialect.quote || next === dialect.escape) scan.position++;
  } else if (byte === dialect.recordEnd) {
    scan.lines++;
  } else {
    scan.isPlain = false;
  }
  scan.position++;
  return true;
};

/** After a quote inside quotes: a doubled one goes on, anything but delimiter or record end is a problem. */
const turnAfterQuote: Turn = (scan, bytes, dialect, limits) => {
  const at = scan.position;
  const byte = bytes[at];
  if (byte === dialect.quote && dialect.escape === dialect.quote) {
    scan.position++;
    scan.state = QUOTED;
    return true;
  }
  const isDelimiter = standsAt(bytes, at, limits.to, dialect.delimiter);
  const isReturn = byte === CR && dialect.dropsReturn;
  const isCut = isDelimiter === undefined || (isReturn && at + 1 >= limits.to);
  if (isCut && !limits.isEnd) return false;
  const isEndNext = isReturn && !isCut && bytes[at + 1] === LF;
  if (isDelimiter !== true && !isEndNext) scan.isPlain = false;
  scan.state = UNQUOTED;
  return true;
};

/** A comment is no record, but its line is one of the file. */
function endComment(scan: ScanState, at: number): void {
  scan.lines++;
  scan.recordStart = scan.position = at + 1;
  scan.state = FIELD_START;
}
