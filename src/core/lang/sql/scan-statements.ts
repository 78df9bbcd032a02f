// Fills a table of statements from a text: where they are, what they are, which INSERTs are alike.
import { Cursor } from "./cursor.ts";
import { areAlike, KnownHeads, readSingleRow, type SingleRow } from "./insert-run.ts";
import type { Lexis } from "./lexis.ts";
import { Splitter } from "./splitter.ts";
import { type Kind, metaCommandIn, readKind } from "./statement-kind.ts";
import {
  codeOf,
  flagsOf,
  HAS_DATA,
  HAS_TERMINATOR,
  IS_ALIKE,
  IS_SINGLE_ROW,
  IS_TERMINATED,
  type StatementTable,
} from "./statement-table.ts";

/** Goes from statement to statement and puts each into a table. */
export class StatementScan {
  readonly #text: string;
  readonly #lexis: Lexis;
  readonly #splitter: Splitter;
  readonly #heads: KnownHeads;
  /** The statement before the next one, where it is an INSERT of one row. */
  #previous: SingleRow | undefined;

  constructor(text: string, lexis: Lexis, from: number) {
    this.#text = text;
    this.#lexis = lexis;
    this.#splitter = new Splitter(text, lexis, from);
    this.#heads = new KnownHeads(text, lexis);
  }

  get lookedAhead(): number {
    return this.#splitter.lookedAhead;
  }

  /** The next statement goes to the end of `table`; false where there is none. */
  next(table: StatementTable): boolean {
    const splitter = this.#splitter;
    if (!splitter.toStart()) return false;
    const { start } = splitter;
    const plain = splitter.delimiter === ";" ? this.#heads.match(start) : undefined;
    if (plain === undefined) splitter.toEnd();
    else splitter.endAt(plain.end, plain.stop);
    const { end, stop, reach } = splitter;
    const { kind, flags } = plain === undefined ? this.#classify() : knownInsert;
    const single = plain ?? (kind === "insert" ? this.#singleRow(start, end) : undefined);
    table.push({
      start,
      end,
      stop,
      reach,
      code: codeOf(kind),
      flags: flags | this.#runFlags(single),
    });
    this.#previous = single;
    return true;
  }

  #singleRow(start: number, end: number): SingleRow | undefined {
    const single = readSingleRow(this.#text, { start, end }, this.#lexis);
    if (single !== undefined) this.#heads.learn(single);
    return single;
  }

  #runFlags(single: SingleRow | undefined): number {
    if (single === undefined) return 0;
    const isAlike = this.#previous !== undefined && areAlike(this.#text, this.#previous, single);
    return IS_SINGLE_ROW | (isAlike ? IS_ALIKE : 0);
  }

  #classify(): Pick<Kind, "kind"> & { readonly flags: number } {
    const splitter = this.#splitter;
    const kind = kindIn(this.#text, splitter, this.#lexis);
    const data = splitter.data === undefined ? 0 : HAS_DATA;
    const terminator = splitter.data?.hasTerminator === true ? HAS_TERMINATOR : 0;
    const terminated = splitter.isTerminated ? IS_TERMINATED : 0;
    return { kind: kind.kind, flags: flagsOf(kind) | data | terminator | terminated };
  }
}

const knownInsert = { kind: "insert", flags: IS_TERMINATED } as const;

function kindIn(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  lexis: Lexis,
): Kind {
  const meta = metaCommandIn(text, start, lexis);
  if (meta !== undefined) return { kind: meta === "copy" ? "copy" : "meta" };
  return readKind(new Cursor(text, lexis.dialect, { start, end }));
}

/** Whether two INSERTs that stand one after the other are alike, for tables that are put together. */
export function markAlike(table: StatementTable, index: number, text: string, lexis: Lexis): void {
  const flags = table.flagsAt(index) & ~IS_ALIKE;
  table.setFlags(index, flags);
  const isPair =
    index > 0 &&
    (flags & table.flagsAt(index - 1) & IS_SINGLE_ROW) !== 0 &&
    table.codeAt(index) === codeOf("insert");
  if (!isPair) return;
  const [before, after] = [index - 1, index].map((at) =>
    readSingleRow(text, { start: table.startAt(at), end: table.endAt(at) }, lexis),
  );
  if (before !== undefined && after !== undefined && areAlike(text, before, after))
    table.setFlags(index, flags | IS_ALIKE);
}
