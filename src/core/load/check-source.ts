// Before the first byte is sent: is this still the file that the load began with?
import { errors } from "../base/errors.ts";
import { contentDifference } from "./load-id.ts";
import type { LoadPlan } from "./plan.ts";
import { goingOnWith, isRepacked } from "./repacked.ts";
import type { Batch, CommittedBatch, Source } from "./ports.ts";
import type { SplitPorts } from "./split.ts";

const READ_BYTES = 1024 * 1024;

/**
 * The plan for the source as it is now. Refuses a file whose size or sampled blocks are not those of the plan; an
 * archive may hold the same text in other bytes, so it is left to those who know what is committed of it.
 */
export async function planForSource(
  plan: LoadPlan,
  source: Source,
  signal: AbortSignal,
): Promise<LoadPlan> {
  const now = {
    ...plan,
    source: { ...plan.source, fingerprint: await source.fingerprint(signal) },
  };
  const difference = contentDifference(plan, now);
  if (difference === null) return plan;
  if (isRepacked(plan.source, now.source))
    return { ...plan, source: goingOnWith(plan.source, now.source) };
  throw errors.fileChanged(plan.source.path, difference);
}

/** Reads as far as the ledger goes and compares every committed batch's digest with the file's. */
export async function checkCommitted(
  plan: LoadPlan,
  committed: readonly CommittedBatch[],
  ports: SplitPorts,
  signal: AbortSignal,
): Promise<void> {
  const borders = committed.toSorted((a, b) => a.end - b.end);
  if (borders.length === 0) return;
  const read = await prefixHashes(
    borders.map((batch) => batch.end),
    ports,
    signal,
  );
  let [equalTo, recordsBefore] = [0, 0];
  for (const [index, batch] of borders.entries()) {
    if (read[index] !== batch.prefixHash) {
      const where = `between bytes ${equalTo} and ${batch.end}, in record ${recordsBefore + 1} or later`;
      const difference = `batch ${batch.number} was loaded from another text, which differs ${where}`;
      throw errors.fileChanged(plan.source.path, difference);
    }
    equalTo = batch.end;
    recordsBefore += batch.records;
  }
}

/** The ledger's batch and the file's must be the same bytes. */
export function checkSameContent(plan: LoadPlan, batch: Batch, known: CommittedBatch): void {
  if (
    known.start === batch.start &&
    known.end === batch.end &&
    known.prefixHash === batch.prefixHash
  )
    return;
  const difference = `its first ${batch.end} bytes are not those that were loaded`;
  throw errors.fileChanged(plan.source.path, difference);
}

/** Digest of the whole text, hex. */
export async function contentHash(ports: SplitPorts, signal: AbortSignal): Promise<string> {
  const [hash] = await prefixHashes([Number.POSITIVE_INFINITY], ports, signal);
  return hash ?? "";
}

/** The digest of the text up to each of `ends`, which ascend; an end past the text gives that of all of it. */
async function prefixHashes(
  ends: readonly number[],
  ports: SplitPorts,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const reader = await ports.source.open(signal);
  const hasher = ports.newHasher();
  const buffer = ports.memory.take(READ_BYTES);
  const hashes: string[] = [];
  try {
    let position = 0;
    for (const end of ends) {
      while (position < end) {
        signal.throwIfAborted();
        const count = await reader.read(buffer.subarray(0, Math.min(READ_BYTES, end - position)));
        if (count === 0) {
          if (((await reader.nextFile?.(signal)) ?? null) === null) break;
          continue;
        }
        hasher.update(buffer.subarray(0, count));
        position += count;
      }
      hashes.push(hasher.digest());
    }
    return hashes;
  } finally {
    ports.memory.give(buffer);
    await reader.close();
  }
}
