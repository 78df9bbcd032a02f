// Brings a table of statements up to date after an edit: only statements that the edit can have changed
// are looked for again, until a statement ends where one ended before.
import type { Lexis } from "./lexis.ts";
import { markAlike, StatementScan } from "./scan-statements.ts";
import { IS_ALIKE, StatementTable } from "./statement-table.ts";

/** What is between `start` and `end` of the old text was replaced by `text`. */
export interface SqlEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Statements before `from` are the same; those from `from + added` on were at `from + removed`. */
export interface ChangedStatements {
  readonly from: number;
  readonly removed: number;
  readonly added: number;
}

export class Rescan {
  readonly table: StatementTable;
  lookedAhead = 0;
  readonly #old: StatementTable;
  readonly #text: string;
  readonly #lexis: Lexis;
  readonly #edit: SqlEdit;
  readonly #shift: number;
  /** Where old and new statements meet: what is alike must be asked again there. */
  readonly #seams: number[] = [];
  /** The first old statement that is not in the new table yet. */
  #index = 0;
  /** How many are certainly the same before and behind the edit. */
  #before = -1;
  #behind = 0;

  /** `text` is the new one. */
  constructor(old: StatementTable, text: string, lexis: Lexis, edit: SqlEdit) {
    this.#old = old;
    this.#text = text;
    this.#lexis = lexis;
    this.#edit = edit;
    this.#shift = edit.text.length - (edit.end - edit.start);
    this.table = new StatementTable();
  }

  run(): ChangedStatements {
    let isDone = false;
    while (!isDone) {
      this.#keepUnreached();
      isDone = this.#scanOn();
    }
    for (const seam of this.#seams) markAlike(this.table, seam, this.#text, this.#lexis);
    return this.#changed();
  }

  /** Takes over statements that stand before the edit and did not look as far. */
  #keepUnreached(): void {
    const old = this.#old;
    const first = this.#index;
    this.#index = old.firstReaching(this.#edit.start, first);
    this.table.append(old, first, this.#index, 0);
    if (this.#before === -1) this.#before = this.#index;
    this.#seams.push(first, this.#index);
  }

  /** Looks for statements until the old ones fit again; true where that holds for all that follow. */
  #scanOn(): boolean {
    const { table } = this;
    const edit = this.#edit;
    const scan = new StatementScan(this.#text, this.#lexis, lastStop(table));
    try {
      while (scan.next(table)) {
        const stop = lastStop(table);
        const isBehind = stop >= edit.start + edit.text.length;
        if (!isBehind && stop > edit.start) continue;
        const fit = this.#statementEndingAt(isBehind ? stop - this.#shift : stop);
        if (fit === -1) continue;
        this.#index = fit + 1;
        if (isBehind) this.#keepRest();
        return isBehind;
      }
      this.#index = this.#old.count;
      return true;
    } finally {
      this.lookedAhead += scan.lookedAhead;
    }
  }

  #keepRest(): void {
    this.#seams.push(this.table.count);
    this.#behind = this.#old.count - this.#index;
    this.table.append(this.#old, this.#index, this.#old.count, this.#shift);
  }

  #statementEndingAt(stop: number): number {
    const old = this.#old;
    let low = this.#index;
    let high = old.count - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = old.stopAt(middle);
      if (found === stop) return middle;
      if (found < stop) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  #changed(): ChangedStatements {
    const { table } = this;
    const old = this.#old;
    const edit = this.#edit;
    const most = Math.min(old.count, table.count);
    let from = Math.min(most, this.#before);
    while (from < most && old.stopAt(from) <= edit.start && this.#isSame(from, from, 0)) from++;
    let same = Math.min(most - from, this.#behind);
    for (; same < most - from; same++) {
      const before = old.count - 1 - same;
      const isBehind = old.startAt(before) >= edit.end;
      if (!isBehind || !this.#isSame(before, table.count - 1 - same, this.#shift)) break;
    }
    return { from, removed: old.count - same - from, added: table.count - same - from };
  }

  #isSame(before: number, after: number, shift: number): boolean {
    const { table } = this;
    const old = this.#old;
    return (
      old.startAt(before) + shift === table.startAt(after) &&
      old.endAt(before) + shift === table.endAt(after) &&
      old.stopAt(before) + shift === table.stopAt(after) &&
      old.codeAt(before) === table.codeAt(after) &&
      (old.flagsAt(before) | IS_ALIKE) === (table.flagsAt(after) | IS_ALIKE)
    );
  }
}

const lastStop = (table: StatementTable): number =>
  table.count === 0 ? 0 : table.stopAt(table.count - 1);
