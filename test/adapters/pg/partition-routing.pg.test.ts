// The client's leaf is the server's: thousands of values for each kind of key, routed here and inserted there.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MISSING, Router } from "../../../src/core/load/partitions/router.ts";
import { planRouting } from "../../../src/core/load/partitions/routing-plan.ts";
import type { PartitionTree } from "../../../src/core/load/partitions/tree.ts";
import { RFC_4180, type Dialect } from "../../../src/core/records/dialect.ts";
import { RecordReader } from "../../../src/core/records/record-reader.ts";
import { present } from "../../../src/core/base/assert.ts";
import { readPartitionTree, readServerTexts } from "../../../src/adapters/pg/partition-tree.ts";
import { startDatabase, type TestDatabase } from "../../support/test-database.ts";

/** The text of one value, or null. */
type Text = string | null;

interface Case {
  readonly name: string;
  /** Columns of the table, without `n`. */
  readonly columns: string;
  readonly ddl: string;
  /** One value for each column. */
  readonly values: fc.Arbitrary<readonly Text[]>;
  /** The least share of the values that must be certain. */
  readonly certain: number;
  readonly dialect?: Partial<Dialect>;
}

const hashed = (modulus: number): string =>
  Array.from(
    { length: modulus },
    (_, remainder) =>
      `CREATE TABLE t_${remainder} PARTITION OF t FOR VALUES WITH (modulus ${modulus}, remainder ${remainder});`,
  ).join("");

const one = (value: fc.Arbitrary<string>): fc.Arbitrary<readonly Text[]> =>
  fc.tuple(fc.option(value, { nil: null, freq: 20 }));

const two = (value: number): string => String(value).padStart(2, "0");
const isoDay = fc
  .tuple(
    fc.oneof(fc.integer({ min: 2019, max: 2028 }), fc.integer({ min: 1, max: 9999 })),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map(([year, month, day]) => `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`);
const clock = fc
  .tuple(
    fc.integer({ min: 0, max: 23 }),
    fc.integer({ min: 0, max: 59 }),
    fc.constantFrom("", ":00", ":59", ":07.5", ":59.999999", ":30.000001"),
  )
  .map(([hour, minute, rest]) => `${two(hour)}:${two(minute)}${rest}`);
const zone = fc.constantFrom("Z", "+00", "-03", "+05:45", "-0330", " UTC", "+14", "-12:00");
const instant = fc.tuple(isoDay, fc.constantFrom(" ", "T"), clock).map((parts) => parts.join(""));
const integer = (bits: number): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n }),
      fc.bigInt({ min: -20n, max: 400n }),
    )
    .map(String);
const decimal = fc
  .tuple(
    fc.constantFrom("", "-", "+"),
    fc
      .oneof(fc.bigInt({ min: 0n, max: 10n ** 40n }), fc.bigInt({ min: 0n, max: 99_999n }))
      .map(String),
    fc.oneof(
      fc.constantFrom("", "0", "00", "5", "50", "0001"),
      fc.integer({ min: 0, max: 99_999_999 }).map(String),
    ),
  )
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === "" ? "" : `.${fraction}`}`);
const words = fc.oneof(
  fc.constantFrom(
    "BR",
    "br",
    "DE",
    "FR",
    "",
    " BR",
    "BR ",
    "min",
    "max",
    "NULL",
    "ção",
    "日本",
    "😀",
  ),
  fc.string({ maxLength: 30, unit: "grapheme" }).map((text) => text.replaceAll("\0", "")),
);

const RANGES = `CREATE TABLE t_low PARTITION OF t FOR VALUES FROM (MINVALUE) TO ('2019-07-01');
CREATE TABLE t_2020 PARTITION OF t FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE t_2025 PARTITION OF t FOR VALUES FROM ('2025-01-01') TO ('2025-12-31');
CREATE TABLE t_2026 PARTITION OF t FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);`;

/** Keys of one column: its type, how many partitions, its values, and the least share that must be certain. */
const HASHED: readonly (readonly [string, number, fc.Arbitrary<string>, number])[] = [
  ["int2", 7, integer(16), 1],
  ["int4", 16, integer(32), 1],
  ["int8", 5, integer(64), 1],
  ["text", 9, words, 1],
  ["varchar(40)", 3, words, 0.9],
  ["char(40)", 4, words, 0.9],
  ["uuid", 11, fc.uuid(), 1],
  ["bool", 3, fc.constantFrom("t", "f", "true", "FALSE", "1", "0", "yes", "off"), 1],
  ["date", 6, isoDay, 1],
  ["timestamp", 6, instant, 1],
  ["timestamptz", 6, fc.tuple(instant, zone).map((parts) => parts.join("")), 0.9],
  ["numeric", 8, decimal, 1],
  [
    "bytea",
    8,
    fc.uint8Array({ maxLength: 40 }).map((bytes) => `\\x${Buffer.from(bytes).toString("hex")}`),
    1,
  ],
];

/** The same over RANGES. */
const RANGED: readonly (readonly [string, fc.Arbitrary<string>, number])[] = [
  ["date", fc.oneof(isoDay, instant), 1],
  ["timestamp", fc.oneof(isoDay, instant), 1],
  ["timestamp(0)", instant, 0.4],
  ["timestamptz", fc.tuple(instant, zone).map((parts) => parts.join("")), 0.9],
];

const CASES: readonly Case[] = [
  ...HASHED.map(([type, modulus, values, certain]) => ({
    name: `hash of ${type}`,
    columns: `a ${type}`,
    ddl: `PARTITION BY HASH (a); ${hashed(modulus)}`,
    values: one(values),
    certain,
  })),
  ...RANGED.map(([type, values, certain]) => ({
    name: `range of ${type}`,
    columns: `a ${type}`,
    ddl: `PARTITION BY RANGE (a); ${RANGES}`,
    values: one(values),
    certain,
  })),
  {
    name: "hash of two columns",
    columns: "a int4, b text",
    ddl: `PARTITION BY HASH (a, b); ${hashed(10)}`,
    values: fc.tuple(fc.option(integer(32), { nil: null }), fc.option(words, { nil: null })),
    certain: 1,
  },
  {
    name: "hash with two moduli and a remainder without partition",
    columns: "a int4",
    ddl: `PARTITION BY HASH (a); CREATE TABLE t_0 PARTITION OF t FOR VALUES WITH (modulus 2, remainder 0);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES WITH (modulus 4, remainder 1)`,
    values: one(integer(32)),
    certain: 1,
  },
  {
    name: "range with a default",
    columns: "a date",
    ddl: `PARTITION BY RANGE (a); ${RANGES} CREATE TABLE t_rest PARTITION OF t DEFAULT`,
    values: one(isoDay),
    certain: 1,
  },
  {
    name: "range of several columns",
    columns: "a int4, b date, c int8",
    ddl: `PARTITION BY RANGE (a, b, c);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0, MINVALUE, MINVALUE) TO (10, '2020-05-05', 7);
      CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (10, '2020-05-05', 7) TO (10, '2021-01-01', MAXVALUE);
      CREATE TABLE t_3 PARTITION OF t FOR VALUES FROM (11, MINVALUE, MINVALUE) TO (MAXVALUE, MAXVALUE, MAXVALUE)`,
    values: fc.tuple(
      fc.integer({ min: -1, max: 12 }).map(String),
      fc.oneof(fc.constantFrom("2020-05-04", "2020-05-05", "2021-01-01", "2021-01-02"), isoDay),
      fc.option(fc.integer({ min: 5, max: 9 }).map(String), { nil: null, freq: 20 }),
    ),
    certain: 1,
  },
  {
    name: "range of int8 with negatives",
    columns: "a int8",
    ddl: `PARTITION BY RANGE (a);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (-100) TO (0);
      CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (0) TO (9007199254740993);
      CREATE TABLE t_3 PARTITION OF t FOR VALUES FROM (9007199254740993) TO (9223372036854775807)`,
    values: one(
      fc.oneof(
        integer(64),
        fc.constantFrom(
          "9007199254740992",
          "9007199254740993",
          "9223372036854775807",
          "-101",
          "-100",
          "-0",
          "+5",
        ),
      ),
    ),
    certain: 1,
  },
  {
    name: "range of numeric",
    columns: "a numeric(12,2)",
    ddl: `PARTITION BY RANGE (a);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (-1.55) TO (-1.5);
      CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM (-1.5) TO (0);
      CREATE TABLE t_3 PARTITION OF t FOR VALUES FROM (0.01) TO (99999.5)`,
    values: one(
      fc.oneof(
        decimal,
        fc.integer({ min: -300, max: 300 }).map((cents) => (cents / 100).toFixed(2)),
      ),
    ),
    certain: 0.3,
  },
  {
    name: "range of text by bytes",
    columns: 'a text COLLATE "C"',
    ddl: `PARTITION BY RANGE (a);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (MINVALUE) TO ('BR');
      CREATE TABLE t_2 PARTITION OF t FOR VALUES FROM ('BR') TO ('max');
      CREATE TABLE t_3 PARTITION OF t FOR VALUES FROM ('ç') TO (MAXVALUE)`,
    values: one(words),
    certain: 1,
  },
  {
    name: "list of text with NULL",
    columns: "a text",
    ddl: `PARTITION BY LIST (a);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES IN ('BR', 'it''s', 'a, b');
      CREATE TABLE t_2 PARTITION OF t FOR VALUES IN (NULL, '日本', '');
      CREATE TABLE t_3 PARTITION OF t FOR VALUES IN ('NULL', E'back\\\\slash', 'FR')`,
    values: one(fc.oneof(words, fc.constantFrom("it's", "a, b", "back\\slash", "FR"))),
    certain: 1,
  },
  {
    name: "list of an enum below a domain",
    columns: "a mood_domain",
    ddl: `PARTITION BY LIST (a);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES IN ('sad');
      CREATE TABLE t_2 PARTITION OF t FOR VALUES IN ('ok', 'happy')`,
    values: one(fc.constantFrom("sad", "ok", "happy", "Sad", "none")),
    certain: 0.7,
  },
  {
    name: "three levels",
    columns: "a text, b date, c int8",
    ddl: `PARTITION BY LIST (a);
      CREATE TABLE t_br PARTITION OF t FOR VALUES IN ('BR') PARTITION BY RANGE (b);
      CREATE TABLE t_br_25 PARTITION OF t_br FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY HASH (c);
      CREATE TABLE t_br_25_0 PARTITION OF t_br_25 FOR VALUES WITH (modulus 2, remainder 0);
      CREATE TABLE t_br_25_1 PARTITION OF t_br_25 FOR VALUES WITH (modulus 2, remainder 1);
      CREATE TABLE t_br_rest PARTITION OF t_br DEFAULT;
      CREATE TABLE t_de PARTITION OF t FOR VALUES IN ('DE')`,
    values: fc.tuple(
      fc.constantFrom("BR", "DE", "FR"),
      isoDay,
      fc.option(integer(64), { nil: null }),
    ),
    certain: 1,
  },
  {
    name: "dates with the day first",
    columns: "a date",
    ddl: `PARTITION BY RANGE (a); ${RANGES}`,
    values: one(isoDay.map((day) => day.split("-").reverse().join("/"))),
    certain: 1,
    dialect: { dateOrder: "dmy" },
  },
  {
    name: "texts that only the server can read",
    columns: "a date",
    ddl: `PARTITION BY RANGE (a); ${RANGES}`,
    values: one(
      fc.constantFrom(
        "infinity",
        "-infinity",
        "today",
        "Jan 5, 2025",
        "20250105",
        "2025-1-5",
        "2025-02-30",
        "x",
      ),
    ),
    certain: 0,
  },
];

describe.each(["18", "15", "13"] as const)("PostgreSQL %s", (version) => {
  let on: TestDatabase;

  beforeAll(async () => {
    on = await startDatabase({ version });
    await on.client.query(`CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy', 'none');
      CREATE DOMAIN mood_domain AS mood;
      CREATE FUNCTION leaf_of(values_sql text) RETURNS text LANGUAGE plpgsql AS $$
      DECLARE leaf text;
      BEGIN
        EXECUTE 'INSERT INTO t VALUES (' || values_sql || ') RETURNING tableoid::pg_catalog.regclass::text' INTO leaf;
        RETURN leaf;
      EXCEPTION WHEN OTHERS THEN RETURN SQLSTATE;
      END $$`);
  });

  afterAll(() => on.close());

  test.each(CASES)("$name", async ({ columns, ddl, values, certain, dialect }) => {
    await on.client.query(`DROP TABLE IF EXISTS t; CREATE TABLE t (${columns}) ${ddl}`);
    const { rows } = await on.client.query<{ oid: number }>("SELECT 't'::regclass::oid AS oid");
    const tree = present(await readPartitionTree(on.client, present(rows[0], "t").oid), "a tree");
    const records = fc.sample(values, { numRuns: 1_500, seed: 20_261_122 });
    const found = await clientLeaves(tree, columns, records, { ...RFC_4180, ...dialect });
    const expected = await serverLeaves(records, dialect?.dateOrder);
    const wrong = records.flatMap((record, index) => {
      const [ours, theirs] = [found[index], expected[index]];
      return ours === null || ours === theirs ? [] : [{ record, ours, theirs }];
    });
    expect(wrong).toEqual([]);
    const known = found.filter((leaf) => leaf !== null).length;
    expect(known / records.length).toBeGreaterThanOrEqual(certain);
  });

  async function serverLeaves(
    records: readonly (readonly Text[])[],
    dateOrder = "ymd",
  ): Promise<readonly string[]> {
    await on.client.query(`SET DateStyle = 'ISO, ${dateOrder}'`);
    const literals = records.map((record) =>
      record.map((text) => (text === null ? "NULL" : on.client.escapeLiteral(text))).join(", "),
    );
    const { rows } = await on.client.query<{ leaf: string }>(
      "SELECT leaf_of(v) AS leaf FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS u(v, n) ORDER BY n",
      [literals],
    );
    await on.client.query("SET DateStyle = 'ISO, YMD'");
    return rows.map(({ leaf }) => leaf);
  }

  /** Null where we leave it to the server, "23514" where no partition takes it. */
  async function clientLeaves(
    tree: PartitionTree,
    columns: string,
    records: readonly (readonly Text[])[],
    dialect: Dialect,
  ): Promise<readonly (string | null)[]> {
    const csv = Buffer.from(
      records
        .map((record) =>
          record.map((text) => (text === null ? "" : `"${text.replaceAll('"', '""')}"`)).join(","),
        )
        // A lone NULL would be a blank line.
        .map((line) => `${line},x\n`)
        .join(""),
    );
    const names = columns.split(",").map((column) => column.trim().split(" ", 1)[0] ?? "");
    const mapping = names.map((name, field) => ({ field, header: name, column: name, type: "" }));
    const plan = planRouting(tree, { mapping, dialect, server: await readServerTexts(on.client) });
    const reader = new RecordReader(csv, dialect);
    const router = new Router(plan, csv);
    const leaves: (string | null)[] = [];
    while (reader.next()) {
      const table = router.route(reader);
      const last = plan.tables[table]?.path.at(-1);
      if (table === MISSING) leaves.push("23514");
      else leaves.push(last === undefined || last.tree !== null ? null : last.table.name);
    }
    return leaves;
  }
});
