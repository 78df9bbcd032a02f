// What a script loads into which table, in the order of the text, and how much of it the text shows. Rules
// about what stands around a load begin here.
import type { Range } from "../../text/range.ts";
import type { SqlDocument } from "./document.ts";
import { madeTables } from "./made-tables.ts";
import { rowsOfItems } from "./query-rows.ts";
import { insertQuery } from "./query-shape.ts";
import { headOf } from "./rewrite/insert-parts.ts";
import { RowsLoad, startsWithValues } from "./rows-load.ts";
import type { TableName } from "./schema/schema-fact.ts";
import type { CopyStatement, InsertStatement, TableRef } from "./statement.ts";
import { isSameTable } from "./table-name.ts";

/** Rows are read when somebody looks at more than their indexes: a script may have very many of them. */
export interface Load {
  readonly kind: "copy" | "query" | "rows";
  /** Indexes of its first and last statement: a run of INSERTs is one load. */
  readonly first: number;
  readonly last: number;
  readonly table: TableRef;
  /** The first. */
  readonly statement: CopyStatement | InsertStatement;
  /** What a finding marks: the keyword and the table. */
  readonly head: Range;
  /** The most rows that it adds, where the text shows it; undefined where it may be any number. */
  readonly rowsMax: number | undefined;
  /** Not less than `rowsMax`, and cheap. */
  readonly rowsBound: number;
}

/** Every COPY FROM and INSERT at the top level of the script. */
export const loadsOf = (document: SqlDocument): readonly Load[] => scriptOf(document).loads;

/** Those of many rows, or of any number of them: what is worth preparing for. */
export const bulkLoadsOf = (document: SqlDocument, rowsMin: number): readonly Load[] =>
  scriptOf(document).bulk(rowsMin).all;

export const isBulk = (load: Load, rowsMin: number): boolean =>
  load.rowsBound >= rowsMin && (load.rowsMax === undefined || load.rowsMax >= rowsMin);

/** The loads of that size into one table behind a statement, in order. */
export const bulkLoadsBehind = (
  document: SqlDocument,
  index: number,
  table: TableName,
  rowsMin: number,
): readonly Load[] => bulkLoadsInto(document, table, rowsMin).filter(({ first }) => first > index);

export const bulkLoadsInto = (
  document: SqlDocument,
  table: TableName,
  rowsMin: number,
): readonly Load[] =>
  (scriptOf(document).bulk(rowsMin).byName.get(table.name) ?? []).filter((load) =>
    isSameTable(load.table, table),
  );

/** Several rules ask about one version of a text, and each about many tables. */
const scripts = new WeakMap<SqlDocument, LoadScript>();

function scriptOf(document: SqlDocument): LoadScript {
  const known = scripts.get(document);
  if (known !== undefined) return known;
  const script = new LoadScript(document);
  scripts.set(document, script);
  return script;
}

interface BulkLoads {
  readonly rowsMin: number;
  readonly all: readonly Load[];
  readonly byName: ReadonlyMap<string, readonly Load[]>;
}

class LoadScript {
  readonly #document: SqlDocument;
  #loads: readonly Load[] | undefined;
  #bulk: BulkLoads | undefined;
  /** Rows in each table behind each load into it, by the table's name. */
  #filled: Map<string, Filled[]> | undefined;

  constructor(document: SqlDocument) {
    this.#document = document;
  }

  get loads(): readonly Load[] {
    this.#loads ??= [...readLoads(this.#document, 0)];
    return this.#loads;
  }

  bulk(rowsMin: number): BulkLoads {
    if (this.#bulk?.rowsMin === rowsMin) return this.#bulk;
    const all = [...readLoads(this.#document, rowsMin)].filter((load) => isBulk(load, rowsMin));
    this.#bulk = { rowsMin, all, byName: byName(all) };
    return this.#bulk;
  }

  /** What the loads before a statement have put into the tables of that name. */
  rowsBefore(index: number, name: string): number | undefined {
    if (this.#filled === undefined) {
      // A query among the loads asks for those before it, which are here by then.
      this.#filled = new Map();
      for (const load of this.loads) fill(this.#filled, load);
    }
    const before = this.#filled.get(name)?.findLast(({ last }) => last < index);
    return before === undefined ? 0 : before.rows;
  }
}

interface Filled {
  readonly last: number;
  readonly rows: number | undefined;
}

function fill(filled: Map<string, Filled[]>, { last, table, rowsMax }: Load): void {
  const steps = filled.get(table.name) ?? [];
  filled.set(table.name, steps);
  const before = steps.at(-1);
  const known = before === undefined ? 0 : before.rows;
  const rows = known === undefined || rowsMax === undefined ? undefined : known + rowsMax;
  steps.push({ last, rows });
}

function byName(loads: readonly Load[]): ReadonlyMap<string, readonly Load[]> {
  const groups = new Map<string, Load[]>();
  for (const load of loads) {
    const { name } = load.table;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [load]);
    else group.push(load);
  }
  return groups;
}

/** Those that may have as many rows, in order. */
function* readLoads(document: SqlDocument, rowsMin: number): Generator<Load, void> {
  const runs = document.insertRuns();
  let nextRun = 0;
  // By hand and not by indexesOf: a dump is one run, and a list of its 100,000 indexes costs more than all else.
  for (let index = 0; index < document.count; index++) {
    const run = runs[nextRun];
    if (run?.index === index) {
      if (run.count >= rowsMin) yield RowsLoad.ofRun(run);
      index += run.count - 1;
      nextRun++;
      continue;
    }
    const kind = document.kindAt(index);
    const load = kind === "insert" || kind === "copy" ? readLoad(document, index) : undefined;
    if (load !== undefined && load.rowsBound >= rowsMin) yield load;
  }
}

function readLoad(document: SqlDocument, index: number): Load | undefined {
  if (startsWithValues(document, index)) return RowsLoad.ofValues(document, index);
  const statement = document.statementAt(index);
  if (statement.kind === "copy") return readCopy(document, statement, index);
  if (statement.kind !== "insert") return undefined;
  const isValues = statement.source?.kind === "values";
  return isValues ? RowsLoad.ofValues(document, index) : readQuery(document, statement, index);
}

function readCopy(
  document: SqlDocument,
  statement: CopyStatement,
  index: number,
): Load | undefined {
  const { table, data, direction } = statement;
  if (direction !== "from" || table === undefined || table.isPlaceholder) return undefined;
  const rowsMax = data === undefined ? undefined : linesIn(document.text, data);
  return { kind: "copy", ...common(statement, table, index), rowsMax };
}

function readQuery(
  document: SqlDocument,
  statement: InsertStatement,
  index: number,
): Load | undefined {
  const { table } = statement;
  const query = insertQuery(document, statement);
  if (table === undefined || table.isPlaceholder || query === undefined) return undefined;
  const load = { kind: "query", ...common(statement, table, index) } as const;
  let rowsMax: { readonly rows: number | undefined } | undefined;
  return {
    ...load,
    // Asks about all loads before it, so only when somebody wants to know.
    get rowsMax() {
      rowsMax ??= { rows: rowsOfItems(query, (source) => madeHere(document, source, index)) };
      return rowsMax.rows;
    },
  };
}

/** Tables that the script itself makes hold what it puts into them before a load, and no more. */
function madeHere(
  document: SqlDocument,
  table: TableName,
  index: number,
): { readonly rows: number | undefined } | undefined {
  const made = madeTables(document, table).find((one) => one.index < index);
  if (made === undefined) return undefined;
  const { isAs } = made.statement;
  return { rows: isAs ? undefined : scriptOf(document).rowsBefore(index, table.name) };
}

const common = (statement: CopyStatement | InsertStatement, table: TableRef, index: number) => ({
  first: index,
  last: index,
  table,
  statement,
  head: headOf(statement),
  rowsBound: Infinity,
});

/** A COPY of inline data beyond this is any number of rows. */
const ROWS_COUNTED_MAX = 100_000;

function linesIn(text: string, { start, end }: Range): number | undefined {
  let count = 0;
  for (let at = start; at < end; count++) {
    if (count === ROWS_COUNTED_MAX) return undefined;
    const feed = text.indexOf("\n", at);
    at = feed === -1 || feed >= end ? end : feed + 1;
  }
  return count;
}
