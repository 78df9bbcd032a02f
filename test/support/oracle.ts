// The checker: knows only the file, the table and the reject file. It reads the file with csv-parse, never with our
// own reader.
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import type { Client } from "pg";

const ROWS_PER_INSERT = 5_000;

/** Rows of `expected` that `actual` lacks and the other way round, as multisets. */
export interface RowDifference {
  readonly missing: number;
  readonly extra: number;
}

/** Fills `table` with the file's records, all but those at `bad` (numbers from 1); NULL is the unquoted empty field. */
export async function fillExpected(
  client: Client,
  table: string,
  file: string,
  bad: ReadonlySet<number>,
): Promise<void> {
  const records: readonly (readonly (string | null)[])[] = parse(readFileSync(file), {
    from_line: 2,
    relax_column_count: true,
    cast: (value, { quoting }) => (value === "" && !quoting ? null : value),
  });
  const good = records.filter((_record, index) => !bad.has(index + 1));
  const columns = await columnTypes(client, table);
  const arrays = columns.map((_type, index) => `$${index + 1}::text[]`).join(", ");
  const names = columns.map((_type, index) => `c${index}`);
  const values = columns.map((type, index) => `c${index}::${type}`).join(", ");
  const sql = `INSERT INTO ${table} SELECT ${values} FROM unnest(${arrays}) AS r(${names.join(", ")})`;
  for (let start = 0; start < good.length; start += ROWS_PER_INSERT) {
    const part = good.slice(start, start + ROWS_PER_INSERT);
    await client.query(
      sql,
      columns.map((_type, index) => part.map((record) => record[index] ?? null)),
    );
  }
}

export async function compareTables(
  client: Client,
  expected: string,
  actual: string,
): Promise<RowDifference> {
  const count = async (one: string, other: string): Promise<number> => {
    const rows = (table: string): string => `SELECT t::text FROM ${table} AS t`;
    const sql = `SELECT count(*)::int AS rows FROM (${rows(one)} EXCEPT ALL ${rows(other)}) AS d`;
    const answer = await client.query<{ rows: number }>(sql);
    return answer.rows[0]?.rows ?? -1;
  };
  return { missing: await count(expected, actual), extra: await count(actual, expected) };
}

/** Count and two sums of row hashes: equal for equal multisets, and far cheaper than comparing the rows. */
export async function checksumOf(client: Client, table: string): Promise<string> {
  const hash = (seed: number): string => `sum(hashtextextended(t::text, ${seed})::numeric)`;
  const { rows } = await client.query<{ sum: string }>(
    `SELECT concat_ws('/', count(*), ${hash(0)}, ${hash(1)}) AS sum FROM ${table} AS t`,
  );
  return rows[0]?.sum ?? "";
}

/** The text of the file's records at `numbers`, from 1, each without its line end. */
export function recordTexts(file: string, numbers: ReadonlySet<number>): readonly string[] {
  return allRecordTexts(file).filter((_text, index) => numbers.has(index + 1));
}

/** The text of each of the file's records, without its line end. */
export function allRecordTexts(file: string): readonly string[] {
  const records: unknown = parse(readFileSync(file), {
    from_line: 2,
    relax_column_count: true,
    raw: true,
  });
  if (!Array.isArray(records) || !records.every(isRaw)) throw new Error(`${file}: no raw records`);
  return records.map(({ raw }) => raw.replace(/\n$/, ""));
}

const isRaw = (record: unknown): record is { readonly raw: string } =>
  typeof record === "object" &&
  record !== null &&
  "raw" in record &&
  typeof record.raw === "string";

/** The records in a reject file: what lies between its notes. */
export function rejectedTexts(rejectFile: string): readonly string[] {
  const [, ...parts] = readFileSync(rejectFile, "utf8").split(/^#rowmill (?:.+, )?line .*\n/m);
  return parts.map((text) => text.replace(/\n$/, ""));
}

async function columnTypes(client: Client, table: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ type: string }>(
    `SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  return rows.map((row) => row.type);
}
