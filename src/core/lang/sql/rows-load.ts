// A load of rows that stand in the text: a run of single-row INSERTs, or one INSERT of several rows. Most
// are never looked at, so that a dump of a hundred thousand of them costs their indexes alone.
import { assert } from "../../base/assert.ts";
import type { Range } from "../../text/range.ts";
import type { InsertRun, SqlDocument } from "./document.ts";
import { headOf } from "./rewrite/insert-parts.ts";
import type { InsertStatement, TableRef } from "./statement.ts";

export class RowsLoad {
  readonly kind = "rows";
  readonly first: number;
  readonly last: number;
  readonly rowsBound: number;
  readonly #read: () => InsertStatement;

  private constructor(
    { index, count }: Pick<InsertRun, "index" | "count">,
    rowsBound: number,
    read: () => InsertStatement,
  ) {
    this.first = index;
    this.last = index + count - 1;
    this.rowsBound = rowsBound;
    this.#read = read;
  }

  static ofRun(run: InsertRun): RowsLoad {
    return new RowsLoad(run, run.count, () => run.first);
  }

  /** An INSERT … VALUES. */
  static ofValues(document: SqlDocument, index: number): RowsLoad {
    const { start, end } = document.rangeAt(index);
    return new RowsLoad({ index, count: 1 }, Math.ceil((end - start) / ROW_MIN), () => {
      const statement = document.statementAt(index);
      assert(statement.kind === "insert", "INSERT … VALUES is an INSERT");
      return statement;
    });
  }

  get statement(): InsertStatement {
    return this.#read();
  }

  /** The text may hide it. */
  get table(): TableRef {
    const { table, keyword } = this.statement;
    return table ?? { name: "", schema: undefined, range: keyword, isPlaceholder: true };
  }

  get head(): Range {
    return headOf(this.statement);
  }

  get rowsMax(): number {
    const { source } = this.statement;
    if (this.last > this.first) return this.rowsBound;
    return source?.kind === "values" ? source.rowCount : 1;
  }
}

/** True for most INSERT … VALUES, at the cost of their heads. */
export function startsWithValues(document: SqlDocument, index: number): boolean {
  HEAD.lastIndex = document.rangeAt(index).start;
  return HEAD.test(document.text);
}

/** INSERT INTO t (a, b) VALUES ( without comments in it. */
const HEAD = /insert\s+into\s+(?:"[^"]*"|[\w$.])+\s*(?:\([^()']*\)\s*)?values\s*\(/iy;

/** The shortest row: (1), */
const ROW_MIN = 4;
