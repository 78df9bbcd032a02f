// One row, one seed, one version: what became of it, as data.
import type { Arena } from "./arena.ts";
import { CannotRun, type FaultRow } from "./fault-row.ts";
import { NotExact } from "./judge-run.ts";
import { variantOf, variantText } from "./variant.ts";

export interface Outcome {
  readonly row: number;
  readonly version: string;
  readonly seed: number;
  /** What load it was, in words. */
  readonly variant: string;
  readonly end: "survived" | "failed" | "skipped";
  readonly faults: number;
  readonly lost: number;
  readonly duplicates: number;
  readonly seconds: number;
  /** Why it failed or was skipped. */
  readonly reason: string;
}

export async function runRow(row: FaultRow, seed: number, arena: Arena): Promise<Outcome> {
  const startMs = performance.now();
  const outcome = (end: Outcome["end"], facts: Partial<Outcome> = {}): Outcome => ({
    ...{ row: row.number, version: arena.version, seed, end },
    variant: variantText(variantOf(row, seed, arena.version)),
    ...{ faults: 0, lost: 0, duplicates: 0, reason: "", ...facts },
    seconds: Math.round((performance.now() - startMs) / 100) / 10,
  });
  if (row.versionMin !== undefined && Number(arena.version) < row.versionMin)
    return outcome("skipped", { reason: `PostgreSQL ${row.versionMin} and later know it` });
  try {
    const faults = await arena.run(row, seed);
    // A fault that never came about proves nothing.
    return faults > 0
      ? outcome("survived", { faults })
      : outcome("failed", { reason: "no fault came about" });
  } catch (error) {
    if (error instanceof CannotRun) return outcome("skipped", { reason: error.message });
    if (!(error instanceof Error)) throw error;
    const counts =
      error instanceof NotExact ? { lost: error.lost, duplicates: error.duplicates } : {};
    return outcome("failed", { ...counts, reason: error.message });
  }
}

export function outcomeText(outcome: Outcome): string {
  const { row, version, seed, variant, end, faults, seconds, reason } = outcome;
  const what = `row ${row}, PostgreSQL ${version}, seed ${seed} (${variant})`;
  const facts = `${what}: ${end}, ${faults} ${faults === 1 ? "fault" : "faults"}, ${seconds.toFixed(1)} s`;
  if (end === "survived") return facts;
  if (end === "skipped") return `${what}: SKIPPED, ${reason}`;
  const script = row === 0 ? "test:soak --" : `test:faults -- --rows ${row} --versions ${version}`;
  return `${facts}\n  ${reason}\n  to repeat it: npm run ${script} --seed ${seed}`;
}
