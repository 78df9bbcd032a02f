// A table of 60 columns and its file, about 465 bytes a record: what a warehouse exports. The same bytes for the same
// number of records.
import { type Chance, pick, seededChance, writeLines } from "../sample.ts";

const COLUMNS = 60;

interface Kind {
  readonly type: string;
  value(chance: Chance): string;
}

const KINDS: readonly Kind[] = [
  { type: "int", value: (chance) => String(Math.floor(chance() * 100_000)) },
  { type: "numeric(10, 2)", value: (chance) => (chance() ** 2 * 10_000).toFixed(2) },
  { type: "text", value: (chance) => (chance() < 0.1 ? "" : pick(WORDS, chance)) },
  { type: "date", value: (chance) => new Date(chance() * 1.7e12).toISOString().slice(0, 10) },
  { type: "boolean", value: (chance) => (chance() < 0.5 ? "t" : "f") },
  { type: "text", value: (chance) => `"${pick(WORDS, chance)}, ${pick(WORDS, chance)}"` },
];

const WORDS = ["alpha", "bären", "closed", "delta", "ends", "forty", "maçã", "hotel"];

const columns = Array.from({ length: COLUMNS - 1 }, (_, index) => ({
  name: `c${index + 1}`,
  kind: KINDS[index % KINDS.length],
}));

export const createWideTable = `CREATE TABLE wide (id bigint NOT NULL, ${columns
  .map(({ name, kind }) => `${name} ${kind?.type ?? "text"}`)
  .join(", ")})`;

/** Resolves with the bytes of the file. */
export const writeWide = (path: string, records: number): Promise<number> =>
  writeLines(path, wideLines(records));

function* wideLines(records: number): Generator<string> {
  const chance = seededChance(1);
  yield `${["id", ...columns.map(({ name }) => name)].join(",")}\n`;
  for (let id = 1; id <= records; id++) {
    const values = columns.map(({ kind }) => kind?.value(chance) ?? "");
    yield `${id},${values.join(",")}\n`;
  }
}
