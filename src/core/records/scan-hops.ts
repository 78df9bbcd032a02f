// The record machine by hops from quote to quote and from record end to record end: several times faster than
// bytewise on ordinary data. Needs a one-byte delimiter, doubled quotes (or none) and no comments.
import { CR, LF } from "./dialect-bytes.ts";
import type { DialectBytes } from "./dialect-bytes.ts";
import type { ScanLimits } from "./scan-bytes.ts";
import { FIELD_START, QUOTED, UNQUOTED } from "./scan-state.ts";
import type { ScanState } from "./scan-state.ts";

export const canHop = (dialect: DialectBytes): boolean =>
  dialect.comment === null &&
  dialect.escape === dialect.quote &&
  (dialect.delimiter.length === 1 || dialect.quote < 0);

/**
 * As scanByBytes, but NUL, a CR or LF alone outside quotes and mixed line ends do not count against `isPlain`:
 * the hops do not see them, and COPY refuses such bytes with an error, so nothing is misread.
 * `bytes` must end at `limits.to`, because a search cannot be told where to stop.
 */
export function scanByHops(
  scan: ScanState,
  bytes: Uint8Array,
  dialect: DialectBytes,
  limits: ScanLimits,
): number {
  const from = scan.position;
  const at =
    dialect.quote < 0
      ? hopLines(scan, bytes, dialect, limits)
      : hopQuotes(scan, bytes, dialect, limits);
  if (dialect.quote < 0 && bytes.subarray(from, scan.position).includes(dialect.standInQuote)) {
    scan.isPlain = false;
  }
  if (at < 0 && limits.isEnd) scan.endText(bytes, limits.to);
  return at;
}

function hopLines(
  scan: ScanState,
  bytes: Uint8Array,
  dialect: DialectBytes,
  limits: ScanLimits,
): number {
  // A delimiter of several bytes has no meaning for the record's borders, but COPY cannot read it.
  if (dialect.delimiter.length > 1) scan.isPlain = false;
  let end = bytes.indexOf(dialect.recordEnd, scan.position);
  while (end >= 0) {
    scan.hops++;
    scan.endRecord(bytes, end);
    if (end + 1 >= limits.cutAt) return end + 1;
    end = bytes.indexOf(dialect.recordEnd, end + 1);
  }
  leave(scan, bytes, dialect, limits.to);
  return -1;
}

function hopQuotes(
  scan: ScanState,
  bytes: Uint8Array,
  dialect: DialectBytes,
  limits: ScanLimits,
): number {
  const { to, cutAt } = limits;
  const { quote, recordEnd } = dialect;
  let end = orLimit(bytes.indexOf(recordEnd, scan.position), to);
  let at = orLimit(bytes.indexOf(quote, scan.position), to);
  let isOpen = scan.state === QUOTED;
  let hops = 2;
  for (;;) {
    if (isOpen) {
      scan.position = at;
      const after = at < to ? afterQuote(scan, bytes, dialect, limits) : UNDECIDED;
      // Line ends inside the quotes are lines, not record ends.
      while (end < at) {
        scan.lines++;
        end = orLimit(bytes.indexOf(recordEnd, end + 1), to);
        hops++;
      }
      if (after === UNDECIDED) {
        scan.hops += hops;
        scan.state = QUOTED;
        return -1;
      }
      isOpen = after === GOES_ON;
      at = orLimit(bytes.indexOf(quote, at + (isOpen ? 2 : 1)), to);
      hops++;
    } else if (at < end) {
      if (at === scan.recordStart || bytes[at - 1] === dialect.delimiter[0]) {
        scan.quoteOpenedAt = at;
        isOpen = true;
      } else scan.isPlain = false;
      at = orLimit(bytes.indexOf(quote, at + 1), to);
      hops++;
    } else if (end < to) {
      scan.endRecord(bytes, end);
      if (scan.position >= cutAt) {
        scan.hops += hops;
        return scan.position;
      }
      end = orLimit(bytes.indexOf(recordEnd, end + 1), to);
      hops++;
    } else {
      scan.hops += hops;
      leave(scan, bytes, dialect, to);
      return -1;
    }
  }
}

const UNDECIDED = -1;
const CLOSED = 0;
const GOES_ON = 1;

/** What the quote at `scan.position`, inside quotes, means: half of a doubled one, the closing one, or not known yet. */
function afterQuote(
  scan: ScanState,
  bytes: Uint8Array,
  dialect: DialectBytes,
  limits: ScanLimits,
): number {
  const next = scan.position + 1;
  if (next >= limits.to) return limits.isEnd ? CLOSED : UNDECIDED;
  const byte = bytes[next];
  if (byte === dialect.quote) return GOES_ON;
  if (byte === dialect.delimiter[0] || byte === dialect.recordEnd) return CLOSED;
  if (byte === CR && dialect.dropsReturn) {
    if (next + 1 >= limits.to && !limits.isEnd) return UNDECIDED;
    if (next + 1 < limits.to && bytes[next + 1] === LF) return CLOSED;
  }
  scan.isPlain = false;
  return CLOSED;
}

/** All bytes are decided and lie outside quotes: note the state so that the bytewise way could go on. */
function leave(scan: ScanState, bytes: Uint8Array, dialect: DialectBytes, to: number): void {
  scan.position = to;
  const isFieldStart = to === scan.recordStart || bytes[to - 1] === dialect.delimiter[0];
  scan.state = isFieldStart ? FIELD_START : UNQUOTED;
}

const orLimit = (found: number, to: number): number => (found < 0 ? to : found);
