// Where in the bytes sent a COPY was refused. The server says it in the error's context, in its own language.
import type { Place } from "../../core/base/ingest-error.ts";
import { loadedColumns, type LoadPlan } from "../../core/load/plan.ts";
import { isServerError } from "./sqlstate.ts";

/** Line and column of a refusal by the table `copied`, which is the target unless rows are staged; empty for errors that name none (foreign keys, AFTER triggers). */
export function refusalPlace(
  error: unknown,
  plan: LoadPlan,
  copied = plan.target.table.name,
): Place {
  if (!isServerError(error)) return {};
  const context = copyContext(error.where ?? "", copied);
  const line = context === null ? undefined : lineOf(context);
  if (line === undefined || context === null) return { column: knownColumn(error.column, plan) };
  return { line, column: knownColumn(error.column, plan) ?? columnIn(context, plan) };
}

/**
 * "COPY orders, line 3, column price: ..." without the table's name, or null. Triggers put their own lines before it;
 * the words are translated by the server, so only the name, the number and the punctuation are relied on.
 */
function copyContext(where: string, table: string): string | null {
  const lines = where.split("\n");
  const own = lines.findLast((line) => line.includes("COPY") && line.includes(table));
  if (own === undefined) return null;
  const at = own.indexOf(table);
  // A shard of Citus, "orders_102014", counts its own lines.
  if (/^_\d+(?![\p{L}_])/u.test(own.slice(at + table.length))) return null;
  return own.slice(0, at) + own.slice(at + table.length);
}

function lineOf(context: string): number | undefined {
  const digits = /\d+/.exec(context);
  return digits === null ? undefined : Number(digits[0]);
}

/** The longest column name that stands between the line number and the value. */
function columnIn(context: string, plan: LoadPlan): string | undefined {
  const tail = context.replace(/^.*?\d+/, "");
  return loadedColumns(plan)
    .filter((column) => tail.includes(` ${column}:`) || tail.endsWith(` ${column}`))
    .toSorted((a, b) => b.length - a.length)[0];
}

const knownColumn = (column: string | undefined, plan: LoadPlan): string | undefined =>
  column !== undefined && loadedColumns(plan).includes(column) ? column : undefined;
