// A way of getting records into a table, and what a run of it cost.
import { measured } from "../measured-run.ts";
import type { Copying } from "./measurement.ts";
import type { BenchTable } from "./tables.ts";

/** What a run cost; `seconds` where the way measures better than the clock around it. */
export interface Usage {
  readonly seconds?: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
  readonly copying?: Copying;
}

export interface Way {
  readonly name: string;
  readonly records: number;
  readonly bytes: number;
  /** Made anew before each run, and checked for `records` rows after it. Null: the way fills no table. */
  readonly table: BenchTable | null;
  /** The run is cut short, so that its rows are not looked at. */
  readonly isCutShort?: boolean;
  /** For what takes long and need not be known exactly. */
  readonly roundsMax?: number;
  run(): Promise<Usage>;
}

/** A file to load, and where it goes. */
export interface LoadFile {
  readonly path: string;
  readonly records: number;
  readonly bytes: number;
  readonly table: BenchTable;
}

/** Of what runs in the server, or in the benchmark itself. */
export const NO_CLIENT: Usage = { cpuSeconds: 0, rssMb: 0 };

export const way = (name: string, file: LoadFile, run: () => Promise<Usage>): Way => ({
  ...{ name, run },
  ...{ records: file.records, bytes: file.bytes, table: file.table },
});

/** Runs a program; throws with its words unless it ends with 0. */
export async function runProgram(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Usage> {
  const { code, words, ...cost } = await measured(command, args, { env });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${words}`);
  return cost;
}
