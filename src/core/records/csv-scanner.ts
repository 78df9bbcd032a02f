// Finds where records end, without looking at fields: what cuts a source into batches.
//
// The record machine, the same for scanner and reader (record-reader.ts):
//
// FIELD_START           At the start of the text, after a delimiter, after a record end. A quote here opens a quoted
//                       field; it does so nowhere else. With a comment prefix, a record that starts with it is a
//                       comment up to the first record end, whatever quotes it holds.
// UNQUOTED              Up to the next delimiter or record end. A quote is text, and a problem. A CR before the LF that
//                       ends a record is dropped; any other CR (in a CR file: any LF) is text, and a problem.
// QUOTED                Delimiters and record ends are text. With doubled quotes, two quotes are one; with another
//                       escape, it takes the next byte as text only if that is quote or escape, as COPY has it.
// QUOTE_SEEN_IN_QUOTED  The quote closed the field, unless quotes are doubled and another follows. Then only a
//                       delimiter, a record end or the end of the text may stand; anything else is a problem, and
//                       the rest up to the delimiter is unquoted text.
//
// NUL is a problem anywhere, and so is the end of the text inside quotes. The last record may lack its end; after a
// record end at the end of the text there is no further record. A record of no bytes is blank.
import type { Dialect } from "./dialect.ts";
import { toDialectBytes } from "./dialect-bytes.ts";
import type { DialectBytes } from "./dialect-bytes.ts";
import { scanByBytes } from "./scan-bytes.ts";
import type { ScanLimits } from "./scan-bytes.ts";
import { canHop, scanByHops } from "./scan-hops.ts";
import { UNUSUAL, WasmScan } from "./scan-wasm.ts";
import { QUOTED, QUOTE_SEEN_IN_QUOTED, ScanState } from "./scan-state.ts";
import type { WasmMemory } from "./wasm-memory.ts";

export interface ScanCounts {
  /** Blank records count, comments do not. */
  readonly records: number;
  /** Record-end bytes, inside quotes too: physical lines. */
  readonly lines: number;
  /**
   * COPY (FORMAT csv, QUOTE as copyQuote says) reads these bytes as the machine above does, or refuses them with an
   * error. False for a stray quote, text after a quote, a blank record, a comment, a line that is `\.`, a delimiter of
   * several bytes. NUL, a CR or LF alone and mixed line ends may be left to the server's refusal.
   */
  readonly isPlain: boolean;
}

/** Bytes scanned before the way of scanning is thought over. Small, so that hops never search far past a cut. */
const WINDOW_BYTES = 64 * 1024;
/** Below this mean distance a search costs more than reading every byte. */
const HOP_BYTES_MIN = 12;
/** Windows read bytewise before the hops are tried again. */
const BYTE_WINDOWS = 63;

/** One pass over one source. The caller owns the buffer and may move its bytes between calls (see rebase). */
export class RecordScanner {
  readonly #dialect: DialectBytes;
  readonly #canHop: boolean;
  readonly #wasm: WasmScan | null;
  readonly #scan = new ScanState();
  #byteWindowsLeft = 0;
  #bytesHopped = 0;

  /** Text that lies in `memory` is scanned by its WebAssembly module, where the dialect allows it. */
  constructor(dialect: Dialect, memory?: WasmMemory) {
    this.#dialect = toDialectBytes(dialect);
    this.#canHop = canHop(this.#dialect);
    this.#wasm = memory === undefined ? null : WasmScan.open(memory, this.#dialect);
  }

  /** Everything before it is decided: the next scan goes on from here. */
  get position(): number {
    return this.#scan.position;
  }

  /** Where the unfinished record starts; its bytes must stay in the buffer. */
  get recordStart(): number {
    return this.#scan.recordStart;
  }

  get isInQuotes(): boolean {
    return this.#scan.state === QUOTED;
  }

  /** Where the last quote was opened, -1 before the first; the place to name when it is never closed. */
  get quoteOpenedAt(): number {
    return this.#scan.quoteOpenedAt;
  }

  /**
   * Scans on from `position` up to `to`, and stops right after the first record end at or after `cutAt`, which it
   * returns. -1 means that all bytes that can be decided are scanned; call again with more. With `isEnd` no more
   * follow, and a last record without end is counted.
   */
  scan(bytes: Uint8Array, { to, cutAt, isEnd }: ScanLimits): number {
    for (;;) {
      if (this.#wasm?.canScan(this.#scan, bytes) === true) {
        const end = this.#wasm.scan(this.#scan, bytes, { to, cutAt, isEnd });
        if (end >= 0) return end;
        if (end !== UNUSUAL && !isEnd) return -1;
      }
      const windowEnd = Math.min(to, this.#scan.position + WINDOW_BYTES);
      const limits = { to: windowEnd, cutAt, isEnd: isEnd && windowEnd === to };
      const end = this.#scanWindow(bytes, limits);
      if (end >= 0) return end;
      if (windowEnd === to) return -1;
    }
  }

  /** The caller moved the bytes `delta` towards the buffer's start. */
  rebase(delta: number): void {
    this.#scan.position -= delta;
    this.#scan.recordStart -= delta;
    this.#scan.quoteOpenedAt -= delta;
  }

  /** Counts since the last take. */
  countsSoFar(): ScanCounts {
    const { records, lines, isPlain } = this.#scan;
    return { records, lines, isPlain };
  }

  /** Counts since the last take (those of the batch just cut), and starts anew. */
  take(): ScanCounts {
    const counts = this.countsSoFar();
    this.#scan.records = this.#scan.lines = 0;
    this.#scan.isPlain = true;
    return counts;
  }

  #scanWindow(bytes: Uint8Array, limits: ScanLimits): number {
    const scan = this.#scan;
    if (!this.#canHop || this.#byteWindowsLeft > 0 || scan.state === QUOTE_SEEN_IN_QUOTED) {
      if (this.#byteWindowsLeft > 0) this.#byteWindowsLeft--;
      return scanByBytes(scan, bytes, this.#dialect, limits);
    }
    const before = scan.position;
    const view = limits.to === bytes.length ? bytes : bytes.subarray(0, limits.to);
    const end = scanByHops(scan, view, this.#dialect, limits);
    this.#bytesHopped += scan.position - before;
    if (this.#bytesHopped >= WINDOW_BYTES) {
      if (this.#bytesHopped < scan.hops * HOP_BYTES_MIN) this.#byteWindowsLeft = BYTE_WINDOWS;
      this.#bytesHopped = scan.hops = 0;
    }
    return end;
  }
}
