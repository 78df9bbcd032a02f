// The snapshot of real servers, the oldest and the newest: what it holds, for whom, and when things stand in its way.
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resolveConnection } from "../../../src/adapters/pg/connection/resolve.ts";
import { nodeWorld } from "../../../src/adapters/pg/connection/world.ts";
import { snapshotOf, takeSnapshot } from "../../../src/adapters/pg/snapshot.ts";
import { connectTo, withClient } from "../../../src/build/server-client.ts";
import { present } from "../../../src/core/base/assert.ts";
import { silentLog } from "../../../src/core/base/log.ts";
import type { CatalogSnapshot } from "../../../src/core/lang/sql/schema/snapshot.ts";
import { walPerRow } from "../../../src/core/lang/sql/schema/wal-per-row.ts";
import { CITUS_CATALOG } from "../../support/citus-catalog.ts";
import { asRole, startDatabase, type TestDatabase } from "../../support/test-database.ts";

const never = new AbortController().signal;
const options = { name: "warehouse", log: silentLog };

const SCHEMA = `
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE TABLE customers (id bigint PRIMARY KEY, email varchar(80) UNIQUE);
CREATE TABLE "Orders" (
  id bigint GENERATED ALWAYS AS IDENTITY, customer bigint NOT NULL REFERENCES customers (id),
  total numeric(10,2) DEFAULT 0, twice numeric GENERATED ALWAYS AS (total * 2) STORED,
  mood mood, at timestamptz, tag text CHECK (tag <> ')'), qty smallint,
  CONSTRAINT orders_pk PRIMARY KEY (id));
ALTER TABLE "Orders" ADD CONSTRAINT plausible CHECK (total > 0 AND total < 1000) NOT VALID;
CREATE INDEX orders_at ON "Orders" (at, customer) INCLUDE (total);
CREATE INDEX orders_day ON "Orders" ((total + qty)) WHERE total > 5;
CREATE UNIQUE INDEX orders_tag ON "Orders" (tag) WHERE tag IS NOT NULL;
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON "Orders" FOR EACH ROW EXECUTE FUNCTION nothing();
CREATE TRIGGER once BEFORE INSERT ON "Orders" FOR EACH STATEMENT EXECUTE FUNCTION nothing();
ALTER TABLE "Orders" DISABLE TRIGGER once;
CREATE UNLOGGED TABLE scratch (a int);
CREATE SCHEMA hidden;
CREATE TABLE hidden.secrets (a int);
CREATE TABLE readings (at date NOT NULL, site int NOT NULL, PRIMARY KEY (at, site)) PARTITION BY RANGE (at);
CREATE TABLE readings_2025 PARTITION OF readings FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (site);
CREATE TABLE readings_2025_a PARTITION OF readings_2025 FOR VALUES IN (1, 2);
CREATE TABLE readings_rest PARTITION OF readings DEFAULT;
CREATE TABLE spread (a int, b text) PARTITION BY HASH (lower(b), a);
CREATE TABLE spread_0 PARTITION OF spread FOR VALUES WITH (MODULUS 2, REMAINDER 0);
INSERT INTO readings SELECT '2025-06-01', 1 + g % 2 FROM generate_series(1, 2) g;
INSERT INTO readings SELECT '2030-01-01', g FROM generate_series(1, 1000) g;
ANALYZE;
SELECT pg_create_physical_replication_slot('kept');
CREATE ROLE clerk LOGIN PASSWORD 'pw';
GRANT INSERT (email) ON customers TO clerk;
GRANT INSERT ON hidden.secrets TO clerk;`;

describe.each(["13", "18"] as const)("PostgreSQL %s", (version) => {
  let on: TestDatabase;
  let snapshot: CatalogSnapshot;

  beforeAll(async () => {
    on = await startDatabase({
      version,
      settings: { max_wal_size: "2GB", autovacuum: "off" },
    });
    await on.client.query(SCHEMA);
    snapshot = await takeSnapshot(on.client, options, never);
  });

  afterAll(() => on.close());

  const table = (name: string, of = snapshot) =>
    present(
      of.tables.find((one) => one.name === name),
      `table ${name}`,
    );
  const figures = (name: string, of = snapshot) =>
    present(
      of.figures.find((one) => one.name === name),
      `figures of ${name}`,
    );
  const asClerk = async (): Promise<CatalogSnapshot> => {
    const { dsn, env } = asRole(on.server, "clerk", "pw");
    const world = { ...nodeWorld(), env };
    return snapshotOf(await resolveConnection(dsn, world), options, never);
  };

  test("the server", () => {
    expect(snapshot).toMatchObject({
      connection: "warehouse",
      isReadOnly: false,
      hasCitus: false,
      standbys: [],
      slots: [{ name: "kept", isActive: false, walStatus: null }],
    });
    expect(Math.floor(snapshot.serverVersion / 10_000)).toBe(Number(version));
    expect(Number.isNaN(Date.parse(snapshot.takenAt))).toBe(false);
    expect(snapshot.settings).toMatchObject({
      max_wal_size: "2GB",
      checkpoint_timeout: "5min",
      autovacuum: "off",
      maintenance_work_mem: "64MB",
    });
    expect(snapshot.checkpoints?.requested).toBeGreaterThanOrEqual(0);
  });

  test("columns", () => {
    const columns = table("Orders").columns.map(
      (column) =>
        `${column.name} ${column.type}${column.isNotNull ? " !" : ""}${column.isGenerated ? " =" : ""} ${column.default ?? ""}`,
    );
    expect(columns).toEqual([
      "id bigint ! = nextval()",
      "customer bigint ! ",
      "total numeric(10,2) 0",
      "twice numeric = ",
      "mood mood ",
      "at timestamp with time zone ",
      "tag text ",
      "qty smallint ",
    ]);
    expect(table("Orders")).toMatchObject({
      schema: "public",
      isComplete: true,
      parent: undefined,
    });
  });

  test("keys and indexes", () => {
    const { keys, indexes } = table("Orders");
    expect(keys).toEqual([
      { columns: ["id"], isPrimary: true, isPlain: true, constraint: "orders_pk" },
      { columns: ["tag"], isPrimary: false, isPlain: false, constraint: undefined },
    ]);
    expect(indexes.map(({ name, columns, isUnique }) => [name, columns, isUnique])).toEqual([
      ["orders_at", ["at", "customer"], false],
      ["orders_day", undefined, false],
      ["orders_pk", ["id"], true],
      ["orders_tag", ["tag"], true],
    ]);
    expect(indexes.every(({ bytes, scans }) => bytes !== undefined && scans !== undefined)).toBe(
      true,
    );
    expect(table("customers").keys.map(({ constraint }) => constraint)).toEqual([
      "customers_email_key",
      "customers_pkey",
    ]);
  });

  test("foreign keys, checks, triggers", () => {
    const { foreignKeys, checks, triggers, isUnlogged } = table("Orders");
    expect(foreignKeys).toEqual([
      {
        name: "Orders_customer_fkey",
        columns: ["customer"],
        references: "customers",
        hasUsableIndex: true,
      },
    ]);
    expect(checks).toEqual([
      { name: "Orders_tag_check", text: "tag <> ')'::text", isNotValid: false },
      {
        name: "plausible",
        text: "(total > (0)::numeric) AND (total < (1000)::numeric)",
        isNotValid: true,
      },
    ]);
    expect(triggers).toEqual([
      { name: "audit", isForEachRow: true, isEnabled: true, events: ["insert", "update"] },
      { name: "once", isForEachRow: false, isEnabled: false, events: ["insert"] },
    ]);
    expect([isUnlogged, table("scratch").isUnlogged]).toEqual([false, true]);
  });

  test("partitions and their bounds", () => {
    const readings = table("readings");
    expect(readings.partitioning).toEqual({ strategy: "range", key: ["at"], hasExpression: false });
    expect(readings.arePartitionsComplete).toBe(true);
    expect(readings.partitions).toMatchObject([
      {
        schema: "public",
        table: "readings_2025",
        bound: { kind: "range", from: [{ text: "2025-01-01" }], to: [{ text: "2026-01-01" }] },
        origin: { kind: "snapshot" },
      },
      { table: "readings_rest", bound: { kind: "default" } },
    ]);
    expect(table("readings_2025")).toMatchObject({
      parent: "readings",
      partitioning: { strategy: "list", key: ["site"] },
      partitions: [{ bound: { kind: "list", values: [{ text: "1" }, { text: "2" }] } }],
    });
    expect(table("spread").partitioning).toMatchObject({ strategy: "hash", hasExpression: true });
    expect(table("spread").partitions).toMatchObject([
      { bound: { kind: "hash", modulus: 2, remainder: 0 } },
    ]);
  });

  test("figures add up over partitions", () => {
    const readings = figures("readings");
    expect(readings).toMatchObject({ canInsert: true, distributionColumn: null });
    expect(readings.rowsEstimate).toBe(1_002);
    expect(readings.bytes).toBeGreaterThan(16_000);
    expect(readings.indexBytes).toBeGreaterThan(16_000);
    expect(table("readings").indexes[0]?.bytes).toBe(readings.indexBytes);
    expect(snapshot.tables).toHaveLength(snapshot.figures.length);
  });

  test("partitions come after all other tables", () => {
    const places = snapshot.tables.map(({ parent }) => parent !== undefined);
    expect(places).toEqual([...places].sort((a, b) => Number(a) - Number(b)));
  });

  test("an ordinary role sees the same, and what it may write", async () => {
    const seen = await asClerk();
    expect(seen.tables).toEqual(snapshot.tables);
    expect(seen.settings).toEqual(snapshot.settings);
    expect(seen.slots).toEqual(snapshot.slots);
    expect(figures("customers", seen).canInsert).toBe(true);
    expect(figures("Orders", seen).canInsert).toBe(false);
    expect(figures("secrets", seen).canInsert).toBe(false);
    expect(figures("secrets").canInsert).toBe(true);
  });

  test("standbys, as far as the role may see them", async () => {
    const { host, port, user, password } = on.server;
    const login = { host, port, user, password, application_name: "r1", replication: "true" };
    const standby = new Client(login);
    standby.on("error", () => undefined);
    await standby.connect();
    // It is answered by a stream that goes on; the end of the session ends it with an error.
    const stream = standby.query("START_REPLICATION 0/1000000").catch(() => undefined);
    await expect
      .poll(async () => (await takeSnapshot(on.client, options, never)).standbys)
      .toEqual([
        {
          name: "r1",
          state: expect.stringMatching(/catchup|streaming/u) as unknown,
          syncState: "async",
          lagBytes: null,
        },
      ]);
    const [seen] = (await asClerk()).standbys;
    expect(seen).toEqual({ name: "r1", state: null, syncState: null, lagBytes: null });
    standby.connection.stream.destroy();
    await stream;
  });

  test("a table under a lock costs its exact size, nothing else", async () => {
    await withClient(on.server, async (other) => {
      await other.query(
        'BEGIN; ALTER TABLE "Orders" ADD COLUMN later int DEFAULT 5; LOCK TABLE customers, spread, readings',
      );
      const startMs = performance.now();
      const seen = await takeSnapshot(on.client, options, never);
      expect(performance.now() - startMs).toBeLessThan(10_000);
      expect(table("Orders", seen).columns).toEqual(table("Orders").columns);
      expect(table("customers", seen).keys).toEqual(table("customers").keys);
      expect(figures("readings", seen).bytes).toBeGreaterThan(0);
    });
  });

  test("an abort ends it and the session", async () => {
    const stop = new AbortController();
    const cut = await connectTo(on.server);
    const taking = takeSnapshot(cut, options, stop.signal);
    stop.abort(new Error("enough"));
    await expect(taking).rejects.toThrow("enough");
    await cut.end().catch(() => undefined);
    await expect(takeSnapshot(on.client, options, stop.signal)).rejects.toThrow("enough");
    expect((await takeSnapshot(on.client, options, never)).tables.length).toBeGreaterThan(0);
  });

  test("a session that only reads", async () => {
    await withClient(on.server, async (other) => {
      await other.query("SET default_transaction_read_only = on");
      expect((await takeSnapshot(other, options, never)).isReadOnly).toBe(true);
    });
  });

  test("Citus, by the shape of its catalog", async () => {
    await withClient(on.server, async (other) => {
      await other.query(CITUS_CATALOG + DISTRIBUTED);
      const seen = await takeSnapshot(other, options, never);
      expect(seen.hasCitus).toBe(true);
      expect(figures("customers", seen).distributionColumn).toBe("email");
      expect(figures("scratch", seen).distributionColumn).toBe(null);
      await other.query("DELETE FROM pg_extension WHERE extname = 'citus'");
    });
  });

  test("the estimate of WAL is near what the server writes", async () => {
    await on.client.query(`
      CREATE TABLE measured (id bigint PRIMARY KEY, at timestamptz, qty int, name text);
      CREATE INDEX ON measured (at);
      INSERT INTO measured SELECT g, now(), g, 'name number ' || g FROM generate_series(1, 20000) g;
      ANALYZE measured; CHECKPOINT`);
    const seen = await takeSnapshot(on.client, options, never);
    const before = await wal(on.client);
    await on.client.query(
      "INSERT INTO measured SELECT g, now(), g, 'name number ' || g FROM generate_series(20001, 40000) g",
    );
    const perRow = ((await wal(on.client)) - before) / 20_000;
    const { insertBytes } = walPerRow(table("measured", seen), figures("measured", seen));
    expect(insertBytes / perRow).toBeGreaterThan(0.75);
    expect(insertBytes / perRow).toBeLessThan(1.33);
  });
});

async function wal(client: Client): Promise<number> {
  const { rows } = await client.query<{ at: number }>(
    "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS at",
  );
  return present(rows[0], "a row").at;
}

const DISTRIBUTED = `
INSERT INTO pg_dist_partition
  SELECT attrelid, 'h', '{VAR :varno 1 :varattno ' || attnum || ' :vartype 25}', 1, 't'
  FROM pg_attribute WHERE attrelid = 'customers'::regclass AND attname = 'email';
INSERT INTO pg_dist_partition VALUES ('scratch', 'n', NULL, 0, 's')`;
