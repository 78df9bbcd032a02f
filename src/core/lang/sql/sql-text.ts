// A piece of SQL as rules see it, over a table of its statements; what a statement says is read when
// somebody asks for it.
import { assert } from "../../base/assert.ts";
import type { Range } from "../../text/range.ts";
import type { SqlDialect } from "./dialect.ts";
import type { InsertRun, SqlDocument } from "./document.ts";
import { plBodyOf } from "./pl-body.ts";
import type { PlBody } from "./plpgsql.ts";
import { recognise } from "./recognise.ts";
import type { InsertStatement, Statement, StatementKind, StatementOf } from "./statement.ts";
import {
  actionIn,
  codeOf,
  HAS_DATA,
  HAS_TERMINATOR,
  IS_ALIKE,
  IS_SINGLE_ROW,
  IS_TERMINATED,
  isChainedIn,
  type StatementTable,
} from "./statement-table.ts";
import { tokenize } from "./tokenize.ts";
import type { Token } from "./tokens.ts";

/** Statements that were read last are kept, because several rules ask for the same one. */
const READ_KEPT = 64;

const NO_INDEXES: readonly number[] = [];

export class SqlText implements SqlDocument {
  readonly text: string;
  readonly dialect: SqlDialect;
  readonly table: StatementTable;
  /** What the splitter read beyond statements it cut, since the text was walked over as a whole. */
  readonly lookedAhead: number;
  readonly #read = new Map<number, Statement>();
  readonly #indexes = new Map<string, readonly number[]>();
  readonly #kinds = new Map<StatementKind, boolean>();
  readonly #bodies = new WeakMap<Statement, PlBody | undefined>();
  #runs: readonly InsertRun[] | undefined;
  /** First statements inside transactions and first statements behind them, in turn. */
  #borders: readonly number[] | undefined;

  constructor(text: string, dialect: SqlDialect, table: StatementTable, lookedAhead: number) {
    this.text = text;
    this.dialect = dialect;
    this.table = table;
    this.lookedAhead = lookedAhead;
  }

  get count(): number {
    return this.table.count;
  }

  kindAt(index: number): StatementKind {
    return this.table.kindAt(index);
  }

  rangeAt(index: number): Range {
    return { start: this.table.startAt(index), end: this.table.endAt(index) };
  }

  statementAt(index: number): Statement {
    const known = this.#read.get(index);
    if (known !== undefined) return known;
    const flags = this.table.flagsAt(index);
    const statement = recognise(this.text, this.dialect, {
      range: this.rangeAt(index),
      isTerminated: (flags & IS_TERMINATED) !== 0,
      stop: this.table.stopAt(index),
      hasData: (flags & HAS_DATA) !== 0,
      hasTerminator: this.kindAt(index) === "copy" && (flags & HAS_TERMINATOR) !== 0,
    });
    if (this.#read.size >= READ_KEPT) this.#read.clear();
    this.#read.set(index, statement);
    return statement;
  }

  indexesOf(...kinds: readonly StatementKind[]): readonly number[] {
    // Most rules ask for kinds that a text does not have, and a text may have 100,000 of one kind.
    const here = kinds.filter((kind) => this.hasKind(kind));
    if (here.length === 0) return NO_INDEXES;
    const key = here.join();
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const indexes = this.table.indexesOf(here.map(codeOf));
    this.#indexes.set(key, indexes);
    return indexes;
  }

  *statements<K extends StatementKind>(kind: K): Iterable<StatementOf<K>> {
    for (const index of this.indexesOf(kind)) {
      const statement = this.statementAt(index);
      if (isOfKind(statement, kind)) yield statement;
    }
  }

  hasKind(kind: StatementKind): boolean {
    const known = this.#kinds.get(kind);
    if (known !== undefined) return known;
    const has = this.table.has(codeOf(kind));
    this.#kinds.set(kind, has);
    return has;
  }

  insertRuns(): readonly InsertRun[] {
    this.#runs ??= this.#findRuns();
    return this.#runs;
  }

  isInTransaction(index: number): boolean {
    this.#borders ??= this.#findBorders();
    let low = 0;
    let high = this.#borders.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#borders[middle] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    return low % 2 === 1;
  }

  tokens(range: Range): readonly Token[] {
    return tokenize(this.text, this.dialect, range);
  }

  plBody(statement: Statement): PlBody | undefined {
    if (!this.#bodies.has(statement)) this.#bodies.set(statement, plBodyOf(this.text, statement));
    return this.#bodies.get(statement);
  }

  #findRuns(): readonly InsertRun[] {
    const runs: InsertRun[] = [];
    this.table.eachRun(IS_SINGLE_ROW, IS_ALIKE, (index, count) => {
      runs.push(new Run(this, index, count));
    });
    return runs;
  }

  #findBorders(): readonly number[] {
    const borders: number[] = [];
    for (const index of this.indexesOf("transaction")) {
      const flags = this.table.flagsAt(index);
      const action = actionIn(flags);
      const isOpen = borders.length % 2 === 1;
      const opens = action === "begin" && !isOpen;
      const closes =
        (action === "commit" || action === "rollback") && isOpen && !isChainedIn(flags);
      // COMMIT itself stands inside, BEGIN does not.
      if (opens || closes) borders.push(index + 1);
    }
    return borders;
  }
}

const isOfKind = <K extends StatementKind>(
  statement: Statement,
  kind: K,
): statement is StatementOf<K> => statement.kind === kind;

/** Its first statement is read when somebody looks at it: a file may have as many runs as statements. */
class Run implements InsertRun {
  readonly index: number;
  readonly count: number;
  readonly #document: SqlText;

  constructor(document: SqlText, index: number, count: number) {
    this.#document = document;
    this.index = index;
    this.count = count;
  }

  get range(): Range {
    const { table } = this.#document;
    return { start: table.startAt(this.index), end: table.endAt(this.index + this.count - 1) };
  }

  get first(): InsertStatement {
    const statement = this.#document.statementAt(this.index);
    assert(statement.kind === "insert", "a run starts with an INSERT");
    return statement;
  }
}
