// How applications insert: row by row, in one transaction, many rows a statement, by unnest. The rows are made before
// the clock starts, as a program has them in memory.
import type { Client } from "pg";
import { orderRows } from "../sample.ts";
import type { RunningServer } from "../server.ts";
import { withClient } from "../server-client.ts";
import { NO_CLIENT, way, type LoadFile, type Usage, type Way } from "./way.ts";

type Row = readonly (string | null)[];
type Insert = (client: Client, rows: readonly Row[]) => Promise<void>;

const COLUMNS = 11;
const TYPES = [
  ...["int8", "timestamptz", "timestamptz", "int4", "int4", "int4", "numeric"],
  ...["text", "text", "text", "text"],
];

/** A gigabyte of `like` is what their speed is given for. */
export function insertWays(server: RunningServer, like: LoadFile): readonly Way[] {
  return INSERTS.map(([name, records, insert]) => {
    const bytes = (like.bytes / like.records) * records;
    const run = async (): Promise<Usage> => ({
      ...NO_CLIENT,
      seconds: await secondsOf(server, records, insert),
    });
    return way(name, { ...like, records, bytes }, run);
  });
}

const INSERTS: readonly (readonly [name: string, records: number, insert: Insert])[] = [
  [
    "INSERT, autocommit",
    8_000,
    async (client, rows) => {
      for (const row of rows) await client.query(singleRow, [...row]);
    },
  ],
  [
    "INSERT, one transaction",
    30_000,
    async (client, rows) => {
      await client.query("BEGIN");
      for (const row of rows) await client.query(singleRow, [...row]);
      await client.query("COMMIT");
    },
  ],
  [
    "INSERT, 1,000 rows a statement",
    150_000,
    async (client, rows) => {
      for (const part of inThousands(rows)) await client.query(manyRows(part.length), part.flat());
    },
  ],
  [
    "INSERT by unnest, 1,000 rows",
    200_000,
    async (client, rows) => {
      for (const part of inThousands(rows)) await client.query(byUnnest, columnsOf(part));
    },
  ],
];

function secondsOf(server: RunningServer, records: number, insert: Insert): Promise<number> {
  return withClient(server, async (client) => {
    const rows = orderRows(records);
    const startMs = performance.now();
    await insert(client, rows);
    return (performance.now() - startMs) / 1000;
  });
}

const placeholders = (from: number): string =>
  Array.from({ length: COLUMNS }, (_, index) => `$${from + index + 1}`).join(", ");

const singleRow = `INSERT INTO orders VALUES (${placeholders(0)})`;

const manyRows = (count: number): string =>
  `INSERT INTO orders VALUES ${Array.from({ length: count }, (_, row) => `(${placeholders(row * COLUMNS)})`).join(", ")}`;

const byUnnest = `INSERT INTO orders SELECT * FROM unnest(${TYPES.map((type, index) => `$${index + 1}::${type}[]`).join(", ")})`;

const columnsOf = (rows: readonly Row[]): (string | null)[][] =>
  Array.from({ length: COLUMNS }, (_, column) => rows.map((row) => row[column] ?? null));

function* inThousands(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += 1_000) yield rows.slice(from, from + 1_000);
}
