// Indexes and constraints around a load, against real servers: each comes back exactly as it was, whatever is killed
// in between, and what cannot come back is said and kept.
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { recoverIndexes } from "../../src/adapters/load-job.ts";
import type { LoadReport } from "../../src/core/load/events.ts";
import type { LoadPlan } from "../../src/core/load/plan.ts";
import type { LoadRequest } from "../../src/core/load/request.ts";
import { loadOptions } from "../support/load-options.ts";
import { tableState } from "../support/table-state.ts";
import { asRole } from "../support/test-database.ts";
import {
  loadsBy,
  startLoads,
  stopAfter,
  type Loads,
  type TestLoads,
} from "../support/test-loads.ts";

const never = new AbortController().signal;

describe.each(["18", "13"] as const)("indexes on PostgreSQL %s", (version) => {
  let on: TestLoads;

  beforeAll(async () => {
    on = await startLoads({ version });
    process.env["XDG_STATE_HOME"] = on.folder;
    await on.client.query("CREATE EXTENSION btree_gist; CREATE EXTENSION hstore");
  });

  afterAll(async () => {
    delete process.env["XDG_STATE_HOME"];
    await on.close();
  });

  beforeEach(async () => {
    rmSync(join(on.folder, "rowmill"), { recursive: true, force: true });
    await on.client.query(
      'RESET search_path; DROP SCHEMA IF EXISTS rowmill CASCADE; DROP SCHEMA IF EXISTS "Odd Schema" CASCADE; DROP TABLE IF EXISTS child, t, parent CASCADE',
    );
  });

  const mirrors = (): readonly string[] => {
    const path = join(on.folder, "rowmill", "indexes");
    return existsSync(path) ? readdirSync(path) : [];
  };

  /** The one that `planOf` means. */
  const file = (content: string): string => on.file("t.csv", content);

  const planOf = (facts: Partial<LoadRequest> = {}, by: Loads = on): Promise<LoadPlan> =>
    by.plan(join(on.folder, "t.csv"), { indexes: "rebuild", ...facts });

  const one = async (sql: string): Promise<unknown> => (await on.rows(sql))[0]?.[0];

  test("every kind of object comes back byte for byte", async () => {
    await on.client.query(EVERY_KIND);
    if (version === "18")
      await on.client.query(
        'ALTER TABLE "Odd Schema"."T ""x""" ADD CONSTRAINT "nnd" UNIQUE NULLS NOT DISTINCT (b, e)',
      );
    const before = await tableState(on.client, ODD_TABLE);
    file('a,b,during,parent_id,label\n1,x,"[1,3)",1,one\n2,y,"[3,5)",,two\n');
    const during: string[] = [];
    const plan = await planOf({ into: ODD_TABLE, header: "yes" });
    const report = await on.run(plan, (event) => {
      if (event.type === "step") during.push(`${event.state} ${event.what}`);
    });
    expect(report.problem).toBeNull();
    expect(report).toMatchObject({ status: "complete", loaded: 2 });
    expect(await tableState(on.client, ODD_TABLE)).toEqual(before);
    expect(await one("SELECT count(*)::int FROM rowmill.ddl WHERE state <> 'restored'")).toBe(0);
    expect(await one("SELECT count(*)::int FROM rowmill.ddl")).toBeGreaterThan(6);
    expect(during[1]).toContain("dropped: ");
    expect(mirrors()).toEqual([]);
  });

  test.runIf(version === "18")(
    "what only 18 has: tablespaces in place, keys over periods",
    async () => {
      await on.client.query("SET allow_in_place_tablespaces = on");
      await on.client.query("CREATE TABLESPACE \"odd space\" LOCATION ''");
      await on.client
        .query(`CREATE TABLE parent (id int PRIMARY KEY); CREATE PUBLICATION ours FOR ALL TABLES;
      CREATE TABLE t (id int, during int4range, v text, p int, CONSTRAINT t_period UNIQUE (id, during WITHOUT OVERLAPS),
        CONSTRAINT t_pkey PRIMARY KEY (v) USING INDEX TABLESPACE "odd space",
        CONSTRAINT t_loose FOREIGN KEY (p) REFERENCES parent NOT ENFORCED);
      CREATE INDEX t_p ON t (p) TABLESPACE "odd space"; CREATE INDEX t_id ON t (id)`);
      const before = await tableState(on.client, "t");
      file('id,during,v,p\n1,"[1,2)",a,7\n');
      // A default of the role's must not decide where they come back.
      await on.client.query(`ALTER ROLE ${on.server.user} SET default_tablespace = 'odd space'`);
      const plan = await planOf();
      expect(plan.decisions.find(({ what }) => what === "indexes")).toMatchObject({
        value: expect.stringContaining("drop 3 indexes") as string,
        evidence: expect.stringMatching(
          /replica identity.*t_period is kept: it is a key over periods.*t_loose is kept: it is not enforced/s,
        ) as string,
      });
      const report = await on.run(plan);
      expect(report).toMatchObject({ status: "complete", loaded: 1, problem: null });
      expect(await tableState(on.client, "t")).toEqual(before);
      await on.client
        .query(`ALTER ROLE ${on.server.user} RESET default_tablespace; DROP PUBLICATION ours;
      DROP TABLE t; DROP SCHEMA rowmill CASCADE; RESET allow_in_place_tablespaces`);
      await on.client.query('DROP TABLESPACE "odd space"');
    },
  );

  /** Rows 1 to `records`, over enough batches to be stopped between them. */
  const numbers = (records: number): string =>
    file(
      `id,v\n${Array.from({ length: records }, (_, index) => `${index + 1},v${index}`).join("\n")}\n`,
    );

  async function createT(): Promise<readonly string[]> {
    await on.client.query(
      `CREATE TABLE t (id int PRIMARY KEY, v text); CREATE INDEX t_v ON t (v); CREATE TABLE child (id int REFERENCES t);
       COMMENT ON INDEX t_v IS 'mine'`,
    );
    return tableState(on.client, "t");
  }

  const small = { batchBytes: 1024, workers: 2 } as const;

  /** A load that is stopped after its first batch, with everything dropped. */
  const stopEarly = async (): Promise<LoadReport> => on.run(await planOf(small), stopAfter(1));

  const recover = (isListOnly = false) =>
    recoverIndexes(isListOnly, on.options, () => undefined, never);

  test("stopped with everything dropped: the report says so, and a resume builds it again", async () => {
    numbers(2_000);
    const before = await createT();
    const stopped = await stopEarly();
    expect(stopped.isCancelled).toBe(true);
    expect(stopped.warnings.join()).toContain(
      `public.t is without t_pkey, t_v, child_id_fkey until \`rowmill resume ${stopped.loadId}\``,
    );
    expect(await tableState(on.client, "t")).not.toEqual(before);
    expect(mirrors()).toHaveLength(1);
    const again = await planOf(small);
    expect(again.decisions.find(({ what }) => what === "left to recover")?.value).toBe(
      "t_pkey, t_v, child_id_fkey of public.t",
    );
    const resumed = await on.resume(stopped.loadId);
    expect(resumed).toMatchObject({ status: "complete", loaded: 2_000 });
    expect(await tableState(on.client, "t")).toEqual(before);
    expect(mirrors()).toEqual([]);
    expect(await recover()).toEqual([]);
  });

  test("recover restores them without the load, which then goes on and keeps them", async () => {
    numbers(2_000);
    const before = await createT();
    const { loadId } = await stopEarly();
    const found = { loadId, target: "public.t", source: "ledger", problems: [] };
    const objects = ["t_pkey", "t_v", "child_id_fkey"];
    expect(await recover(true)).toEqual([{ ...found, state: "left", objects }]);
    expect(await recover()).toEqual([{ ...found, state: "restored", objects }]);
    expect(await tableState(on.client, "t")).toEqual(before);
    expect(await recover()).toEqual([]);
    expect(mirrors()).toEqual([]);
    const resumed = await on.resume(loadId);
    expect(resumed).toMatchObject({ status: "complete", loaded: 2_000 });
    expect(await tableState(on.client, "t")).toEqual(before);
  });

  test("when the ledger is lost, the mirror knows", async () => {
    numbers(2_000);
    const before = await createT();
    const { loadId } = await stopEarly();
    await on.client.query("DROP SCHEMA rowmill CASCADE");
    expect(await recover(true)).toMatchObject([{ loadId, source: "mirror", state: "left" }]);
    expect(await recover()).toMatchObject([{ loadId, source: "mirror", state: "restored" }]);
    expect(await tableState(on.client, "t")).toEqual(before);
    expect(await recover()).toEqual([]);
  });

  test("half restored, or restored by hand: only what is missing is made", async () => {
    numbers(2_000);
    const before = await createT();
    await stopEarly();
    await on.client.query("CREATE INDEX t_v ON t (v); CREATE UNIQUE INDEX t_pkey ON t (id)");
    expect(await recover()).toMatchObject([{ state: "restored" }]);
    expect(await tableState(on.client, "t")).toEqual(before);
  });

  test("something else of the same name is left alone, and said", async () => {
    numbers(2_000);
    const before = await createT();
    await stopEarly();
    await on.client.query("CREATE INDEX t_v ON t (v DESC)");
    const [found] = await recover();
    expect(found).toMatchObject({ state: "left" });
    expect(found?.problems).toHaveLength(1);
    expect(found?.problems[0]).toContain("t_v is there with another definition");
    expect(await one("SELECT count(*)::int FROM rowmill.ddl WHERE state <> 'restored'")).toBe(1);
    await on.client.query("DROP INDEX t_v");
    expect(await recover()).toMatchObject([{ state: "restored", objects: ["t_v"] }]);
    expect(await tableState(on.client, "t")).toEqual(before);
  });

  test("a table that was renamed is named, one that was dropped needs nothing", async () => {
    numbers(2_000);
    const before = await createT();
    await stopEarly();
    await on.client.query("ALTER TABLE t RENAME TO u");
    const [renamed] = await recover();
    expect(renamed?.problems[0]).toContain("its table public.t is called public.u now");
    await on.client.query("ALTER TABLE u RENAME TO t");
    expect(await recover()).toMatchObject([{ state: "restored" }]);
    expect(await tableState(on.client, "t")).toEqual(before);
    await on.client.query("DELETE FROM t; DROP SCHEMA rowmill CASCADE");
    await stopEarly();
    await on.client.query("DROP TABLE t, child CASCADE");
    expect(await recover()).toMatchObject([{ state: "restored" }]);
    expect(await recover()).toEqual([]);
  });

  test("duplicates stop it with their keys; the rows stay, and a resume ends the load", async () => {
    file("id,v\n1,a\n2,b\n2,c\n3,d\n3,e\n");
    const before = await createT();
    const stopped = await on.run(await planOf());
    expect(stopped).toMatchObject({ status: "stopped", loaded: 5 });
    expect(stopped.problem).toMatchObject({ kind: "fatal", code: "indexes-not-restored" });
    expect(stopped.problem?.message).toContain(
      "t_pkey is not there: key 2 is in 2 rows, key 3 is in 2 rows",
    );
    expect(stopped.problem?.hint).toContain(`rowmill resume ${stopped.loadId}`);
    expect(await one("SELECT count(*)::int FROM t")).toBe(5);
    expect(await one("SELECT count(*)::int FROM pg_index WHERE indrelid = 't'::regclass")).toBe(1);
    expect(await one("SELECT problem FROM rowmill.ddl WHERE name = 't_pkey'")).toContain("key 2");
    await on.client.query("DELETE FROM t WHERE v IN ('c', 'e')");
    const resumed = await on.resume(stopped.loadId);
    expect(resumed).toMatchObject({ status: "complete", problem: null });
    expect(await tableState(on.client, "t")).toEqual(before);
  });

  test("rows that point nowhere: the foreign key is there, not validated, until they are mended", async () => {
    file("id,parent\n1,1\n2,9\n");
    await on.client.query(
      "CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent VALUES (1)",
    );
    await on.client.query("CREATE TABLE t (id int, parent int CONSTRAINT up REFERENCES parent)");
    const before = await tableState(on.client, "t");
    const stopped = await on.run(await planOf());
    expect(stopped.problem?.message).toMatch(/up is not there: .*\(parent\)=\(9\)/);
    expect(await one("SELECT convalidated FROM pg_constraint WHERE conname = 'up'")).toBe(false);
    await expect(on.client.query("INSERT INTO t VALUES (3, 8)")).rejects.toThrow("up");
    await on.client.query("DELETE FROM t WHERE id = 2");
    expect(await recover()).toMatchObject([{ state: "restored" }]);
    expect(await tableState(on.client, "t")).toEqual(before);
  });

  test("what `auto` takes away refuses nothing", async () => {
    file("id,v\n1,a\n1,b\n");
    await createT();
    const plan = await planOf({ indexes: "auto", rejectsMax: 5 });
    expect(plan.indexes).toBe("keep");
    expect(plan.decisions.find(({ what }) => what === "indexes")?.evidence).toContain(
      "rows come to",
    );
    const seen: string[] = [];
    const report = await on.run({ ...plan, indexes: "lookups" }, (event) => {
      if (event.type === "step") seen.push(event.what);
    });
    expect(report).toMatchObject({ status: "complete", loaded: 1, rejected: 1 });
    expect(seen).toContain("dropped: t_v");
  });

  test("two loads into one table: the second leaves the indexes to the first", async () => {
    numbers(3_000);
    const before = await createT();
    let second: Promise<LoadReport> | undefined;
    const other = on.file("other.csv", "id,v\n9001,x\n9002,y\n");
    const first = await on.run(await planOf(small), (event) => {
      if (event.type !== "batch-committed") return;
      second ??= (async () => {
        const plan = await on.plan(other, { indexes: "rebuild" });
        expect(plan.indexes).toBe("keep");
        return on.run(plan);
      })();
    });
    expect(first).toMatchObject({ status: "complete", loaded: 3_000 });
    expect(await second).toMatchObject({ status: "complete", loaded: 2 });
    expect(await one("SELECT count(*)::int FROM t")).toBe(3_002);
    expect(await tableState(on.client, "t")).toEqual(before);
  });

  test("a partitioned table keeps its indexes, and is analysed with its leaves", async () => {
    file("id,v\n1,a\n2,b\n");
    await on.client.query(`CREATE TABLE t (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (1) TO (2); CREATE TABLE t_2 PARTITION OF t DEFAULT`);
    const plan = await planOf();
    expect(plan.indexes).toBe("keep");
    expect(JSON.stringify(plan.decisions)).toContain(
      "t_pkey is kept: it is the index of a partitioned table",
    );
    const leaf = await planOf({ into: "t_1" });
    expect(JSON.stringify(leaf.decisions)).toContain("it is part of a partitioned table's index");
    expect(await on.run(plan)).toMatchObject({ loaded: 2 });
    // The parent's own row count is kept from 14 on; its statistics are there on every version.
    expect(await one("SELECT reltuples::int FROM pg_class WHERE oid = 't'::regclass")).toBe(
      version === "13" ? 0 : 2,
    );
    expect(
      await one(
        "SELECT string_agg(DISTINCT tablename, ' ' ORDER BY tablename) FROM pg_stats WHERE tablename LIKE 't%'",
      ),
    ).toBe("t t_1 t_2");
  });

  test("partitions that did not grow are not analysed again where the parent can be alone", async () => {
    await on.client.query(`CREATE TABLE t (id int, v text) PARTITION BY RANGE (id);
      CREATE TABLE t_old PARTITION OF t FOR VALUES FROM (0) TO (1000) WITH (autovacuum_enabled = off);
      CREATE TABLE t_new PARTITION OF t FOR VALUES FROM (1000) TO (9000) PARTITION BY LIST (v);
      CREATE TABLE t_a PARTITION OF t_new FOR VALUES IN ('a') WITH (autovacuum_enabled = off);
      CREATE TABLE t_b PARTITION OF t_new DEFAULT WITH (autovacuum_enabled = off);
      INSERT INTO t SELECT i, 'x' FROM generate_series(1, 999) i; ANALYZE t_old;
      UPDATE pg_class SET reltuples = 7 WHERE oid = 't_old'::regclass`);
    const rows = Array.from({ length: 3_000 }, (_, i) => `${1_000 + i},${i % 3 === 0 ? "a" : "b"}`);
    file(`id,v\n${rows.join("\n")}\n`);
    await on.run(await planOf(small));
    const counts = await on.client.query<{ name: string; rows: number }>(`
      SELECT relname AS name, reltuples::int AS rows FROM pg_class
      WHERE relname IN ('t', 't_old', 't_new', 't_a', 't_b') ORDER BY 1`);
    const parents = { t: 3_999, t_new: 3_000 };
    const leaves = { t_a: 1_000, t_b: 2_000, t_old: version === "18" ? 7 : 999 };
    expect(Object.fromEntries(counts.rows.map((row) => [row.name, row.rows]))).toEqual({
      ...(version === "13" ? { t: 0, t_new: 0 } : parents),
      ...leaves,
    });
  });

  test("what depends on a key, or is not the role's, stays with the reason", async () => {
    file("id,v\n1,a\n");
    await on.client.query(`CREATE TABLE t (id int PRIMARY KEY, v text UNIQUE);
      CREATE VIEW grouped AS SELECT id, v FROM t GROUP BY id;
      CREATE TABLE parent (id text REFERENCES t (v)) PARTITION BY LIST (id)`);
    const { decisions } = await planOf();
    const said = JSON.stringify(decisions);
    expect(said).toContain("t_pkey is kept: view public.grouped depends on it");
    expect(said).toContain(
      "t_v_key is kept: parent_id_fkey points at it, and a partitioned table is on one end of it",
    );
    await on.client.query("DROP VIEW grouped");
  });

  test("a role that does not own the table: refused before the first byte, or kept by auto; ANALYZE is asked for", async () => {
    file("id,v\n1,a\n");
    await createT();
    await on.client.query(`DROP ROLE IF EXISTS loader; CREATE ROLE loader LOGIN PASSWORD 'loader';
      GRANT INSERT ON t TO loader; GRANT CREATE ON DATABASE postgres TO loader`);
    const loader = loadsBy(await loadOptions(asRole(on.server, "loader")));
    await expect(planOf({}, loader)).rejects.toMatchObject({
      code: "indexes-forbidden",
      message: expect.stringContaining("role loader does not own it, postgres does") as string,
    });
    const plan = await planOf({ indexes: "auto" }, loader);
    expect(JSON.stringify(plan.decisions)).toContain("role loader does not own it");
    const report = await loader.run(plan);
    expect(report).toMatchObject({ status: "complete", loaded: 1 });
    expect(report.warnings.join()).toContain(
      version === "18"
        ? 'GRANT MAINTAIN ON public.t TO "loader"'
        : "let its owner run: ANALYZE public.t",
    );
    await on.client.query("DROP SCHEMA rowmill CASCADE; DROP OWNED BY loader");
  });
});

const ODD_TABLE = '"Odd Schema"."T ""x"""';

/** One of each kind, with all that no definition says. */
const EVERY_KIND = `
CREATE TABLE parent (id int PRIMARY KEY);
INSERT INTO parent VALUES (1);
CREATE SCHEMA "Odd Schema";
CREATE FUNCTION "Odd Schema"."Fold It"(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT pg_catalog.lower($1)';
CREATE TABLE ${ODD_TABLE} (
  a int NOT NULL, b text NOT NULL, during int4range, parent_id int, label text, e int, tags hstore,
  CONSTRAINT "The Key" PRIMARY KEY (a) INCLUDE (label) WITH (fillfactor = 70),
  CONSTRAINT late UNIQUE (b) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT apart EXCLUDE USING gist (a WITH =, during WITH &&) WITH (fillfactor = 80) WHERE (a > 0) DEFERRABLE,
  CONSTRAINT "to parent" FOREIGN KEY (parent_id) REFERENCES parent ON DELETE CASCADE DEFERRABLE
);
ALTER TABLE ${ODD_TABLE} ADD CONSTRAINT unchecked FOREIGN KEY (e) REFERENCES parent NOT VALID;
ALTER TABLE ${ODD_TABLE} ADD CONSTRAINT self FOREIGN KEY (e) REFERENCES ${ODD_TABLE} (a);
CREATE TABLE child (a int CONSTRAINT "points there" REFERENCES ${ODD_TABLE} (a) ON UPDATE CASCADE);
CREATE INDEX "Folded" ON ${ODD_TABLE} ("Odd Schema"."Fold It"(b) text_pattern_ops DESC NULLS LAST, (a + 1)) INCLUDE (e) WHERE label <> 'it''s';
CREATE UNIQUE INDEX lonely ON ${ODD_TABLE} (label COLLATE "C", b);
CREATE INDEX hashed ON ${ODD_TABLE} USING hash (b);
CREATE INDEX ranged ON ${ODD_TABLE} USING brin (e) WITH (pages_per_range = 16);
CREATE INDEX tagged ON ${ODD_TABLE} USING gin (tags);
ALTER INDEX "Odd Schema"."Folded" ALTER COLUMN 2 SET STATISTICS 777;
ALTER INDEX "Odd Schema".tagged DEPENDS ON EXTENSION hstore;
COMMENT ON INDEX "Odd Schema"."Folded" IS 'it''s \\ odd';
COMMENT ON INDEX "Odd Schema"."The Key" IS 'of the index';
COMMENT ON CONSTRAINT "The Key" ON ${ODD_TABLE} IS 'of the constraint';
COMMENT ON CONSTRAINT "to parent" ON ${ODD_TABLE} IS 'foreign';
COMMENT ON CONSTRAINT apart ON ${ODD_TABLE} IS 'never two at a time';
ALTER TABLE ${ODD_TABLE} CLUSTER ON lonely;
ALTER TABLE ${ODD_TABLE} REPLICA IDENTITY USING INDEX "The Key"`;
