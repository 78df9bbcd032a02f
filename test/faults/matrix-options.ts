// What a run of the matrix is asked to do: which rows, which versions, which seeds, how much effort.
import { inRoot } from "../../src/build/root.ts";
import type { ServerVersion } from "../../src/build/server-binaries.ts";
import type { FaultRow } from "./fault-row.ts";
import { FAULT_ROWS } from "./matrix.ts";
import type { Effort } from "./scene.ts";

const VERSIONS: readonly ServerVersion[] = ["18", "17", "16", "15", "14", "13"];
const COMMIT_ROWS = 3;

export interface MatrixOptions {
  readonly rows: readonly FaultRow[];
  readonly parts: readonly Part[];
  /** The document whose table is written. */
  readonly report: string | undefined;
  /** One outcome a line: the report is made from them, and a run of hours that was cut short still has them. */
  readonly results: string;
  /** Adds to the outcomes of earlier runs instead of forgetting them. */
  readonly appends: boolean;
  /** So many seeds are under way at once, each with a server of its own: the faults wait more than they work. */
  readonly jobs: number;
  /** No run is begun later than so many minutes after the first; what was left out is told. */
  readonly minutesMax: number;
}

/** One version with its seeds. */
export interface Part {
  readonly version: ServerVersion;
  readonly seeds: readonly number[];
  readonly effort: Effort;
}

export const OPTIONS = {
  rows: { type: "string" },
  versions: { type: "string" },
  seeds: { type: "string" },
  seed: { type: "string" },
  "commit-faults": { type: "string" },
  "sweep-every": { type: "string" },
  report: { type: "string" },
  results: { type: "string" },
  append: { type: "boolean" },
  jobs: { type: "string" },
  minutes: { type: "string" },
} as const;

/** `values` are those of OPTIONS; a word that means nothing is an error. */
export function readOptions(
  values: Readonly<Record<string, string | boolean | undefined>>,
): MatrixOptions {
  const text = (name: string): string | undefined => {
    const value = values[name];
    return typeof value === "string" ? value : undefined;
  };
  const versions = (text("versions")?.split(",") ?? VERSIONS).map(versionOf);
  const [first = 20, others = 3] = (text("seeds")?.split(",") ?? ["20", "3"]).map(numberOf);
  const single = text("seed");
  const parts = versions.map((version, index): Part => {
    const count = index === 0 ? first : others;
    const seeds =
      single === undefined ? Array.from({ length: count }, (_, at) => at + 1) : [numberOf(single)];
    // All seeds together make the wanted number, in the three rows together.
    const share = numberOf(text("commit-faults") ?? "10000") / (COMMIT_ROWS * seeds.length);
    const effort = {
      kills: 8,
      commitFaults: Math.ceil(index === 0 ? share : Math.min(share, 60)),
      sweepEvery: numberOf(text("sweep-every") ?? String(count)),
      sleepMs: 45_000,
    };
    return { version, seeds, effort };
  });
  const numbers = text("rows")?.split(",").map(numberOf);
  const rows = FAULT_ROWS.filter(({ number }) => numbers?.includes(number) ?? true);
  if (rows.length === 0) throw new Error(`no such rows: ${text("rows") ?? ""}`);
  const results = text("results") ?? inRoot("test-results/faults.jsonl");
  return {
    ...{ rows, parts, results, report: text("report"), appends: values["append"] === true },
    jobs: Math.max(1, numberOf(text("jobs") ?? "1")),
    minutesMax: numberOf(text("minutes") ?? "999999"),
  };
}

function versionOf(text: string): ServerVersion {
  const found = VERSIONS.find((version) => version === text);
  if (found === undefined) throw new Error(`no version ${text}: there are ${VERSIONS.join(", ")}`);
  return found;
}

function numberOf(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new Error(`"${text}" is not a number`);
  return Number(text);
}
