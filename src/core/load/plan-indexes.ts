// The part of planning that looks at the table's indexes and at the server: what becomes of the indexes, how they are
// built, what the server's owner might change, and what an earlier load has left to recover.
import type { Decision } from "../records/dialect.ts";
import { adviceText, adviseServer, type ServerLimits } from "./advice.ts";
import { chooseIndexes, selectObjects, type IndexFacts } from "./index-choice.ts";
import { tuneBuild, tuningDecision, type BuildServer } from "./index-tuning.ts";
import { indexErrors } from "../base/index-errors.ts";
import { tableText, textBytesGuess, type LoadPlan } from "./plan.ts";
import type { LoadRequest } from "./request.ts";

/** What was found out about the table and its server. */
export interface Surroundings {
  readonly indexes: IndexFacts;
  /** The table and its indexes, on disk. */
  readonly bytesThere: number;
  readonly server: ServerLimits & BuildServer;
  /** Objects that loads have dropped and not restored. */
  readonly left: readonly LeftOver[];
}

export interface LeftOver {
  readonly loadId: string;
  readonly target: string;
  readonly name: string;
}

/** The plan with what becomes of the indexes; throws when the user asks for what the role may not do. */
export function planIndexes(
  plan: LoadPlan,
  request: LoadRequest,
  { indexes: facts, server, bytesThere, left }: Surroundings,
  recordBytes: number,
): LoadPlan {
  if (request.indexes === "rebuild" && facts.missingRight !== null)
    throw indexErrors.indexesForbidden(tableText(plan.target.table), facts.missingRight);
  const rows = textBytesGuess(plan.source) / Math.max(1, recordBytes);
  const { indexes, decision } = chooseIndexes(request, facts, rows);
  const isIndex = ({ kind }: { readonly kind: string }): boolean => kind !== "foreign key";
  const dropped =
    indexes === "keep" ? [] : selectObjects(indexes, plan.mode, facts.objects).dropped;
  const built = dropped.filter(isIndex).length;
  const indexesKept = facts.objects.filter(isIndex).length - built;
  const bytes = textBytesGuess(plan.source);
  const advice = adviseServer({ bytes, rows, indexesKept, bytesThere }, server);
  const urgent = advice.filter(({ isWarning }) => isWarning).map(adviceText);
  return {
    ...plan,
    indexes,
    decisions: [
      ...plan.decisions,
      decision,
      ...(built === 0 ? [] : [tuningDecision(tuneBuild(built, plan.workers, server))]),
      ...leftDecisions(left, plan.loadId),
    ],
    advice,
    warnings: [...(plan.warnings ?? []), ...urgent],
  };
}

/** One a load that has left something. */
function leftDecisions(left: readonly LeftOver[], ownId: string): readonly Decision[] {
  const loads = new Set(left.map(({ loadId }) => loadId));
  return [...loads].map((loadId) => {
    const objects = left.filter((object) => object.loadId === loadId);
    const names = objects.map(({ name }) => name).join(", ");
    const evidence =
      loadId === ownId
        ? "an earlier run of this load dropped them; this one builds them after its last batch"
        : `load ${loadId} dropped them; if it is not running, \`rowmill recover\` builds them`;
    const value = `${names} of ${objects[0]?.target ?? ""}`;
    return { what: "left to recover", value, origin: "table", evidence };
  });
}

/** The mean length of the sampled records, delimiters and line end included. */
export function meanRecordBytes(records: readonly (readonly (string | null)[])[]): number {
  const lengths = records.map((fields) =>
    fields.reduce((sum, field) => sum + (field?.length ?? 0) + 1, 0),
  );
  return lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
}
