// The files that are loaded, and their halves for the ways that cannot split by themselves.
import { join } from "node:path";
import { writeOrders } from "../sample.ts";
import { splitInTwo } from "./split-in-two.ts";
import { MONTHLY_ORDERS, ORDERS, WIDE } from "./tables.ts";
import type { LoadFile } from "./way.ts";
import { writeWide } from "./wide-sample.ts";

/** A file of whole records, and the same records without header in two. */
export interface HalvedFile extends LoadFile {
  readonly halves: readonly [string, string];
}

export interface LoadFiles {
  readonly large: HalvedFile;
  /** For what takes minutes for the large one. */
  readonly small: LoadFile;
  /** Next to nothing: what starting costs. */
  readonly tiny: LoadFile;
  readonly monthly: HalvedFile;
  readonly wide: HalvedFile;
}

/** About 200 MB. */
const SMALL_RECORDS = 1_500_000;
export const TINY_RECORDS = 1_000;
/** As many bytes. */
const WIDE_SHARE = 0.29;

export async function writeLoadFiles(folder: string, records: number): Promise<LoadFiles> {
  const orders = async (name: string, recordsMax: number): Promise<LoadFile> => {
    const path = join(folder, `${name}.csv`);
    const count = Math.min(records, recordsMax);
    const { bytes } = await writeOrders(path, { records: count });
    return { path, records: count, bytes, table: ORDERS };
  };
  const large = await halved(await orders("large", records));
  return {
    large,
    small: await orders("small", SMALL_RECORDS),
    tiny: await orders("tiny", TINY_RECORDS),
    monthly: { ...large, table: MONTHLY_ORDERS },
    wide: await halved(await wideFile(join(folder, "wide.csv"), Math.ceil(WIDE_SHARE * records))),
  };
}

async function wideFile(path: string, records: number): Promise<LoadFile> {
  return { path, records, bytes: await writeWide(path, records), table: WIDE };
}

async function halved(file: LoadFile): Promise<HalvedFile> {
  return { ...file, halves: await splitInTwo(file.path, file.records) };
}
