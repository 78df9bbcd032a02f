// The table of a run, the rows that it has before the load, and beside it the rows that it must have in the end,
// worked out by the database from the file as another parser reads it.
import type { Client } from "pg";
import { createOrdersTable } from "../../src/build/sample.ts";
import type { RunningServer } from "../../src/build/server.ts";
import { checksumOf, fillExpected } from "../support/oracle.ts";
import { inDatabase } from "./in-database.ts";
import type { Material } from "./material.ts";
import type { Variant } from "./variant.ts";

/** What must be so in the end, whatever happened. */
export interface Expectation {
  /** Of the table's rows. */
  readonly checksum: string;
  readonly rows: number;
  /** Records whose row came into the table, inserted or changed. */
  readonly loaded: number;
  /** Records that are neither loaded nor rejected: duplicates. */
  readonly skipped: number;
}

export async function layOut(
  server: RunningServer,
  database: string,
  { variant, file, bad }: Material,
): Promise<Expectation> {
  return inDatabase(server, database, async (client) => {
    await client.query(tableSql(variant));
    await client.query(`CREATE TABLE from_file (LIKE orders);
      CREATE TABLE earlier (LIKE orders); CREATE TABLE expected (LIKE orders)`);
    await fillExpected(client, "from_file", file, bad);
    await client.query(earlierSql(variant));
    await client.query(EXPECTED[variant.mode]);
    await client.query("INSERT INTO orders SELECT * FROM earlier");
    return expectationOf(client, variant);
  });
}

/** As before the first load, for the next load of the same run. */
export const CLEAR = `
TRUNCATE orders;
DO $$DECLARE staging regclass; BEGIN
  FOR staging IN SELECT oid FROM pg_class WHERE relname LIKE 'rowmill\\_stage\\_%' AND relkind = 'r'
  LOOP EXECUTE 'DROP TABLE ' || staging; END LOOP;
END$$;
DROP SCHEMA IF EXISTS rowmill CASCADE;
INSERT INTO orders SELECT * FROM earlier`;

export const DROP_LAY_OUT = "DROP TABLE orders, from_file, earlier, expected";

const PARTITIONS = 3;

function tableSql({ mode, partitions }: Variant): string {
  const leaves = Array.from(
    { length: PARTITIONS },
    (_, leaf) =>
      `CREATE TABLE orders_${leaf} PARTITION OF orders FOR VALUES WITH (MODULUS ${PARTITIONS}, REMAINDER ${leaf});`,
  );
  const isPartitioned = partitions !== "none";
  return `${createOrdersTable}${isPartitioned ? " PARTITION BY HASH (id)" : ""};
    ${isPartitioned ? leaves.join("\n") : ""}
    ${mode === "append" ? "" : "ALTER TABLE orders ADD PRIMARY KEY (id);"}
    ALTER TABLE orders ADD CONSTRAINT orders_quantity CHECK (quantity > 0);
    CREATE INDEX orders_customer ON orders (customer_id) INCLUDE (price);
    CREATE INDEX orders_open ON orders (ordered_at) WHERE status = 'open';
    COMMENT ON INDEX orders_open IS 'for the dispatch list'`;
}

const OTHER_COLUMNS =
  "ordered_at, shipped_at, customer_id, product_id, quantity, price, city, note, status, country";

/** Of the file's keys some with other values and some with the same, and keys that the file has not. */
function earlierSql({ mode, isAtomic }: Variant): string {
  if (mode === "append" && !isAtomic) return "SELECT";
  const others = `INSERT INTO earlier SELECT 10000000 + id, ${OTHER_COLUMNS} FROM ${ONE_EACH_FIRST} WHERE id % 50 = 0`;
  if (mode === "append") return others;
  return `${others};
    INSERT INTO earlier SELECT id, ${OTHER_COLUMNS.replace("quantity", "quantity + 1")}
    FROM ${ONE_EACH_FIRST} WHERE id % 3 = 0;
    INSERT INTO earlier SELECT * FROM ${ONE_EACH_LAST} WHERE id % 3 <> 0 AND id % 7 = 0`;
}

/** One row of each key; the rows were inserted in the order of the file, and so their ctid has it. */
const oneEach = (order: "" | "DESC"): string =>
  `(SELECT DISTINCT ON (id) * FROM from_file ORDER BY id, ctid ${order}) AS one`;
const ONE_EACH_FIRST = oneEach("");
const ONE_EACH_LAST = oneEach("DESC");

const EXPECTED: Readonly<Record<Variant["mode"], string>> = {
  append:
    "INSERT INTO expected SELECT * FROM earlier; INSERT INTO expected SELECT * FROM from_file",
  skip: `INSERT INTO expected SELECT * FROM earlier;
    INSERT INTO expected SELECT * FROM ${ONE_EACH_FIRST} WHERE id NOT IN (SELECT id FROM earlier)`,
  upsert: `INSERT INTO expected SELECT * FROM earlier WHERE id NOT IN (SELECT id FROM from_file);
    INSERT INTO expected SELECT * FROM ${ONE_EACH_LAST}`,
  replace: "INSERT INTO expected SELECT * FROM from_file",
};

/** Replaced rows are all loaded, also where they are what was there before. */
const LOADED = "SELECT t::text FROM expected AS t EXCEPT ALL SELECT t::text FROM earlier AS t";

async function expectationOf(client: Client, { mode }: Variant): Promise<Expectation> {
  const changed = mode === "replace" ? "SELECT FROM expected" : LOADED;
  const { rows } = await client.query<{ rows: number; records: number; loaded: number }>(
    `SELECT (SELECT count(*)::int FROM expected) AS rows,
      (SELECT count(*)::int FROM from_file) AS records,
      (SELECT count(*)::int FROM (${changed}) AS changed) AS loaded`,
  );
  const { rows: count = -1, records = -1, loaded = -1 } = rows[0] ?? {};
  const checksum = await checksumOf(client, "expected");
  return { checksum, rows: count, loaded, skipped: records - loaded };
}
