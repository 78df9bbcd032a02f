// Looks for records that no partition takes, before anything is loaded: through the fields of the key.
import { RecordScanner } from "../../records/csv-scanner.ts";
import { RecordReader } from "../../records/record-reader.ts";
import type { WasmMemory } from "../../records/wasm-memory.ts";
import type { KeySource } from "./found-keys.ts";
import { ASK, KeyRows } from "./key-rows.ts";
import {
  MissingGroups,
  NONE,
  type LookedThrough,
  type RecordPlace,
  type Tally,
} from "./missing-groups.ts";
import { MISSING, Router } from "./router.ts";
import type { KeyFields } from "./routing-plan.ts";
import type { PartitionTree } from "./tree.ts";

/** Where a batch begins. */
export interface BatchPlace {
  readonly firstRecord: number;
  readonly firstLine: number;
  readonly isPlain: boolean;
}

/** Text that a reader gave: it may end within a record. */
export interface TextPlace {
  /** Where in it the first record starts. */
  readonly start: number;
  readonly firstRecord: number;
  readonly firstLine: number;
  /** No more text follows. */
  readonly isEnd: boolean;
}

/** What was looked at of a text. */
export interface TextSeen {
  /** Where the first record starts that is not whole yet. */
  readonly end: number;
  readonly records: number;
  readonly lines: number;
}

/** The place of NONE among the outcomes. */
const UNCOUNTED = 0;

/** Looked at in JavaScript where quotes stand oddly, at least. */
const UNUSUAL_BYTES = 64 * 1024;

export class MissingFinder {
  readonly #keys: KeyFields;
  readonly #groups: MissingGroups;
  /** Of the text that is looked at, for the tree as it is now. */
  #router: Router;
  readonly #rows: KeyRows | null;
  /** What the records of a class are counted in; the first is nothing. */
  readonly #outcomes: (readonly Tally[])[] = [NONE];

  /** Text that lies in `memory` is looked at in WebAssembly. */
  constructor(tree: PartitionTree, keys: KeyFields, memory?: WasmMemory) {
    this.#keys = keys;
    this.#groups = new MissingGroups(tree, keys);
    const { plan } = this.#groups;
    this.#router = new Router(plan, new Uint8Array(0));
    this.#rows = memory === undefined ? null : KeyRows.open(memory, keys.dialect, plan);
  }

  result(): LookedThrough {
    return this.#groups.result();
  }

  /** Whether `lookAtText` is possible. */
  get readsText(): boolean {
    return this.#rows !== null;
  }

  /** Whole records; of plain ones only the fields up to the last key are read. */
  look(bytes: Uint8Array, place: BatchPlace): void {
    const text = { ...place, start: 0, isEnd: true };
    if (!place.isPlain || this.lookAtText(bytes, text) === null) this.#lookAtBatch(bytes, place);
  }

  /** Records as they come from a reader, their ends not known; null where the text is not in the memory. */
  lookAtText(text: Uint8Array, { start, isEnd, ...place }: TextPlace): TextSeen | null {
    const rows = this.#rows;
    if (rows?.start(text, { start, isEnd }) !== true) return null;
    let records = 0;
    const here = (): BatchPlace => ({
      firstRecord: place.firstRecord + records,
      firstLine: place.firstLine + rows.line,
      isPlain: false,
    });
    this.#router = new Router(this.#groups.plan, text);
    for (;;) {
      records += this.#lookAtRows(rows, text, { ...here(), firstLine: place.firstLine });
      if (!rows.isUnusual) break;
      const rest = text.subarray(rows.end);
      const seen = this.#lookAtUnusual(rest, here(), isEnd);
      if (seen === null) break;
      records += seen.records;
      rows.goOn(rows.end + seen.end, rows.line + seen.lines);
      this.#router = new Router(this.#groups.plan, text);
    }
    this.#countSorted(rows);
    return { end: rows.end, records, lines: rows.line };
  }

  /** Only the first record of each class is looked at, where all of its class are counted alike; returns the records. */
  #lookAtRows(rows: KeyRows, bytes: Uint8Array, place: BatchPlace): number {
    let { firstRecord } = place;
    for (; rows.fill(); firstRecord += rows.count) {
      for (let row = rows.sort(0); row < rows.count; row = rows.sort(row + 1)) {
        const found = rows.at(row);
        if (found.isShort) continue;
        const at = { record: firstRecord + row, line: place.firstLine + found.line };
        if (found.isOdd) this.#lookAtOdd(bytes, found.start, at);
        else this.#learn(rows, row, this.#count(found, bytes, at));
      }
    }
    return firstRecord - place.firstRecord;
  }

  /** A stretch of whole records whose quotes only the scanner understands; null where the first of them is not whole. */
  #lookAtUnusual(bytes: Uint8Array, place: BatchPlace, isEnd: boolean): TextSeen | null {
    const scanner = new RecordScanner(this.#keys.dialect);
    const cutAt = Math.min(UNUSUAL_BYTES, bytes.length);
    const cut = scanner.scan(bytes, { to: bytes.length, cutAt, isEnd });
    if (cut < 0 && !isEnd) return null;
    const end = cut < 0 ? bytes.length : cut;
    const { records, lines } = scanner.take();
    this.#lookAtBatch(bytes.subarray(0, end), place);
    return { end, records, lines };
  }

  #lookAtBatch(bytes: Uint8Array, place: BatchPlace): void {
    const { dialect, mapping } = this.#keys;
    const isShort = place.isPlain && (dialect.quote === null || dialect.escape === dialect.quote);
    const { fieldsNeeded } = this.#groups.plan;
    const reader = new RecordReader(bytes, dialect, isShort ? fieldsNeeded : undefined);
    const fieldCount = isShort ? Math.min(fieldsNeeded, mapping.length) : mapping.length;
    let record = place.firstRecord - 1;
    let line = place.firstLine;
    this.#router = new Router(this.#groups.plan, bytes);
    for (; reader.next(); line += reader.lines) {
      if (reader.isComment) continue;
      record++;
      // A record of the wrong shape is refused for that.
      if (reader.problem !== null || reader.fieldCount !== fieldCount) continue;
      this.#count(reader, bytes, { record, line });
    }
  }

  /** What a reader says of it counts. */
  #lookAtOdd(bytes: Uint8Array, start: number, at: RecordPlace): void {
    const { fieldsNeeded } = this.#groups.plan;
    const { dialect, mapping } = this.#keys;
    const reader = new RecordReader(bytes, dialect, fieldsNeeded);
    reader.nextStart = start;
    if (!reader.next() || reader.problem !== null || reader.fieldCount !== fieldsNeeded) return;
    // A blank line is no record of several fields.
    if (reader.isBlank && mapping.length > 1) return;
    this.#count(reader, bytes, at);
  }

  /** How the other records of its class are counted, if that is certain. */
  #learn(rows: KeyRows, row: number, tallies: readonly Tally[]): void {
    const record = rows.at(row);
    if (this.#router.isExact(record)) {
      rows.learn(row, this.#outcomeOf(tallies));
      return;
    }
    const tables = this.#router.settle(record);
    const isCounted = tables?.some((table) => this.#groups.tallies(table).length > 0) ?? true;
    rows.learn(row, isCounted ? ASK : UNCOUNTED);
  }

  #outcomeOf(tallies: readonly Tally[]): number {
    if (tallies.length === 0) return UNCOUNTED;
    const known = this.#outcomes.lastIndexOf(tallies);
    return known >= 0 ? known : this.#outcomes.push(tallies) - 1;
  }

  /** Counts the record where it belongs, and gives what it was counted in. */
  #count(record: KeySource, bytes: Uint8Array, at: RecordPlace): readonly Tally[] {
    let table = this.#router.route(record);
    // Each turn adds a partition, at most one a level.
    while (table === MISSING) {
      const hopeless = this.#groups.propose(this.#router.missing, record, at);
      if (hopeless !== null) return hopeless;
      this.#rows?.forget();
      this.#router = new Router(this.#groups.plan, bytes);
      table = this.#router.route(record);
    }
    const tallies = this.#groups.tallies(table);
    for (const tally of tallies) note(tally, at);
    return tallies;
  }

  /** The rows that got an outcome from another record of their class. */
  #countSorted(rows: KeyRows): void {
    for (const [outcome, tallies] of this.#outcomes.entries()) {
      const records = rows.takeCount(outcome);
      for (const tally of tallies) tally.records += records;
    }
  }
}

function note(tally: Tally, at: RecordPlace): void {
  if (tally.records === 0) Object.assign(tally, at);
  tally.records++;
}
