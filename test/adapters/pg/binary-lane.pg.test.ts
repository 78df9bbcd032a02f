// The encoder against the servers' own input functions: the same texts once by COPY CSV and once encoded give the same
// stored values, byte for byte; what is called bad the server refuses with the same code and words.
import fc from "fast-check";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findTable } from "../../../src/adapters/pg/catalog.ts";
import { present } from "../../../src/core/base/assert.ts";
import { chooseEncoding } from "../../../src/core/load/encoding.ts";
import { RFC_4180 } from "../../../src/core/records/dialect.ts";
import type { FieldEncoding } from "../../../src/core/records/binary-format.ts";
import { CORPUS, TYPES_SQL } from "../../support/binary-corpus.ts";
import { encodeText, tuplesOf } from "../../support/binary-memory.ts";
import { startDatabase, type TestDatabase } from "../../support/test-database.ts";

const SEED = 20261122;
const GENERATED = 400;
const DIALECT = { ...RFC_4180, hasHeader: false };

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A record a text, quoted, and once more as it stands where that is possible. */
function recordsOf(texts: readonly string[]): string[] {
  const fields = texts.flatMap((text) => {
    const isBare = text !== "" && !/[",\r\n]/.test(text);
    return isBare ? [quoted(text), text] : [quoted(text)];
  });
  return fields.map((field, index) => `${index},${field}\n`);
}

const HEADER = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const TRAILER = Buffer.from([0xff, 0xff]);
/** So few that no part is given up for the many odd values in it. */
const RECORDS_IN_PART = 40;

function encodeInParts(records: readonly string[], fields: readonly FieldEncoding[]) {
  const encoded: string[] = [];
  const tuples: Buffer[] = [];
  const refused: { record: string; sqlstate: string | null; message: string }[] = [];
  for (let start = 0; start < records.length; start += RECORDS_IN_PART) {
    const part = records.slice(start, start + RECORDS_IN_PART);
    const outcome = encodeText(part.join(""), { dialect: DIALECT, fields });
    expect(outcome.rest).toBeNull();
    tuples.push(tuplesOf(outcome));
    const passed = new Set([...outcome.refused, ...outcome.left].map((at) => at.recordIndex));
    encoded.push(...part.filter((_record, index) => !passed.has(index)));
    for (const { recordIndex, sqlstate, message } of outcome.refused)
      refused.push({ record: present(part[recordIndex], "a record"), sqlstate, message });
  }
  return { encoded, tuples, refused };
}

describe.each(["13", "14", "15", "16", "17", "18"] as const)("PostgreSQL %s", (version) => {
  let on: TestDatabase;

  beforeAll(async () => {
    on = await startDatabase({ version });
    // As the batches' transactions have it.
    await on.client.query("SET DateStyle = 'ISO, YMD'");
    await on.client.query(TYPES_SQL);
  });

  afterAll(() => on.close());

  const copy = async (sql: string, pieces: Iterable<Uint8Array>): Promise<void> =>
    pipeline(Readable.from(pieces, { objectMode: false }), on.client.query(copyFrom(sql)));

  const copyOut = async (table: string): Promise<Buffer> => {
    const sql = `COPY (SELECT * FROM ${table} ORDER BY n) TO STDOUT (FORMAT binary)`;
    return Buffer.concat(await on.client.query(copyTo(sql)).toArray());
  };

  async function makeTables(type: string): Promise<readonly FieldEncoding[]> {
    await on.client.query(`DROP TABLE IF EXISTS by_text, encoded;
      CREATE TABLE by_text (n int, v ${type}); CREATE TABLE encoded (LIKE by_text)`);
    const target = present(await findTable(on.client, "encoded"), "the table");
    const mapping = ["n", "v"].map((column, field) => ({
      field,
      header: column,
      column,
      type: "",
    }));
    const choice = chooseEncoding("auto", DIALECT, mapping, target);
    if (choice.fields === null) throw new Error(choice.reason);
    return choice.fields;
  }

  test.each(CORPUS)("$type $timeZone", async ({ type, timeZone, texts, generated, encodedMin }) => {
    await on.client.query(`SET TimeZone = '${timeZone ?? "America/Sao_Paulo"}'`);
    const fields = await makeTables(type);
    const more =
      generated === undefined ? [] : fc.sample(generated, { seed: SEED, numRuns: GENERATED });
    const records = recordsOf([...texts, ...more]);
    const { encoded, refused, tuples } = encodeInParts(records, fields);
    await copy("COPY by_text FROM STDIN (FORMAT csv)", [Buffer.from(encoded.join(""))]);
    await copy("COPY encoded FROM STDIN (FORMAT binary)", [HEADER, ...tuples, TRAILER]);
    expect((await copyOut("encoded")).equals(await copyOut("by_text"))).toBe(true);
    for (const { record, sqlstate, message } of refused) {
      const refusal = await copy("COPY by_text FROM STDIN (FORMAT csv)", [
        Buffer.from(record),
      ]).then(
        () => "taken",
        (error: unknown) => error,
      );
      expect(refusal, record).toMatchObject({ code: sqlstate, message });
    }
    const own = new Set(recordsOf(texts));
    expect(encoded.filter((record) => own.has(record)).length).toBeGreaterThanOrEqual(encodedMin);
  });
});
