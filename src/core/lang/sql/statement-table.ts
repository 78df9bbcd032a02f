// The statements of a text as numbers, eighteen bytes each, so that a dump of a million INSERTs costs
// little. Two tables of one text, before and after an edit, share what is the same.
import type { StatementKind } from "./statement.ts";
import type { Kind, TransactionAction } from "./statement-kind.ts";

/** One statement, as it goes in. */
interface Entry {
  readonly start: number;
  readonly end: number;
  readonly stop: number;
  readonly reach: number;
  /** Of its kind. */
  readonly code: number;
  readonly flags: number;
}

export const IS_TERMINATED = 1;
/** An INSERT of one row of VALUES. */
export const IS_SINGLE_ROW = 2;
/** Such an INSERT that is like the one before it. */
export const IS_ALIKE = 4;
/** COMMIT AND CHAIN; for COPY, that the line \. closes its data. */
const IS_CHAINED = 8;
export const HAS_TERMINATOR = 8;
export const HAS_DATA = 128;

const actions: readonly TransactionAction[] = [
  ...(["begin", "commit", "rollback", "savepoint", "release", "rollback-to"] as const),
];

export const flagsOf = ({ action, isChained }: Kind): number =>
  ((action === undefined ? 0 : actions.indexOf(action) + 1) << 4) |
  (isChained === true ? IS_CHAINED : 0);

/** What a statement does to the transaction; undefined for all but the transaction statements. */
export const actionIn = (flags: number): TransactionAction | undefined =>
  actions[((flags >> 4) & 7) - 1];

export const isChainedIn = (flags: number): boolean =>
  actionIn(flags) !== undefined && (flags & IS_CHAINED) !== 0;

const kinds: readonly StatementKind[] = [
  ...(["other", "insert", "copy", "merge", "update", "delete", "truncate", "analyze"] as const),
  ...(["vacuum", "lock", "drop-table", "drop-index", "cluster", "select"] as const),
  ...(["create-table", "alter-table", "create-index", "create-trigger", "create-routine"] as const),
  ...(["transaction", "set", "do", "meta"] as const),
];

const codes: ReadonlyMap<StatementKind, number> = new Map(
  kinds.map((kind, code) => [kind, code] as const),
);

export const codeOf = (kind: StatementKind): number => codes.get(kind) ?? 0;

/** Statements next to each other, with offsets from a base: what an edit before them moves as one. */
interface Chunk {
  count: number;
  /** Start, end, stop and reach of each. */
  offsets: Int32Array;
  codes: Uint8Array;
  flags: Uint8Array;
  reachMax: number;
}

const WIDTH = 4;
const CHUNK_MAX = 1_024;
/** Most files hold a few statements: ten thousand of them need not be ten thousand large tables. */
const CHUNK_FIRST = 16;

const newChunk = (capacity: number): Chunk => ({
  count: 0,
  offsets: new Int32Array(capacity * WIDTH),
  codes: new Uint8Array(capacity),
  flags: new Uint8Array(capacity),
  reachMax: 0,
});

/** In arrays of its own: a table made before may still read the smaller ones. */
function enlarge(chunk: Chunk): void {
  const larger = newChunk(Math.min(CHUNK_MAX, 4 * chunk.codes.length));
  larger.offsets.set(chunk.offsets);
  larger.codes.set(chunk.codes);
  larger.flags.set(chunk.flags);
  chunk.offsets = larger.offsets;
  chunk.codes = larger.codes;
  chunk.flags = larger.flags;
}

export class StatementTable {
  count = 0;
  readonly #chunks: Chunk[] = [];
  /** Of each chunk: what its offsets count from, and the index of its first statement. */
  readonly #bases: number[] = [];
  readonly #firsts: number[] = [];
  /** True while the last chunk belongs to this table alone. */
  #isOpen = false;
  /** The chunk that was looked at last. */
  #last = 0;

  /** First token. */
  startAt(index: number): number {
    return this.#offsetAt(index, 0);
  }

  /** Behind the last token. */
  endAt(index: number): number {
    return this.#offsetAt(index, 1);
  }

  /** Behind its semicolon and data: where the next one is looked for. */
  stopAt(index: number): number {
    return this.#offsetAt(index, 2);
  }

  /** Changes at or behind it cannot change how the statement was found. */
  reachAt(index: number): number {
    return this.#offsetAt(index, 3);
  }

  codeAt(index: number): number {
    const chunk = this.#locate(index);
    return chunk?.codes[index - this.#firstOf(this.#last)] ?? 0;
  }

  kindAt(index: number): StatementKind {
    return kinds[this.codeAt(index)] ?? "other";
  }

  flagsAt(index: number): number {
    const chunk = this.#locate(index);
    return chunk?.flags[index - this.#firstOf(this.#last)] ?? 0;
  }

  setFlags(index: number, flags: number): void {
    const chunk = this.#locate(index);
    if (chunk === undefined || this.flagsAt(index) === flags) return;
    const own = { ...chunk, flags: chunk.flags.slice() };
    own.flags[index - this.#firstOf(this.#last)] = flags;
    this.#chunks[this.#last] = own;
  }

  /** Indexes of the statements with one of these codes. */
  indexesOf(wanted: readonly number[]): number[] {
    const isWanted = new Uint8Array(kinds.length);
    for (const code of wanted) isWanted[code] = 1;
    const indexes: number[] = [];
    for (const [at, { codes, count }] of this.#chunks.entries()) {
      const first = this.#firstOf(at);
      for (let index = 0; index < count; index++)
        if (isWanted[codes[index] ?? 0] === 1) indexes.push(first + index);
    }
    return indexes;
  }

  /** Hands out runs: each statement with `first`, and how many with `next` follow it at once. */
  eachRun(first: number, next: number, found: (index: number, count: number) => void): void {
    let start = -1;
    let end = -1;
    for (const [at, { flags, count }] of this.#chunks.entries()) {
      const base = this.#firstOf(at);
      for (let inside = 0; inside < count; inside++) {
        const flag = flags[inside] ?? 0;
        const index = base + inside;
        if (end === index && (flag & next) !== 0) end++;
        else if ((flag & first) !== 0) {
          if (end !== -1) found(start, end - start);
          start = index;
          end = index + 1;
        }
      }
    }
    if (end !== -1) found(start, end - start);
  }

  has(code: number): boolean {
    return this.#chunks.some(({ codes, count }) => {
      const found = codes.indexOf(code);
      return found !== -1 && found < count;
    });
  }

  /** The first statement from `index` on that looked at or behind `offset`; `count` where none did. */
  firstReaching(offset: number, index: number): number {
    if (index >= this.count) return this.count;
    this.#locate(index);
    for (let at = this.#last; at < this.#chunks.length; at++) {
      const chunk = this.#chunks[at];
      const limit = offset - this.#baseOf(at);
      if (chunk === undefined || chunk.reachMax <= limit) continue;
      const first = this.#firstOf(at);
      for (let inside = Math.max(0, index - first); inside < chunk.count; inside++)
        if ((chunk.offsets[inside * WIDTH + 3] ?? 0) > limit) return first + inside;
    }
    return this.count;
  }

  push({ start, end, stop, reach, code, flags }: Entry): void {
    const chunk = this.#openChunk(start);
    if (chunk.count === chunk.codes.length) enlarge(chunk);
    const base = this.#baseOf(this.#chunks.length - 1);
    const { count, offsets } = chunk;
    offsets[count * WIDTH] = start - base;
    offsets[count * WIDTH + 1] = end - base;
    offsets[count * WIDTH + 2] = stop - base;
    offsets[count * WIDTH + 3] = reach - base;
    chunk.codes[count] = code;
    chunk.flags[count] = flags;
    chunk.reachMax = Math.max(chunk.reachMax, reach - base);
    chunk.count++;
    this.count++;
  }

  /** Adds those of `other` from `first` up to `end`, moved by `shift` code units. */
  append(other: StatementTable, first: number, end: number, shift: number): void {
    for (let index = first; index < end;) {
      const chunk = other.#locate(index);
      if (chunk === undefined) return;
      const at = other.#last;
      const from = index - other.#firstOf(at);
      const to = Math.min(chunk.count, from + end - index);
      const base = other.#baseOf(at) + shift;
      // Pieces are copied, so that chunks do not crumble from edit to edit.
      if (from === 0 && to === chunk.count && chunk.count > CHUNK_MAX / 4) this.#share(chunk, base);
      else this.#copy(chunk, from, to, base);
      index += to - from;
    }
  }

  #share(chunk: Chunk, base: number): void {
    this.#chunks.push(chunk);
    this.#bases.push(base);
    this.#firsts.push(this.count);
    this.count += chunk.count;
    this.#isOpen = false;
  }

  #copy(chunk: Chunk, from: number, to: number, base: number): void {
    const at = (index: number, column: number) =>
      (chunk.offsets[index * WIDTH + column] ?? 0) + base;
    for (let index = from; index < to; index++)
      this.push({
        start: at(index, 0),
        end: at(index, 1),
        stop: at(index, 2),
        reach: at(index, 3),
        code: chunk.codes[index] ?? 0,
        flags: chunk.flags[index] ?? 0,
      });
  }

  #openChunk(base: number): Chunk {
    const last = this.#chunks.at(-1);
    if (this.#isOpen && last !== undefined && last.count < CHUNK_MAX) return last;
    const chunk = newChunk(this.#chunks.length === 0 ? CHUNK_FIRST : CHUNK_MAX);
    this.#chunks.push(chunk);
    this.#bases.push(base);
    this.#firsts.push(this.count);
    this.#isOpen = true;
    return chunk;
  }

  #offsetAt(index: number, column: number): number {
    const chunk = this.#locate(index);
    if (chunk === undefined) return 0;
    const inside = index - this.#firstOf(this.#last);
    return (chunk.offsets[inside * WIDTH + column] ?? 0) + this.#baseOf(this.#last);
  }

  /** The chunk that holds the statement; `last` is its place then. */
  #locate(index: number): Chunk | undefined {
    const known = this.#chunks[this.#last];
    const first = this.#firstOf(this.#last);
    if (known !== undefined && index >= first && index < first + known.count) return known;
    if (index < 0 || index >= this.count) return undefined;
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#firstOf(middle) <= index) low = middle;
      else high = middle - 1;
    }
    this.#last = low;
    return this.#chunks[low];
  }

  #firstOf(at: number): number {
    return this.#firsts[at] ?? 0;
  }

  #baseOf(at: number): number {
    return this.#bases[at] ?? 0;
  }
}
