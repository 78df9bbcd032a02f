// The client's memory does not grow with the file: a file of a tenth and one of ten times the usual size are loaded.
// The table is unlogged, since only the client is looked at.
import { createReadStream, createWriteStream, rmSync, statfsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { inRoot } from "../root.ts";
import { HEADER_BYTES, writeOrders } from "../sample.ts";
import type { RunningServer } from "../server.ts";
import type { Goal } from "./goals.ts";
import type { Measurement } from "./measurement.ts";
import { runRounds } from "./rounds.ts";
import { UNLOGGED_ORDERS } from "./tables.ts";
import { runProgram, way, type LoadFile, type Way } from "./way.ts";

const LANES = ["binary", "text"] as const;
type Lane = (typeof LANES)[number];

/** The file, the table's pages, and room for others. */
const DISK_PER_BYTE = 3;

const small = (lane: Lane): string => `${lane}, a tenth`;
const large = (lane: Lane): string => `${lane}, tenfold`;

export const MEMORY_GOALS: readonly Goal[] = LANES.flatMap((lane): readonly Goal[] => [
  {
    words: `peak client RSS, ${lane}, tenfold size`,
    ...{ ways: [large(lane)], unit: " MB", atMost: 96 },
    value: (of) => of(large(lane)).rssMb,
  },
  {
    words: `its growth from a tenth of the size, ${lane}`,
    ...{ ways: [small(lane), large(lane)], unit: " MB", atMost: 12 },
    value: (of) => of(large(lane)).rssMb - of(small(lane)).rssMb,
  },
  {
    words: `client CPU, ${lane}, tenfold size`,
    ...{ ways: [large(lane)], unit: " s/GB" },
    value: (of) => of(large(lane)).cpuSeconds / of(large(lane)).gigabytes,
  },
]);

/** `records` is the usual size. Throws before anything is written where the disk is too small. */
export async function measureMemory(
  server: RunningServer,
  folder: string,
  { records, rounds }: { readonly records: number; readonly rounds: number },
): Promise<readonly Measurement[]> {
  const [tenth, tenfold] = [join(folder, "tenth.csv"), join(folder, "tenfold.csv")];
  const few = await writeFile(tenth, Math.ceil(records / 10));
  requireDisk(folder, few.bytes * 100 * DISK_PER_BYTE);
  const many = await repeated(await writeFile(tenfold, records), 10);
  const ways = LANES.flatMap((lane) => [
    loadWay(server, small(lane), few, lane),
    loadWay(server, large(lane), many, lane),
  ]);
  try {
    return await runRounds(server, ways, rounds);
  } finally {
    rmSync(tenfold);
  }
}

async function writeFile(path: string, records: number): Promise<LoadFile> {
  console.log(`writing ${records} records ...`);
  const { bytes } = await writeOrders(path, { records });
  return { path, records, bytes, table: UNLOGGED_ORDERS };
}

/** The same records again and again, behind one header: making them anew would take longer than the loads. */
async function repeated(file: LoadFile, times: number): Promise<LoadFile> {
  const { path, records } = file;
  const end = file.bytes - 1;
  for (let count = 1; count < times; count++)
    await pipeline(
      createReadStream(path, { start: HEADER_BYTES, end, highWaterMark: 1 << 20 }),
      createWriteStream(path, { flags: "a" }),
    );
  return { ...file, records: records * times, bytes: statSync(path).size };
}

function requireDisk(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= bytes) return;
  const gigabytes = (count: number): string => (count / 1e9).toFixed(0);
  throw new Error(
    `${folder} has ${gigabytes(bavail * bsize)} GB left, and ${gigabytes(bytes)} GB are needed`,
  );
}

/** As many workers as Rowmill chooses. */
function loadWay(server: RunningServer, name: string, file: LoadFile, lane: Lane): Way {
  const args = [
    ...[inRoot("dist/cli.mjs"), "load", file.path, "--into", file.table.name],
    ...["--lane", lane === "binary" ? "auto" : "text", "--dsn", server.dsn],
  ];
  return way(name, file, () => runProgram(process.execPath, args, server.env));
}
