// Loads into a table that the same script makes: there everything that costs a row something can wait
// until the rows are in.
import type { SqlDocument } from "./document.ts";
import { bulkLoadsInto, type Load } from "./load-script.ts";
import { madeTables } from "./made-tables.ts";
import type { TableName } from "./schema/schema-fact.ts";
import { isWordIn, readersOf } from "./table-readers.ts";

export interface Preparation {
  readonly document: SqlDocument;
  /** Index of the statement that could wait. */
  readonly index: number;
  readonly table: TableName;
  /** Rows from which a load is worth it. */
  readonly rowsMin: number;
}

/** The loads that it could wait for: those before the first statement that reads the table. */
export function loadsToWaitFor({ document, index, table, rowsMin }: Preparation): readonly Load[] {
  const loads = bulkLoadsInto(document, table, rowsMin);
  const [first] = loads;
  const last = loads.at(-1);
  // What is made in the middle of several loads has its reasons.
  if (first === undefined || last === undefined || first.first <= index) return [];
  // One that was made again in between is another table.
  const made = madeTables(document, table).findLast((one) => one.index < first.first);
  if (made === undefined || made.index > index || made.statement.isAs) return [];
  const [use = Infinity] = readersOf(document, table, { after: index, upTo: last.first });
  return loads.filter((load) => load.last < use);
}

/** True where a statement between it and the load's end says one of the words: somebody may need it there. */
export function isNamedBetween(
  document: SqlDocument,
  index: number,
  load: Load,
  words: readonly string[],
): boolean {
  for (let at = index + 1; at <= load.last; at++) {
    const { start, end } = document.rangeAt(at);
    const text = document.text.slice(start, end);
    if (words.some((word) => isWordIn(text, word))) return true;
  }
  return false;
}
