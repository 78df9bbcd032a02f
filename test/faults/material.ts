// What a seed stands for: a file with bad records in it, the variant of the load, and how it is cut.
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeOrders } from "../../src/build/sample.ts";
import { recordTexts } from "../support/oracle.ts";
import { seededChance } from "./fault-row.ts";
import { isStaged, type Variant } from "./variant.ts";

export interface Material {
  readonly seed: number;
  readonly variant: Variant;
  readonly file: string;
  readonly records: number;
  /** Numbers of the records that the table refuses, from 1. */
  readonly bad: ReadonlySet<number>;
  readonly badTexts: readonly string[];
  readonly workers: number;
  readonly batchKb: number;
}

/** Every so many records, one comes again at the end of the file. */
const REPEAT_EVERY = 97;

export async function makeMaterial(
  folder: string,
  seed: number,
  variant: Variant,
): Promise<Material> {
  const chance = seededChance(seed);
  const records = 8_000 + Math.floor(chance() * 8_000);
  const badEvery = 300 + Math.floor(chance() * 700);
  const workers = 2 + Math.floor(chance() * 4);
  const batchKb = 32 + Math.floor(chance() * 96);
  const written = await writeFile(folder, "orders", { seed, variant, records, badEvery });
  return { ...written, workers, batchKb };
}

/** A file of a few batches, for faults that come once a message. */
export async function makeSmallMaterial(
  folder: string,
  seed: number,
  variant: Variant,
): Promise<Material> {
  const written = await writeFile(folder, "small", { seed, variant, records: 60, badEvery: 25 });
  return { ...written, workers: 2, batchKb: 3 };
}

interface Size {
  readonly seed: number;
  readonly variant: Variant;
  readonly records: number;
  readonly badEvery: number;
}

async function writeFile(
  folder: string,
  name: string,
  { seed, variant, records, badEvery }: Size,
): Promise<Omit<Material, "workers" | "batchKb">> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}-${seed}-${variant.mode}-${String(variant.isAtomic)}.csv`);
  const written = await writeOrders(file, { records, badEvery, seed });
  const bad = new Set(Array.from({ length: written.bad }, (_, index) => (index + 1) * badEvery));
  const repeats = repeatsOf(file, records, bad, variant);
  appendFileSync(file, repeats.map((text) => `${text}\n`).join(""));
  return {
    ...{ seed, variant, file, records: records + repeats.length },
    ...{ bad, badTexts: recordTexts(file, bad) },
  };
}

/**
 * Records whose key the file has already, in the modes that say which one counts: with other values, but as they are
 * where two batches race for the key.
 */
function repeatsOf(
  file: string,
  records: number,
  bad: ReadonlySet<number>,
  variant: Variant,
): readonly string[] {
  if (variant.mode !== "upsert" && variant.mode !== "skip") return [];
  const numbers = new Set<number>();
  for (
    let number = Math.min(7, records);
    number <= records;
    number += Math.min(REPEAT_EVERY, records)
  )
    if (!bad.has(number)) numbers.add(number);
  const texts = recordTexts(file, numbers);
  // The last field is the country.
  return isStaged(variant) ? texts.map((text) => text.replace(/[A-Z]{2}$/, "XX")) : texts;
}
