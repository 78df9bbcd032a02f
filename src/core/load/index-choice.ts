// Which indexes and constraints of the target are dropped before a load and built again after it, and why not the
// others. The facts come from the catalog; dropping and building are adapters/pg's.
import type { Decision } from "../records/dialect.ts";
import type { LoadPlan } from "./plan.ts";
import type { LoadRequest } from "./request.ts";

/**
 * `keep`: none. `lookups`: only indexes that enforce nothing, so that a load refuses the same records as without it.
 * `rebuild`: keys, exclusion constraints and foreign keys too; what they would refuse is found after the last batch.
 */
export type IndexScope = LoadPlan["indexes"];

export interface TableObject {
  readonly kind: "index" | "key" | "exclusion" | "foreign key";
  /** As the catalog has it, for people. */
  readonly name: string;
  /** The access method; "" for a foreign key. */
  readonly method: string;
  /** Refuses duplicates. */
  readonly isUnique: boolean;
  /** By it subscribers of a published table know which row an UPDATE or a DELETE means. */
  readonly isReplicaIdentity: boolean;
  /** The name of the key that a foreign key of another table points at; null for all else. */
  readonly pointsAt: string | null;
  /** Why it cannot be taken away and made again just as it was; null when it can. */
  readonly keepReason: string | null;
}

export interface IndexFacts {
  readonly objects: readonly TableObject[];
  /** In the table before the load. */
  readonly rowsThere: number;
  /** What the role lacks to drop and to build; null when nothing. */
  readonly missingRight: string | null;
  /** Another load has taken indexes of this table away and not yet built them again. */
  readonly otherLoad: string | null;
}

export interface IndexChoice {
  readonly indexes: IndexScope;
  readonly decision: Decision;
}

/**
 * Microseconds of the server's processor a row and index: kept, while COPY fills it, and built over the rows of the
 * table when they are in. PostgreSQL 18 with all in memory, 700,000 orders, medians of three rounds of
 * `npm run bench:indexes -- kinds`; btree is the mean of a number's (3.5 and 0.9) and a repetitive text's (1.4 and 1.4).
 * An index that does not fit into shared_buffers costs more than this when kept, and hardly more when built.
 */
const COST_US: Readonly<Record<string, { readonly keep: number; readonly build: number }>> = {
  btree: { keep: 2.4, build: 1.2 },
  gist: { keep: 6.4, build: 2.3 },
  spgist: { keep: 4.9, build: 3.6 },
  gin: { keep: 2.6, build: 2.1 },
  hash: { keep: 2.0, build: 2.5 },
  brin: { keep: 0, build: 0.3 },
};
/** Building must promise this much more than it costs: readers are without the index meanwhile. */
const GAIN_MIN = 1.5;
const SAVED_SECONDS_MIN = 2;

/** What a plan does about the indexes, with the evidence. `rebuild` is the user's word; `auto` weighs. */
export function chooseIndexes(
  request: Pick<LoadRequest, "indexes" | "mode" | "isAtomic">,
  facts: IndexFacts,
  rowsToLoad: number,
): IndexChoice {
  const asked = request.indexes;
  if (asked === "keep") return keep(facts, "every index works during the load", "default");
  const origin = asked === "auto" ? "table" : "given";
  const obstacle = obstacleOf(request, facts);
  if (obstacle !== null) return keep(facts, obstacle, origin);
  const scope = asked === "auto" ? "lookups" : "rebuild";
  const { dropped, kept } = selectObjects(scope, request.mode, facts.objects);
  if (dropped.length === 0) return keep(facts, keptText(kept) || "the table has none", origin);
  const weighed = weigh(dropped, rowsToLoad, facts.rowsThere);
  if (asked === "auto" && !weighed.isWorthIt) return keep(facts, weighed.evidence, origin);
  const evidence = [
    asked === "auto" ? weighed.evidence : "as asked",
    lossText(dropped),
    keptText(kept),
  ];
  return {
    indexes: scope,
    decision: {
      what: "indexes",
      value: `drop ${countText(dropped)}, build again after the last batch: ${names(dropped)}`,
      origin,
      evidence: evidence.filter((text) => text !== "").join("; "),
    },
  };
}

export interface Kept {
  readonly object: TableObject;
  readonly reason: string;
}

/** Parts `objects` into what is dropped and what is kept, with the reason. */
export function selectObjects<T extends TableObject>(
  scope: Exclude<IndexScope, "keep">,
  mode: LoadPlan["mode"],
  objects: readonly T[],
): { readonly dropped: readonly T[]; readonly kept: readonly (Kept & { readonly object: T })[] } {
  const reasonOf = (object: T): string | null => {
    if (object.keepReason !== null) return object.keepReason;
    if (scope === "lookups") return lookupReason(object);
    return refusesRows(object) && mode !== "append"
      ? `--mode ${mode} finds the rows that are there by it`
      : null;
  };
  // A foreign key of another table only has to go when the key that it points at goes.
  const targets = objects.filter(({ pointsAt }) => pointsAt === null);
  const dropped = targets.filter((object) => reasonOf(object) === null);
  const keys = new Set(dropped.map(({ name }) => name));
  const pointing = objects.filter(({ pointsAt }) => pointsAt !== null && keys.has(pointsAt));
  const kept = targets.flatMap((object) => {
    const reason = reasonOf(object);
    return reason === null ? [] : [{ object, reason }];
  });
  return { dropped: [...dropped, ...pointing], kept };
}

/** Two rows with the same key, that is. */
const refusesRows = ({ kind, isUnique }: TableObject): boolean => isUnique || kind === "exclusion";

/** `auto` takes nothing away that refuses records, and no index whose building would not pay in an empty table. */
function lookupReason(object: TableObject): string | null {
  const { kind, method } = object;
  if (kind !== "index" || refusesRows(object))
    return "it refuses bad records while they are loaded";
  const cost = COST_US[method];
  if (cost === undefined) return `what an index of method ${method} costs is not known`;
  const pays = cost.keep >= GAIN_MIN * cost.build;
  return pays ? null : `to build a ${method} index costs about as much as to keep it`;
}

function obstacleOf(
  { mode, isAtomic }: Pick<LoadRequest, "mode" | "isAtomic">,
  { missingRight, otherLoad }: IndexFacts,
): string | null {
  if (mode === "replace") return "--mode replace builds the indexes of the new table itself";
  if (isAtomic) return "--atomic: a duplicate must refuse the load before anybody sees its rows";
  if (otherLoad !== null)
    return `load ${otherLoad} has dropped some and builds them again when it ends`;
  return missingRight;
}

/** Compares keeping the indexes with building them over all rows. */
function weigh(objects: readonly TableObject[], rowsToLoad: number, rowsThere: number) {
  let [keepUs, buildUs] = [0, 0];
  for (const { method } of objects) {
    keepUs += rowsToLoad * (COST_US[method]?.keep ?? 0);
    buildUs += (rowsToLoad + rowsThere) * (COST_US[method]?.build ?? 0);
  }
  const [keepSeconds, buildSeconds] = [keepUs / 1e6, buildUs / 1e6];
  const isWorthIt =
    keepSeconds >= GAIN_MIN * buildSeconds && keepSeconds - buildSeconds >= SAVED_SECONDS_MIN;
  const evidence =
    `about ${rounded(rowsToLoad)} rows come to about ${rounded(rowsThere)}: ` +
    `keeping would cost ${seconds(keepSeconds)}, building ${seconds(buildSeconds)}`;
  return { isWorthIt, evidence };
}

function keep(facts: IndexFacts, evidence: string, origin: Decision["origin"]): IndexChoice {
  const count = facts.objects.filter(({ kind }) => kind !== "foreign key").length;
  const value = count === 0 ? "none to keep" : `keep ${count}`;
  return { indexes: "keep", decision: { what: "indexes", value, origin, evidence } };
}

/** What others lose between the drop and the end, in the plan before it happens. */
function lossText(dropped: readonly TableObject[]): string {
  const losses = [
    "until then readers of the table do without them",
    dropped.some(refusesRows)
      ? "nobody is stopped from writing duplicates, ON CONFLICT on these keys fails, and a duplicate in the file is found at the end and not rejected"
      : "",
    dropped.some(({ isReplicaIdentity }) => isReplicaIdentity)
      ? "UPDATE and DELETE fail, for the table is published and this is its replica identity"
      : "",
    dropped.some(({ kind }) => kind === "foreign key")
      ? "rows that point nowhere are found at the end"
      : "",
    "building blocks writers",
  ];
  return losses.filter((text) => text !== "").join(", ");
}

const keptText = (kept: readonly Kept[]): string =>
  kept.map(({ object, reason }) => `${object.name} is kept: ${reason}`).join("; ");

const names = (objects: readonly TableObject[]): string =>
  objects.map(({ name }) => name).join(", ");

function countText(objects: readonly TableObject[]): string {
  const foreign = objects.filter(({ kind }) => kind === "foreign key").length;
  const own = objects.length - foreign;
  const parts = [
    own > 0 ? `${own} ${own === 1 ? "index" : "indexes"}` : "",
    foreign > 0 ? `${foreign} foreign ${foreign === 1 ? "key" : "keys"}` : "",
  ];
  return parts.filter((part) => part !== "").join(" and ");
}

/** Two digits are all that an estimate has. */
function rounded(rows: number): string {
  const whole = Math.round(rows);
  return Number(whole.toPrecision(2)).toLocaleString("en");
}

const seconds = (value: number): string =>
  value < 10 ? `${value.toFixed(1)} s` : `${Math.round(value)} s`;
