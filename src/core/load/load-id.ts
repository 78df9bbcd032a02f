// The load's identity: a digest of what decides its rows. The same file, options and table give the same identity,
// so the ledger knows a second run; workers, batch size, durability and the rejects allowed change no row.
import { errors } from "../base/errors.ts";
import type { IngestError } from "../base/ingest-error.ts";
import { loadedColumns, tableText, type LoadPlan, type TargetTable } from "./plan.ts";
import type { Hasher } from "./ports.ts";

/** Raised when the same bytes and options would be read differently. */
const READING_VERSION = 1;

/** The plan with its identity, which is its id too unless the user named the load. */
export function identified(plan: LoadPlan, name: string | null, newHasher: () => Hasher): LoadPlan {
  const facts = [
    READING_VERSION,
    plan.source.fingerprint.bytesTotal,
    plan.source.fingerprint.sampled,
    Object.entries(plan.dialect).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    plan.body.start,
    [plan.target.oid, plan.target.table.schema, plan.target.table.name],
    plan.mapping.map(({ field, column, type }) => [field, column, type]),
  ];
  const hasher = newHasher();
  hasher.update(new TextEncoder().encode(JSON.stringify(facts)));
  const identity = hasher.digest().slice(0, 16);
  return { ...plan, identity, loadId: name ?? identity };
}

/** What sets `asked` apart from the load recorded before, as the error to stop with; null when they are the same. */
export function planDifference(recorded: LoadPlan, asked: LoadPlan): IngestError | null {
  const content = contentDifference(recorded, asked);
  if (content !== null) return errors.fileChanged(asked.source.path, content);
  const table = tableDifference(recorded.target, asked.target, loadedColumns(recorded));
  if (table !== null) return errors.tableChanged(tableText(asked.target.table), table);
  if (recorded.identity === asked.identity) return null;
  return errors.loadUnfinished(
    recorded.loadId,
    "it was read with other options (dialect or columns)",
  );
}

/** How the file differs from the one recorded, in words; null when it looks the same. */
export function contentDifference(recorded: LoadPlan, asked: LoadPlan): string | null {
  const before = recorded.source.fingerprint;
  const now = asked.source.fingerprint;
  if (before.bytesTotal !== now.bytesTotal)
    return `it had ${before.bytesTotal} bytes and has ${now.bytesTotal}`;
  return before.sampled === now.sampled ? null : "it has the same size and other content";
}

/** How the table differs from the one planned for, in words; null when nothing that matters does. */
export function tableDifference(
  planned: TargetTable,
  now: TargetTable,
  columns: readonly string[],
): string | null {
  if (planned.oid !== now.oid) return "it was dropped and made again";
  for (const name of columns) {
    const before = planned.columns.find((column) => column.name === name);
    const after = now.columns.find((column) => column.name === name);
    if (after === undefined) return `column "${name}" is gone`;
    if (before?.type !== after.type)
      return `column "${name}" was ${before?.type ?? "not there"} and is ${after.type}`;
  }
  return null;
}
