// In what the runs of one row differ besides their file: the mode, the lane, the partitions, the kind of source. All
// by row, seed and version, so that a run that failed is the same when it is repeated.
import type { ServerVersion } from "../../src/build/server-binaries.ts";
import type { LoadMode } from "../../src/core/load/request.ts";
import { seededChance, type FaultRow } from "./fault-row.ts";

export interface Variant {
  readonly mode: LoadMode;
  readonly isAtomic: boolean;
  readonly lane: "auto" | "text";
  /** `none`: the table has no partitions. */
  readonly partitions: "none" | "parent" | "route";
  readonly source: "plain" | "gzip" | "several";
}

export const PLAIN: Variant = {
  ...{ mode: "append", isAtomic: false, lane: "auto", partitions: "none", source: "plain" },
};

const MODES: readonly Pick<Variant, "mode" | "isAtomic">[] = [
  { mode: "append", isAtomic: false },
  { mode: "upsert", isAtomic: false },
  { mode: "skip", isAtomic: false },
  { mode: "replace", isAtomic: false },
  { mode: "append", isAtomic: true },
  { mode: "skip", isAtomic: true },
];

/** Of the row, only what it allows; neighbouring seeds and versions have different modes. */
export function variantOf(
  { number, varies = "everything" }: Pick<FaultRow, "number" | "varies">,
  seed: number,
  version: ServerVersion,
): Variant {
  if (varies === "nothing") return PLAIN;
  const turn = number + seed + 3 * (18 - Number(version));
  const chance = seededChance(1_000 * number + 31 * seed + Number(version));
  // The first numbers of neighbouring seeds lie close together.
  for (let skipped = 0; skipped < 8; skipped++) chance();
  const pick = <T>(...from: readonly [T, ...T[]]): T =>
    from[Math.floor(chance() * from.length)] ?? from[0];
  const lane = pick<Variant["lane"]>("auto", "text");
  const source = pick<Variant["source"]>("plain", "gzip", "several");
  if (varies === "lane") return { ...PLAIN, lane };
  if (varies === "reading") return { ...PLAIN, lane, source };
  const { mode, isAtomic } = MODES[turn % MODES.length] ?? PLAIN;
  const isPlainAppend = mode === "append" && !isAtomic;
  // Only rows that are appended one batch after the other can be routed.
  const partitions = isPlainAppend
    ? pick<Variant["partitions"]>("none", "parent", "route")
    : pick<Variant["partitions"]>("none", "parent");
  return { mode, isAtomic, lane, partitions, source };
}

/** Rows wait in a staging table for a merge after the last batch. */
export const isStaged = ({ mode, isAtomic }: Variant): boolean =>
  mode === "upsert" || mode === "replace" || isAtomic;

/** `--indexes rebuild` finds something to drop (docs/indexes.md). */
export const mayDropIndexes = ({ mode, isAtomic, partitions }: Variant): boolean =>
  mode !== "replace" && !isAtomic && partitions === "none";

/** The flags of the CLI that ask for it. */
export function variantFlags({ mode, isAtomic, lane, partitions }: Variant): readonly string[] {
  return [
    ...["--mode", mode, "--lane", lane],
    ...["--partitions", partitions === "route" ? "route" : "parent"],
    ...(isAtomic ? ["--atomic"] : []),
  ];
}

/** "upsert, text, parent, gzip": what is not as in PLAIN, the mode always. */
export function variantText({ mode, isAtomic, lane, partitions, source }: Variant): string {
  const words = [isAtomic ? `${mode} --atomic` : mode];
  if (lane !== PLAIN.lane) words.push(`lane ${lane}`);
  if (partitions !== PLAIN.partitions) words.push(`partitions ${partitions}`);
  if (source !== PLAIN.source) words.push(source === "several" ? "several files" : source);
  return words.join(", ");
}
