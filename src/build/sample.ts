// A CSV file of orders that looks like an export from real life: commas and doubled quotes inside
// fields, notes over several lines, NULLs, UTF-8; the same bytes for the same seed, at any size.
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface OrdersOptions {
  readonly records: number;
  /** Every so many records one that PostgreSQL refuses; none when not given. */
  readonly badEvery?: number;
  readonly seed?: number;
}

export interface WrittenOrders {
  /** All of them, the bad ones included. */
  readonly records: number;
  readonly bad: number;
  readonly bytes: number;
}

export const createOrdersTable = `CREATE TABLE orders (
  id bigint NOT NULL,
  ordered_at timestamptz NOT NULL,
  shipped_at timestamptz,
  customer_id int NOT NULL,
  product_id int NOT NULL,
  quantity int NOT NULL,
  price numeric(12, 2) NOT NULL,
  city text NOT NULL,
  note text,
  status text NOT NULL,
  country text NOT NULL
)`;

export async function writeOrders(path: string, options: OrdersOptions): Promise<WrittenOrders> {
  const { records, badEvery = 0 } = options;
  const bytes = await writeLines(path, orderLines(options));
  const bad = badEvery > 0 ? Math.floor(records / badEvery) : 0;
  return { records, bad, bytes };
}

/** Writes records with their line ends, a header among them, and resolves with the bytes of the file. */
export async function writeLines(path: string, lines: Iterable<string>): Promise<number> {
  const file = createWriteStream(path);
  await pipeline(Readable.from(pieces(lines)), file);
  return file.bytesWritten;
}

/** The first records as values, for what does not read files. */
export function orderRows(count: number): readonly (readonly (string | null)[])[] {
  const chance = seededChance(1);
  return Array.from({ length: count }, (_, index) => order(index + 1, chance).map(unquoted));
}

const header =
  "id,ordered_at,shipped_at,customer_id,product_id,quantity,price,city,note,status,country\n";
/** What stands before the first record of a file of orders. */
export const HEADER_BYTES = header.length;
const pieceCharacters = 256 * 1024;

function* orderLines({ records, badEvery = 0, seed = 1 }: OrdersOptions): Generator<string> {
  const chance = seededChance(seed);
  yield header;
  for (let id = 1; id <= records; id++) {
    const fields = order(id, chance);
    const isBad = badEvery > 0 && id % badEvery === 0;
    yield (isBad ? spoil(fields, id / badEvery) : fields).join(",") + "\n";
  }
}

function* pieces(lines: Iterable<string>): Generator<Buffer> {
  let piece = "";
  for (const line of lines) {
    piece += line;
    if (piece.length < pieceCharacters) continue;
    yield Buffer.from(piece);
    piece = "";
  }
  yield Buffer.from(piece);
}

/** A number from 0 up to, not including, 1. */
export type Chance = () => number;

const yearStart = Date.UTC(2025, 0, 1);
const dayMs = 86_400_000;

function order(id: number, chance: Chance): string[] {
  const orderedMs = yearStart + Math.floor(chance() * 700 * 86_400) * 1000;
  const shippedMs = orderedMs + Math.floor(chance() * 5 * dayMs);
  const cents = 99 + Math.floor(chance() ** 3 * 500_000);
  return [
    String(id),
    instant(orderedMs),
    chance() < 0.15 ? "" : instant(shippedMs),
    String(1 + Math.floor(chance() * 90_000)),
    String(1 + Math.floor(chance() * 4_000)),
    String(1 + Math.floor(chance() ** 2 * 20)),
    `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`,
    quoted(pick(cities, chance)),
    note(chance),
    pick(["open", "paid", "shipped", "returned"], chance),
    pick(["BR", "DE", "FR", "JP", "PT", "US"], chance),
  ];
}

/** 35 % of the notes must be quoted, 9 % span lines, 10 % are NULL. */
function note(chance: Chance): string {
  const kind = chance();
  const first = pick(remarks, chance);
  const second = pick(remarks, chance);
  if (kind < 0.09) return quoted(`${first},\n"${second}"\nthank you`);
  if (kind < 0.22) return quoted(`${first}, ${second}`);
  if (kind < 0.35) return quoted(`says "${first}", ${second}`);
  return kind < 0.45 ? "" : `${first} and ${second}`;
}

/** By turns: a price that is a word, a record without its last field, a day that does not exist. */
function spoil(fields: readonly string[], turn: number): readonly string[] {
  if (turn % 3 === 1) return fields.with(6, "twelve");
  return turn % 3 === 2 ? fields.slice(0, -1) : fields.with(1, "2026-02-30 10:00:00+00");
}

const cities = [
  ...["São Paulo, SP", "Zürich, ZH", "Washington, DC", "東京, 千代田区", "Lisboa, Portugal"],
  ...["Köln, NRW", "Saint-Étienne, Loire", "Portland, OR"],
];

const remarks = [
  ...["leave at the door", "call before delivery", "gift wrapping", "entregar à tarde"],
  ...["zweiter Stock links", "fragile", "ask for Ana", "déjà payé", "back entrance"],
];

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const unquoted = (field: string): string | null => {
  if (field === "") return null;
  return field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field;
};
export const pick = (from: readonly string[], chance: Chance) =>
  from[Math.floor(chance() * from.length)] ?? "";
const instant = (ms: number) => `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")}+00`;

/** A small generator of even quality (mulberry32), so that a seed gives the same file for ever. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
