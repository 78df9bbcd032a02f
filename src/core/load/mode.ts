// What a mode asks of a load: which key tells rows apart, and whether rows go through a staging table. Pure decisions;
// the SQL is adapters/pg's.
import { modeErrors } from "../base/mode-errors.ts";
import type { Decision } from "../records/dialect.ts";
import { loadedColumns, tableText, type LoadPlan, type TargetTable } from "./plan.ts";
import type { LoadRequest } from "./request.ts";

export type ModePlan = Pick<LoadPlan, "mode" | "isAtomic">;

/** All rows wait in a staging table until one transaction brings them into the target. */
export const isStaged = ({ mode, isAtomic }: ModePlan): boolean =>
  isAtomic || mode === "upsert" || mode === "replace";

/** Each batch goes by way of a temporary table, and leaves out there what the target has. */
export const isSkippedByBatch = ({ mode, isAtomic }: ModePlan): boolean =>
  mode === "skip" && !isAtomic;

/** COPY writes into the target itself, and nothing has to be looked up for the mode. */
export const isPlainAppend = (plan: ModePlan): boolean =>
  !isStaged(plan) && !isSkippedByBatch(plan);

/** The key in force: the columns asked for, or the table's primary key. Of `replace` it may be empty. */
export function resolveKey(
  request: Pick<LoadRequest, "mode" | "key">,
  target: TargetTable,
  primaryKey: readonly string[],
): readonly string[] {
  if (request.mode === "append") {
    if (request.key.length > 0) throw modeErrors.keyWithoutMode(request.key);
    return [];
  }
  const table = tableText(target.table);
  for (const name of request.key) {
    if (!target.columns.some((column) => column.name === name))
      throw modeErrors.keyUnknown(table, name);
  }
  const key = request.key.length > 0 ? request.key : primaryKey;
  if (key.length === 0 && request.mode !== "replace") throw modeErrors.keyMissing(table);
  return key;
}

/** A key that the file does not bring tells no rows apart. */
export function requireKeyLoaded(
  plan: Pick<LoadPlan, "mode" | "key" | "target" | "mapping">,
): void {
  const loaded = loadedColumns(plan);
  const absent = plan.key.find((name) => !loaded.includes(name));
  if (absent !== undefined) throw modeErrors.keyNotLoaded(tableText(plan.target.table), absent);
}

/** A table still to be made has no index to look for but that of its primary key. */
export function requireKeyOfNew(
  plan: Pick<LoadPlan, "mode" | "key" | "target">,
  primaryKey: readonly string[],
): void {
  if (plan.target.oid !== 0 || plan.mode === "append" || plan.mode === "replace") return;
  const isPrimary =
    plan.key.length === primaryKey.length && plan.key.every((name) => primaryKey.includes(name));
  if (isPrimary) return;
  const statement = `CREATE TABLE ... (..., PRIMARY KEY (${plan.key.join(", ")}))`;
  throw modeErrors.keyNotUnique(tableText(plan.target.table), plan.key, statement);
}

/** What the mode does, in words, with who decided the key; nothing for a plain append. */
export function modeDecisions(
  plan: ModePlan & Pick<LoadPlan, "key">,
  isKeyGiven: boolean,
): readonly Decision[] {
  if (isPlainAppend(plan)) return [];
  const mode: Decision = {
    what: "mode",
    value: plan.isAtomic ? `${plan.mode}, atomic` : plan.mode,
    origin: "given",
    evidence: plan.isAtomic ? `${WORDS[plan.mode]}; ${ALL_AT_ONCE}` : WORDS[plan.mode],
  };
  if (plan.mode === "append" || plan.mode === "replace") return [mode];
  const evidence = isKeyGiven ? "as asked" : "the table's primary key";
  const origin = isKeyGiven ? "given" : "table";
  return [mode, { what: "key", value: plan.key.join(", "), origin, evidence }];
}

const ALL_AT_ONCE = "all rows come into the table in one transaction, after the last batch";

const WORDS: Readonly<Record<LoadPlan["mode"], string>> = {
  append: "every record is a new row",
  skip: "a record whose key the table has is left out; of several in the file, one is taken",
  upsert:
    "a record whose key the table has changes that row, where its values differ; of several in the file, the last one counts",
  replace: "the rows of the file take the place of all rows of the table, in one transaction",
};
