// Indexes and constraints around a load, against real servers: each comes back exactly as it was, whatever is killed
// in between, and what cannot come back is said and kept.
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  prepareLoad,
  recoverIndexes,
  resumeLoad,
  runPlannedLoad,
  type LoadJobOptions,
} from "../../src/adapters/load-job.ts";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import { connectTo } from "../../src/build/server-client.ts";
import type { LoadEvent, LoadReport } from "../../src/core/load/events.ts";
import type { LoadPlan } from "../../src/core/load/plan.ts";
import { DEFAULT_REQUEST, type LoadRequest } from "../../src/core/load/request.ts";
import { tableState } from "../support/table-state.ts";
import { loadOptions } from "../support/load-options.ts";

const never = new AbortController().signal;

describe.each(["18", "13"] as const)("indexes on PostgreSQL %s", (version) => {
  let server: RunningServer;
  let client: Client;
  let options: LoadJobOptions;
  let folder: string;

  beforeAll(async () => {
    server = await startServer({ version });
    client = await connectTo(server);
    folder = mkdtempSync(join(tmpdir(), "rowmill-indexes-"));
    process.env["XDG_STATE_HOME"] = folder;
    options = await loadOptions(server);
    await client.query("CREATE EXTENSION btree_gist; CREATE EXTENSION hstore");
  });

  afterAll(async () => {
    delete process.env["XDG_STATE_HOME"];
    await client.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(async () => {
    rmSync(join(folder, "rowmill"), { recursive: true, force: true });
    await client.query(
      'RESET search_path; DROP SCHEMA IF EXISTS rowmill CASCADE; DROP SCHEMA IF EXISTS "Odd Schema" CASCADE; DROP TABLE IF EXISTS child, t, parent CASCADE',
    );
  });

  const mirrors = (): readonly string[] => {
    const path = join(folder, "rowmill", "indexes");
    return existsSync(path) ? readdirSync(path) : [];
  };

  function file(content: string): string {
    const path = join(folder, "t.csv");
    writeFileSync(path, content);
    return path;
  }

  const planOf = (facts: Partial<LoadRequest>, by = options): Promise<LoadPlan> =>
    prepareLoad(
      { ...DEFAULT_REQUEST, file: join(folder, "t.csv"), into: "t", indexes: "rebuild", ...facts },
      by,
      () => undefined,
      never,
    );

  async function load(
    facts: Partial<LoadRequest> = {},
    emit: (event: LoadEvent) => void = () => undefined,
  ): Promise<LoadReport> {
    return runPlannedLoad(await planOf(facts), options, emit, never);
  }

  const one = async (sql: string): Promise<unknown> =>
    Object.values((await client.query<Record<string, unknown>>(sql)).rows[0] ?? {})[0];

  test("every kind of object comes back byte for byte", async () => {
    await client.query(EVERY_KIND);
    if (version === "18")
      await client.query(
        'ALTER TABLE "Odd Schema"."T ""x""" ADD CONSTRAINT "nnd" UNIQUE NULLS NOT DISTINCT (b, e)',
      );
    const before = await tableState(client, ODD_TABLE);
    file('a,b,during,parent_id,label\n1,x,"[1,3)",1,one\n2,y,"[3,5)",,two\n');
    const during: string[] = [];
    const report = await load(
      { into: ODD_TABLE, header: "yes" },
      (event) => event.type === "step" && during.push(`${event.state} ${event.what}`),
    );
    expect(report.problem).toBeNull();
    expect(report).toMatchObject({ status: "complete", loaded: 2 });
    expect(await tableState(client, ODD_TABLE)).toEqual(before);
    expect(await one("SELECT count(*)::int FROM rowmill.ddl WHERE state <> 'restored'")).toBe(0);
    expect(await one("SELECT count(*)::int FROM rowmill.ddl")).toBeGreaterThan(6);
    expect(during[1]).toContain("dropped: ");
    expect(mirrors()).toEqual([]);
  });

  test.runIf(version === "18")(
    "what only 18 has: tablespaces in place, keys over periods",
    async () => {
      await client.query("SET allow_in_place_tablespaces = on");
      await client.query("CREATE TABLESPACE \"odd space\" LOCATION ''");
      await client.query(`CREATE TABLE parent (id int PRIMARY KEY); CREATE PUBLICATION ours FOR ALL TABLES;
      CREATE TABLE t (id int, during int4range, v text, p int, CONSTRAINT t_period UNIQUE (id, during WITHOUT OVERLAPS),
        CONSTRAINT t_pkey PRIMARY KEY (v) USING INDEX TABLESPACE "odd space",
        CONSTRAINT t_loose FOREIGN KEY (p) REFERENCES parent NOT ENFORCED);
      CREATE INDEX t_p ON t (p) TABLESPACE "odd space"; CREATE INDEX t_id ON t (id)`);
      const before = await tableState(client, "t");
      file("id,during,v,p\n1,empty,a,7\n".replace("empty", '"[1,2)"'));
      // A default of the role's must not decide where they come back.
      await client.query(`ALTER ROLE ${server.user} SET default_tablespace = 'odd space'`);
      const plan = await planOf({});
      expect(plan.decisions.find(({ what }) => what === "indexes")).toMatchObject({
        value: expect.stringContaining("drop 3 indexes") as string,
        evidence: expect.stringMatching(
          /replica identity.*t_period is kept: it is a key over periods.*t_loose is kept: it is not enforced/s,
        ) as string,
      });
      const report = await runPlannedLoad(plan, options, () => undefined, never);
      expect(report).toMatchObject({ status: "complete", loaded: 1, problem: null });
      expect(await tableState(client, "t")).toEqual(before);
      await client.query(`ALTER ROLE ${server.user} RESET default_tablespace; DROP PUBLICATION ours;
      DROP TABLE t; DROP SCHEMA rowmill CASCADE; RESET allow_in_place_tablespaces`);
      await client.query('DROP TABLESPACE "odd space"');
    },
  );

  /** Rows 1 to `records`, over enough batches to be stopped between them. */
  const numbers = (records: number): string =>
    file(
      `id,v\n${Array.from({ length: records }, (_, index) => `${index + 1},v${index}`).join("\n")}\n`,
    );

  async function createT(): Promise<readonly string[]> {
    await client.query(
      `CREATE TABLE t (id int PRIMARY KEY, v text); CREATE INDEX t_v ON t (v); CREATE TABLE child (id int REFERENCES t);
       COMMENT ON INDEX t_v IS 'mine'`,
    );
    return tableState(client, "t");
  }

  const small = { batchBytes: 1024, workers: 2 } as const;

  /** A load that is stopped after its first batch, with everything dropped. */
  async function stopEarly(): Promise<LoadReport> {
    const stop = new AbortController();
    const plan = await planOf(small);
    const onEvent = (event: LoadEvent): void => {
      if (event.type === "batch-committed") stop.abort(new Error("stop"));
    };
    return runPlannedLoad(plan, options, onEvent, stop.signal);
  }

  const recover = (isListOnly = false) =>
    recoverIndexes(isListOnly, options, () => undefined, never);

  test("stopped with everything dropped: the report says so, and a resume builds it again", async () => {
    numbers(2_000);
    const before = await createT();
    const stopped = await stopEarly();
    expect(stopped.isCancelled).toBe(true);
    expect(stopped.warnings.join()).toContain(
      `public.t is without t_pkey, t_v, child_id_fkey until \`rowmill resume ${stopped.loadId}\``,
    );
    expect(await tableState(client, "t")).not.toEqual(before);
    expect(mirrors()).toHaveLength(1);
    const again = await planOf(small);
    expect(again.decisions.find(({ what }) => what === "left to recover")?.value).toBe(
      "t_pkey, t_v, child_id_fkey of public.t",
    );
    const resumed = await resumeLoad({ loadId: stopped.loadId }, options, () => undefined, never);
    expect(resumed).toMatchObject({ status: "complete", loaded: 2_000 });
    expect(await tableState(client, "t")).toEqual(before);
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
    expect(await tableState(client, "t")).toEqual(before);
    expect(await recover()).toEqual([]);
    expect(mirrors()).toEqual([]);
    const resumed = await resumeLoad({ loadId }, options, () => undefined, never);
    expect(resumed).toMatchObject({ status: "complete", loaded: 2_000 });
    expect(await tableState(client, "t")).toEqual(before);
  });

  test("when the ledger is lost, the mirror knows", async () => {
    numbers(2_000);
    const before = await createT();
    const { loadId } = await stopEarly();
    await client.query("DROP SCHEMA rowmill CASCADE");
    expect(await recover(true)).toMatchObject([{ loadId, source: "mirror", state: "left" }]);
    expect(await recover()).toMatchObject([{ loadId, source: "mirror", state: "restored" }]);
    expect(await tableState(client, "t")).toEqual(before);
    expect(await recover()).toEqual([]);
  });

  test("half restored, or restored by hand: only what is missing is made", async () => {
    numbers(2_000);
    const before = await createT();
    await stopEarly();
    await client.query("CREATE INDEX t_v ON t (v); CREATE UNIQUE INDEX t_pkey ON t (id)");
    expect(await recover()).toMatchObject([{ state: "restored" }]);
    expect(await tableState(client, "t")).toEqual(before);
  });

  test("something else of the same name is left alone, and said", async () => {
    numbers(2_000);
    const before = await createT();
    await stopEarly();
    await client.query("CREATE INDEX t_v ON t (v DESC)");
    const [found] = await recover();
    expect(found).toMatchObject({ state: "left" });
    expect(found?.problems).toHaveLength(1);
    expect(found?.problems[0]).toContain("t_v is there with another definition");
    expect(await one("SELECT count(*)::int FROM rowmill.ddl WHERE state <> 'restored'")).toBe(1);
    await client.query("DROP INDEX t_v");
    expect(await recover()).toMatchObject([{ state: "restored", objects: ["t_v"] }]);
    expect(await tableState(client, "t")).toEqual(before);
  });

  test("a table that was renamed is named, one that was dropped needs nothing", async () => {
    numbers(2_000);
    const before = await createT();
    await stopEarly();
    await client.query("ALTER TABLE t RENAME TO u");
    const [renamed] = await recover();
    expect(renamed?.problems[0]).toContain("its table public.t is called public.u now");
    await client.query("ALTER TABLE u RENAME TO t");
    expect(await recover()).toMatchObject([{ state: "restored" }]);
    expect(await tableState(client, "t")).toEqual(before);
    await client.query("DELETE FROM t; DROP SCHEMA rowmill CASCADE");
    await stopEarly();
    await client.query("DROP TABLE t, child CASCADE");
    expect(await recover()).toMatchObject([{ state: "restored" }]);
    expect(await recover()).toEqual([]);
  });

  test("duplicates stop it with their keys; the rows stay, and a resume ends the load", async () => {
    file("id,v\n1,a\n2,b\n2,c\n3,d\n3,e\n");
    const before = await createT();
    const stopped = await load();
    expect(stopped).toMatchObject({ status: "stopped", loaded: 5 });
    expect(stopped.problem).toMatchObject({ kind: "fatal", code: "indexes-not-restored" });
    expect(stopped.problem?.message).toContain(
      "t_pkey is not there: key 2 is in 2 rows, key 3 is in 2 rows",
    );
    expect(stopped.problem?.hint).toContain(`rowmill resume ${stopped.loadId}`);
    expect(await one("SELECT count(*)::int FROM t")).toBe(5);
    expect(await one("SELECT count(*)::int FROM pg_index WHERE indrelid = 't'::regclass")).toBe(1);
    expect(await one("SELECT problem FROM rowmill.ddl WHERE name = 't_pkey'")).toContain("key 2");
    await client.query("DELETE FROM t WHERE v IN ('c', 'e')");
    const { loadId } = stopped;
    const resumed = await resumeLoad({ loadId }, options, () => undefined, never);
    expect(resumed).toMatchObject({ status: "complete", problem: null });
    expect(await tableState(client, "t")).toEqual(before);
  });

  test("rows that point nowhere: the foreign key is there, not validated, until they are mended", async () => {
    file("id,parent\n1,1\n2,9\n");
    await client.query("CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent VALUES (1)");
    await client.query("CREATE TABLE t (id int, parent int CONSTRAINT up REFERENCES parent)");
    const before = await tableState(client, "t");
    const stopped = await load();
    expect(stopped.problem?.message).toMatch(/up is not there: .*\(parent\)=\(9\)/);
    expect(await one("SELECT convalidated FROM pg_constraint WHERE conname = 'up'")).toBe(false);
    await expect(client.query("INSERT INTO t VALUES (3, 8)")).rejects.toThrow("up");
    await client.query("DELETE FROM t WHERE id = 2");
    expect(await recover()).toMatchObject([{ state: "restored" }]);
    expect(await tableState(client, "t")).toEqual(before);
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
    const note = (event: LoadEvent) => event.type === "step" && seen.push(event.what);
    const report = await runPlannedLoad({ ...plan, indexes: "lookups" }, options, note, never);
    expect(report).toMatchObject({ status: "complete", loaded: 1, rejected: 1 });
    expect(seen).toContain("dropped: t_v");
  });

  test("two loads into one table: the second leaves the indexes to the first", async () => {
    numbers(3_000);
    const before = await createT();
    let second: Promise<LoadReport> | undefined;
    const first = await runPlannedLoad(
      await planOf(small),
      options,
      (event) => {
        if (event.type !== "batch-committed") return;
        second ??= (async () => {
          const path = join(folder, "other.csv");
          writeFileSync(path, "id,v\n9001,x\n9002,y\n");
          const plan = await planOf({ file: path });
          expect(plan.indexes).toBe("keep");
          return runPlannedLoad(plan, options, () => undefined, never);
        })();
      },
      never,
    );
    expect(first).toMatchObject({ status: "complete", loaded: 3_000 });
    expect(await second).toMatchObject({ status: "complete", loaded: 2 });
    expect(await one("SELECT count(*)::int FROM t")).toBe(3_002);
    expect(await tableState(client, "t")).toEqual(before);
  });

  test("a partitioned table keeps its indexes, and is analysed with its leaves", async () => {
    file("id,v\n1,a\n2,b\n");
    await client.query(`CREATE TABLE t (id int PRIMARY KEY, v text) PARTITION BY RANGE (id);
      CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (1) TO (2); CREATE TABLE t_2 PARTITION OF t DEFAULT`);
    const plan = await planOf({});
    expect(plan.indexes).toBe("keep");
    expect(JSON.stringify(plan.decisions)).toContain(
      "t_pkey is kept: it is the index of a partitioned table",
    );
    const leaf = await planOf({ into: "t_1" });
    expect(JSON.stringify(leaf.decisions)).toContain("it is part of a partitioned table's index");
    expect(await runPlannedLoad(plan, options, () => undefined, never)).toMatchObject({
      loaded: 2,
    });
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
    await client.query(`CREATE TABLE t (id int, v text) PARTITION BY RANGE (id);
      CREATE TABLE t_old PARTITION OF t FOR VALUES FROM (0) TO (1000) WITH (autovacuum_enabled = off);
      CREATE TABLE t_new PARTITION OF t FOR VALUES FROM (1000) TO (9000) PARTITION BY LIST (v);
      CREATE TABLE t_a PARTITION OF t_new FOR VALUES IN ('a') WITH (autovacuum_enabled = off);
      CREATE TABLE t_b PARTITION OF t_new DEFAULT WITH (autovacuum_enabled = off);
      INSERT INTO t SELECT i, 'x' FROM generate_series(1, 999) i; ANALYZE t_old;
      UPDATE pg_class SET reltuples = 7 WHERE oid = 't_old'::regclass`);
    const rows = Array.from({ length: 3_000 }, (_, i) => `${1_000 + i},${i % 3 === 0 ? "a" : "b"}`);
    file(`id,v\n${rows.join("\n")}\n`);
    await runPlannedLoad(await planOf(small), options, () => undefined, never);
    const counts = await client.query<{ name: string; rows: number }>(`
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
    await client.query(`CREATE TABLE t (id int PRIMARY KEY, v text UNIQUE);
      CREATE VIEW grouped AS SELECT id, v FROM t GROUP BY id;
      CREATE TABLE parent (id text REFERENCES t (v)) PARTITION BY LIST (id)`);
    const { decisions } = await planOf({});
    const said = JSON.stringify(decisions);
    expect(said).toContain("t_pkey is kept: view public.grouped depends on it");
    expect(said).toContain(
      "t_v_key is kept: parent_id_fkey points at it, and a partitioned table is on one end of it",
    );
    await client.query("DROP VIEW grouped");
  });

  test("a role that does not own the table: refused before the first byte, or kept by auto; ANALYZE is asked for", async () => {
    file("id,v\n1,a\n");
    await createT();
    await client.query(`DROP ROLE IF EXISTS loader; CREATE ROLE loader LOGIN PASSWORD '${server.password}';
      GRANT INSERT ON t TO loader; GRANT CREATE ON DATABASE postgres TO loader`);
    const loader = await loadOptions(server, server.dsn.replace("postgres@", "loader@"));
    await expect(planOf({}, loader)).rejects.toMatchObject({
      code: "indexes-forbidden",
      message: expect.stringContaining("role loader does not own it, postgres does") as string,
    });
    const plan = await planOf({ indexes: "auto" }, loader);
    expect(JSON.stringify(plan.decisions)).toContain("role loader does not own it");
    const report = await runPlannedLoad(plan, loader, () => undefined, never);
    expect(report).toMatchObject({ status: "complete", loaded: 1 });
    expect(report.warnings.join()).toContain(
      version === "18"
        ? 'GRANT MAINTAIN ON public.t TO \"loader\"'.replaceAll("\\", "")
        : "let its owner run: ANALYZE public.t",
    );
    await client.query("DROP SCHEMA rowmill CASCADE; DROP OWNED BY loader");
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
