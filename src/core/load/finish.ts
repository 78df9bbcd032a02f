// After the last batch: does the ledger hold the whole file, and does it add up?
import { errors } from "../base/errors.ts";
import type { BatchCounts, MergeCounts } from "./events.ts";
import { isStaged } from "./mode.ts";
import { countsInTable, mergeDifference } from "./mode-counts.ts";
import type { LoadPlan } from "./plan.ts";
import type { CommittedBatch } from "./ports.ts";
import type { RunningLoad } from "./running-load.ts";
import type { Reading } from "./split.ts";

export interface Reconciliation {
  readonly counts: BatchCounts;
  readonly batches: number;
  readonly rejectsFile: string | null;
  readonly merge: MergeCounts | null;
}

/** Reads the ledger anew (which also catches commits that a failover lost), writes the reject file, ends the load. */
export async function reconcile(
  { plan, epoch, ports }: RunningLoad,
  reading: Reading,
  signal: AbortSignal,
): Promise<Reconciliation> {
  const { ledger } = ports.target;
  const committed = await wholeLedger({ plan, ports }, reading, signal);
  const batches = sumCounts(committed);
  const merge = await ledger.merged(plan.loadId, signal);
  const difference = isStaged(plan) ? mergeDifference(batches, merge) : null;
  if (difference !== null) throw errors.notReconciled(difference);
  const counts = countsInTable(plan, batches, merge);
  const rejectsFile =
    counts.rejected === 0
      ? null
      : await ports.rejectFile.write(plan, ledger.rejects(plan.loadId, signal));
  const contentHash = reading.contentHash ?? "";
  await ledger.end(
    plan.loadId,
    epoch,
    { status: "complete", contentHash, records: reading.records },
    signal,
  );
  return { counts, batches: committed.length, rejectsFile, merge };
}

/** The committed batches, read anew. Throws when they are not the whole file: before a merge, and at the end. */
export async function wholeLedger(
  { plan, ports }: Pick<RunningLoad, "plan" | "ports">,
  reading: Reading,
  signal: AbortSignal,
): Promise<readonly CommittedBatch[]> {
  const committed = await ports.target.ledger.committed(plan.loadId, signal);
  const difference = ledgerDifference(plan, committed, reading);
  if (difference !== null) throw errors.notReconciled(difference);
  return committed;
}

/** What does not add up, in words; null when `records in file = loaded + rejected + skipped`, batch by batch. */
export function ledgerDifference(
  plan: Pick<LoadPlan, "body">,
  committed: readonly CommittedBatch[],
  reading: Reading,
): string | null {
  let end = plan.body.start;
  for (const [index, batch] of committed.toSorted((a, b) => a.number - b.number).entries()) {
    if (batch.number !== index) return `batch ${index} is not in the ledger`;
    if (batch.start !== end)
      return `batch ${index} begins at byte ${batch.start} and not at ${end}`;
    if (batch.records !== batch.loaded + batch.rejected + batch.skipped) {
      return `batch ${index} has ${batch.records} records, ${batch.loaded} loaded, ${batch.rejected} rejected and ${batch.skipped} skipped`;
    }
    end = batch.end;
  }
  if (committed.length !== reading.batches) return `batch ${committed.length} is not in the ledger`;
  if (end !== reading.bytes) return `the ledger ends at byte ${end} of ${reading.bytes}`;
  const { records } = sumCounts(committed);
  return records === reading.records
    ? null
    : `the file has ${reading.records} records and the ledger ${records}`;
}

export function sumCounts(batches: Iterable<BatchCounts>): BatchCounts {
  let [records, loaded, rejected, skipped, duplicates] = [0, 0, 0, 0, 0];
  for (const batch of batches) {
    records += batch.records;
    loaded += batch.loaded;
    rejected += batch.rejected;
    skipped += batch.skipped;
    duplicates += batch.duplicates;
  }
  return { records, loaded, rejected, skipped, duplicates };
}
