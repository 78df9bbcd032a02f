// An archive that was repaired, fetched again or packed anew while its load is not complete: other bytes, and perhaps
// the same text. Here is decided whether that may be so; whether it is, the prefix hashes tell before a byte is sent
// (check-source.ts). The load keeps the identity of the archive that it began with.
import { errors } from "../base/errors.ts";
import { fingerprintDifference, identified, planDifference } from "./load-id.ts";
import { STANDARD_INPUT, type LoadPlan, type SourceFile } from "./plan.ts";
import type { Hasher, LoadRow } from "./ports.ts";

type PlannedSource = LoadPlan["source"];

/**
 * `asked` as the load of `rows` that goes on with its source: one that knows these very bytes, otherwise one that may be
 * of another packing of them; `asked` itself where there is none.
 */
export function continued(
  rows: readonly LoadRow[],
  asked: LoadPlan,
  newHasher: () => Hasher,
): LoadPlan {
  const started = rows.flatMap((row) => {
    const plan = startedAs(row.plan.source, asked, newHasher);
    const isOfRow = plan.loadId === row.loadId && plan.identity === row.plan.identity;
    return isOfRow ? [{ row, plan }] : [];
  });
  const found =
    started.find(({ row }) => isSameContent(row.plan.source, asked.source)) ??
    started.find(({ row, plan }) => mayGoOn(row, plan));
  return found?.plan ?? asked;
}

/** Refuses a load that only shares the id with the recorded one, and an archive that no committed batch can prove. */
export function refuseOtherLoad(row: LoadRow, asked: LoadPlan): void {
  const recorded = mayGoOn(row, asked) ? { ...row.plan, source: asked.source } : row.plan;
  const difference = planDifference(recorded, asked);
  if (difference !== null) throw difference;
  const { begunWith, fingerprint, path } = asked.source;
  if (begunWith === undefined || row.committed.batches > 0) return;
  const change = fingerprintDifference(begunWith, fingerprint);
  if (change !== null) throw errors.fileChanged(path, change);
}

/** The same files in the same order, of which archives alone have changed. */
export function isRepacked(before: PlannedSource, now: PlannedSource): boolean {
  const [then, files] = [archivesOf(before), archivesOf(now)];
  return (
    !isSameContent(before, now) &&
    then.length === files.length &&
    files.every((file, index) => {
      const old = then[index];
      if (old?.path !== file.path) return false;
      if (fingerprintDifference(old.fingerprint, file.fingerprint) === null) return true;
      // What comes once is known by what it begins with alone.
      return old.isArchive === true && file.isArchive === true && file.path !== STANDARD_INPUT;
    })
  );
}

export const isSameContent = (before: PlannedSource, now: PlannedSource): boolean =>
  fingerprintDifference(before.fingerprint, now.fingerprint) === null;

/** `now` as what the load goes on with that began with `before`. */
export const goingOnWith = (before: PlannedSource, now: PlannedSource): PlannedSource => ({
  ...now,
  begunWith: before.begunWith ?? before.fingerprint,
});

const mayGoOn = (row: LoadRow, asked: LoadPlan): boolean =>
  row.status !== "complete" &&
  row.committed.batches > 0 &&
  isRepacked(row.plan.source, asked.source);

function startedAs(before: PlannedSource, asked: LoadPlan, newHasher: () => Hasher): LoadPlan {
  const name = asked.loadId === asked.identity ? null : asked.loadId;
  return identified({ ...asked, source: goingOnWith(before, asked.source) }, name, newHasher);
}

const archivesOf = (
  source: PlannedSource,
): readonly Pick<SourceFile, "path" | "fingerprint" | "isArchive">[] => source.files ?? [source];
