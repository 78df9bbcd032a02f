// Loads into partitioned tables on real servers: what is found before the first byte, what is made, what is routed.
import { readFileSync } from "node:fs";
import type { QueryResult } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readRoutes } from "../../src/adapters/pg/partition-routes.ts";
import { leafWriter } from "../../src/adapters/pg/partition-writer.ts";
import { IngestError } from "../../src/core/base/ingest-error.ts";
import type { LoadReport } from "../../src/core/load/events.ts";
import type { LoadPlan } from "../../src/core/load/plan.ts";
import { loadOptions } from "../support/load-options.ts";
import { asRole, startDatabase } from "../support/test-database.ts";
import {
  loadsBy,
  startLoads,
  type LoadFacts,
  type Loads,
  type TestLoads,
} from "../support/test-loads.ts";

const never = new AbortController().signal;

/** From October to December 2025. */
const MONTHS = `CREATE TABLE orders (id bigint, ordered_at timestamptz NOT NULL, note text) PARTITION BY RANGE (ordered_at);
CREATE TABLE orders_2025_10 PARTITION OF orders FOR VALUES FROM ('2025-10-01 00:00+00') TO ('2025-11-01 00:00+00');
CREATE TABLE orders_2025_11 PARTITION OF orders FOR VALUES FROM ('2025-11-01 00:00+00') TO ('2025-12-01 00:00+00');
CREATE TABLE orders_2025_12 PARTITION OF orders FOR VALUES FROM ('2025-12-01 00:00+00') TO ('2026-01-01 00:00+00') WITH (fillfactor = 70);`;

describe.each(["18", "13"] as const)("PostgreSQL %s", (version) => {
  let on: TestLoads;

  beforeAll(async () => {
    on = await startLoads({ version, settings: { log_statement: "mod" }, hasWasm: true });
  });
  afterAll(() => on.close());
  beforeEach(() => on.reset());

  const file = (name: string, lines: readonly string[]): string =>
    on.file(name, `${lines.join("\n")}\n`);

  const plan = (path: string, facts: LoadFacts = {}, by: Loads = on): Promise<LoadPlan> =>
    by.plan(path, { into: "orders", ...facts });

  const load = async (path: string, facts: LoadFacts = {}): Promise<LoadReport> => {
    const report = await on.run(await plan(path, facts));
    expect(report.problem).toBeNull();
    return report;
  };

  const perLeaf = (): Promise<unknown[]> =>
    on.rows("SELECT tableoid::regclass::text, count(*)::int FROM orders GROUP BY 1 ORDER BY 1");

  async function refusal(promise: Promise<unknown>): Promise<IngestError> {
    const error: unknown = await promise.then(
      () => new Error("it was not refused"),
      (reason: unknown) => reason,
    );
    if (!(error instanceof IngestError)) throw error;
    return error;
  }

  describe("missing partitions", () => {
    const spread = [
      "id,ordered_at,note",
      "1,2025-10-05T10:00:00Z,in",
      "2,2026-01-31T23:59:59Z,out",
      '3,2025-12-31T23:59:59Z,"in\nstill"',
      "4,2026-01-01T00:00:00+00,out",
      "5,2026-03-15T08:00:00-03,out",
    ];

    test("are named with counts and DDL before anything is loaded; the DDL then lets the file in", async () => {
      await on.client.query(MONTHS);
      const path = file("spread.csv", spread);
      const error = await refusal(plan(path));
      expect(error).toMatchObject({ kind: "user", code: "partitions-missing" });
      expect(error.message).toBe(
        "no partition of public.orders takes 3 records of spread.csv: " +
          "2026-01-01 00:00:00+00 to 2026-02-01 00:00:00+00 (2 records, the first at line 3); " +
          "2026-03-01 00:00:00+00 to 2026-04-01 00:00:00+00 (1 record, the first at line 7)",
      );
      const ddl = error.hint.split("\n").filter((line) => line.startsWith("    CREATE"));
      expect(ddl).toHaveLength(2);
      expect(ddl[0]).toBe(
        "    CREATE TABLE public.orders_2026_01 PARTITION OF public.orders FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00') WITH (fillfactor=70);",
      );
      expect(await perLeaf()).toEqual([]);
      await on.client.query(ddl.join(""));
      expect(await load(path)).toMatchObject({ status: "complete", loaded: 5, warnings: [] });
      expect(await perLeaf()).toEqual([
        ["orders_2025_10", 1],
        ["orders_2025_12", 1],
        ["orders_2026_01", 2],
        ["orders_2026_03", 1],
      ]);
    });

    test("are made on request, recorded in the ledger, and said in the plan", async () => {
      await on.client.query(MONTHS);
      const planned = await plan(file("made.csv", spread), { createsPartitions: true });
      expect(planned.decisions.filter(({ what }) => what === "new partition")).toHaveLength(2);
      expect(await on.rows("SELECT to_regclass('orders_2026_01')")).toEqual([[null]]);
      expect(await on.run(planned)).toMatchObject({ status: "complete", loaded: 5, warnings: [] });
      expect(await on.rows("SELECT table_name FROM rowmill.partition ORDER BY 1")).toEqual([
        ["orders_2026_01"],
        ["orders_2026_03"],
      ]);
      expect(
        await on.rows("SELECT reloptions FROM pg_class WHERE relname = 'orders_2026_01'"),
      ).toEqual([[["fillfactor=70"]]]);
    });

    test("two loads that want the same partition at once both end well", async () => {
      await on.client.query(MONTHS);
      const names = ["a", "b", "c"];
      const plans = await Promise.all(
        names.map((name) =>
          plan(file(`${name}.csv`, ["id,ordered_at,note", `1,2026-05-05T00:00Z,${name}`]), {
            createsPartitions: true,
          }),
        ),
      );
      const reports = await Promise.all(plans.map((one) => on.run(one)));
      expect(reports.map(({ status }) => status)).toEqual(names.map(() => "complete"));
      expect(await perLeaf()).toEqual([["orders_2026_05", 3]]);
      expect(await on.rows("SELECT count(*)::int FROM rowmill.partition")).toEqual([[1]]);
    });

    test("with rejects allowed the records are rejects, and that is said once", async () => {
      await on.client.query(MONTHS);
      const report = await load(file("rejects.csv", spread), { rejectsMax: 3 });
      expect(report).toMatchObject({ status: "complete", loaded: 2, rejected: 3 });
      expect(report.warnings).toEqual([
        expect.stringContaining(
          "3 records without a partition in public.orders are rejects (SQLSTATE 23514)",
        ),
      ]);
      expect(await on.rows("SELECT DISTINCT sqlstate FROM rowmill.reject")).toEqual([["23514"]]);
    });

    test("what a default partition takes is not missing, but said", async () => {
      await on.client.query(`${MONTHS} CREATE TABLE orders_rest PARTITION OF orders DEFAULT`);
      const report = await load(file("default.csv", spread));
      expect(report).toMatchObject({ status: "complete", loaded: 5 });
      expect(report.warnings).toEqual([
        "3 records (the first at line 3) go to the default partition public.orders_rest: a partition for them can later be made only by moving them",
      ]);
    });

    test("an upper bound that was meant to be inside is named", async () => {
      await on.client.query(`CREATE TABLE orders (id int, day date) PARTITION BY RANGE (day);
        CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2025-12-31');
        CREATE TABLE orders_2026 PARTITION OF orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`);
      const path = file("lesson.csv", ["id,day", "1,2025-12-30", "2,2025-12-31", "3,2026-01-01"]);
      const error = await refusal(plan(path));
      expect(error.message).toBe(
        "no partition of public.orders takes 1 record of lesson.csv: 2025-12-31 to 2026-01-01 (1 record, the first at line 3; " +
          "public.orders_2025 ends just before, as the upper bound of a range is not in it)",
      );
      expect(await load(path, { createsPartitions: true })).toMatchObject({ loaded: 3 });
    });

    test.each([
      {
        name: "lists, with NULL and a quote",
        ddl: `CREATE TABLE orders (id int, country text) PARTITION BY LIST (country);
          CREATE TABLE orders_br PARTITION OF orders FOR VALUES IN ('BR')`,
        lines: ["id,country", "1,BR", "2,JP", "3,", "4,d'e", "5,JP"],
        made: ["orders_br", "orders_d_e", "orders_jp", "orders_null"],
      },
      {
        name: "hashes",
        ddl: `CREATE TABLE orders (id int, x int) PARTITION BY HASH (id);
          CREATE TABLE orders_p0 PARTITION OF orders FOR VALUES WITH (modulus 3, remainder 0)`,
        lines: ["id,x", ...Array.from({ length: 40 }, (_, id) => `${id},1`)],
        made: ["orders_p0", "orders_p1", "orders_p2"],
      },
      {
        name: "steps of a number",
        ddl: `CREATE TABLE orders (id int, x int) PARTITION BY RANGE (id);
          CREATE TABLE orders_0 PARTITION OF orders FOR VALUES FROM (0) TO (1000);
          CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (1000) TO (2000)`,
        lines: ["id,x", "5,1", "5000,1", "5999,1"],
        made: ["orders_0", "orders_1", "orders_5"],
      },
      {
        name: "hours",
        ddl: `CREATE TABLE orders (id int, at timestamp) PARTITION BY RANGE (at);
          CREATE TABLE orders_2026010100 PARTITION OF orders FOR VALUES FROM ('2026-01-01 00:00') TO ('2026-01-01 01:00');
          CREATE TABLE orders_2026010101 PARTITION OF orders FOR VALUES FROM ('2026-01-01 01:00') TO ('2026-01-01 02:00')`,
        lines: ["id,at", "1,2026-01-01 01:30", "2,2026-01-01 05:59:59.999", "3,2025-12-31 23:00"],
        made: ["orders_2025123123", "orders_2026010100", "orders_2026010101", "orders_2026010105"],
      },
      {
        name: "weeks",
        ddl: `CREATE TABLE orders (id int, day date) PARTITION BY RANGE (day);
          CREATE TABLE orders_2026_01_05 PARTITION OF orders FOR VALUES FROM ('2026-01-05') TO ('2026-01-12');
          CREATE TABLE orders_2026_01_12 PARTITION OF orders FOR VALUES FROM ('2026-01-12') TO ('2026-01-19')`,
        lines: ["id,day", "1,2026-01-06", "2,2026-02-01", "3,2025-12-29"],
        made: ["orders_2025_12_29", "orders_2026_01_05", "orders_2026_01_12", "orders_2026_01_26"],
      },
      {
        name: "divided siblings",
        ddl: `CREATE TABLE orders (id int, day date, country text) PARTITION BY RANGE (day);
          CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (country);
          CREATE TABLE orders_2025_br PARTITION OF orders_2025 FOR VALUES IN ('BR') PARTITION BY HASH (id);
          CREATE TABLE orders_2025_br_0 PARTITION OF orders_2025_br FOR VALUES WITH (modulus 1, remainder 0);
          CREATE TABLE orders_2025_rest PARTITION OF orders_2025 DEFAULT`,
        lines: ["id,day,country", "1,2025-06-06,BR", "2,2027-06-06,BR", "3,2027-06-06,JP"],
        made: ["orders_2025_br_0", "orders_2025_rest", "orders_2027_br_0", "orders_2027_rest"],
      },
    ])("of $name are made by the pattern of those there are", async ({ ddl, lines, made }) => {
      await on.client.query(ddl);
      const path = file("pattern.csv", lines);
      const error = await refusal(plan(path));
      expect(error.code).toBe("partitions-missing");
      expect(await load(path, { createsPartitions: true })).toMatchObject({
        status: "complete",
        loaded: lines.length - 1,
      });
      const leaves =
        "SELECT array_agg(relid::text ORDER BY relid::text) FROM pg_partition_tree('orders') WHERE isleaf";
      expect(await on.rows(leaves)).toEqual([[made]]);
    });

    test("where no pattern is to be seen, the reason is said", async () => {
      await on.client.query(`CREATE TABLE orders (id int, day date) PARTITION BY RANGE (day);
        CREATE TABLE orders_old PARTITION OF orders FOR VALUES FROM (MINVALUE) TO ('2025-01-01')`);
      const path = file("no-pattern.csv", ["id,day", "1,2026-01-01", "2,2026-01-02"]);
      const error = await refusal(plan(path, { createsPartitions: true }));
      expect(error.message).toContain(
        "'2026-01-01' (2 records, the first at line 2; the partitions beside it show no pattern to follow)",
      );
    });

    test("who may not make partitions is told before the first byte", async () => {
      await on.client.query(`${MONTHS}
        DROP ROLE IF EXISTS loader; CREATE ROLE loader LOGIN PASSWORD 'loader';
        GRANT USAGE ON SCHEMA public TO loader; GRANT INSERT ON orders TO loader`);
      const loader = loadsBy(await loadOptions(asRole(on.server, "loader")));
      const path = file("rights.csv", spread);
      const error = await refusal(plan(path, { createsPartitions: true }, loader));
      expect(error.code).toBe("partitions-forbidden");
      await on.client.query("DROP OWNED BY loader; DROP ROLE loader");
    });
  });

  describe("routing", () => {
    /** 1,500 orders over three months, with quotes, line ends in values and keys that only the server reads. */
    function orders(bad: readonly number[] = []): string[] {
      const lines = ["id,ordered_at,note"];
      for (let id = 1; id <= 1_500; id++) {
        const month = 10 + (id % 3);
        const day = String(1 + (id % 28)).padStart(2, "0");
        const at = id % 100 === 0 ? `Nov ${day} 2025 10:00 UTC` : `2025-${month}-${day}T10:00:00Z`;
        const note = id % 7 === 0 ? `"a ""quote"",\nand a line ${id}"` : `note ${id}`;
        lines.push(`${bad.includes(id) ? "x" : id},${at},${note}`);
      }
      return lines;
    }

    const copied = (since: number): readonly string[] => {
      const log = readFileSync(on.server.logFile, "utf8").slice(since);
      const tables = Array.from(
        log.matchAll(/COPY "public"\."(\w+)"/g),
        ([, table]) => table ?? "",
      );
      return [...new Set(tables)].sort();
    };
    const logged = (): number => readFileSync(on.server.logFile, "utf8").length;
    const routed = { partitions: "route", workers: 2, batchBytes: 32 * 1024 } as const;

    async function fillExpected(lines: readonly string[]): Promise<void> {
      await on.client.query("CREATE TABLE expected (id bigint, ordered_at timestamptz, note text)");
      const records = lines.slice(1).map((line) => {
        const [id, at, ...note] = line.split(",");
        const text = note.join(",");
        return [id, at, text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text];
      });
      await on.client.query(
        "INSERT INTO expected SELECT * FROM ROWS FROM (unnest($1::bigint[]), unnest($2::text[]::timestamptz[]), unnest($3::text[]))",
        [0, 1, 2].map((column) => records.map((record) => record[column])),
      );
    }

    const isAsExpected = (): Promise<unknown[]> =>
      on.rows(`SELECT count(*)::int FROM ((TABLE expected EXCEPT ALL TABLE orders) UNION ALL
        (TABLE orders EXCEPT ALL TABLE expected)) AS difference`);

    test.each([
      { name: "as it is", columns: "" },
      { name: "rewritten", columns: ", extra" },
    ])("each record $name, in the leaf that the server would choose", async ({ columns }) => {
      await on.client.query(MONTHS);
      const lines = orders();
      const start = logged();
      const left = columns === "" ? {} : { columns: [null, "id", "ordered_at", "note"] };
      const given =
        columns === ""
          ? lines
          : [`extra,${lines[0] ?? ""}`, ...lines.slice(1).map((line) => `x,${line}`)];
      const report = await load(file("routed.csv", given), { ...routed, ...left });
      expect(report).toMatchObject({ status: "complete", reconciled: true, loaded: 1_500 });
      expect(report.decisions).toContainEqual(
        expect.objectContaining({ what: "partitions", value: "route" }),
      );
      expect(copied(start)).toEqual([
        "orders",
        "orders_2025_10",
        "orders_2025_11",
        "orders_2025_12",
      ]);
      await fillExpected(lines);
      expect(await isAsExpected()).toEqual([[0]]);
    });

    test("a bad record costs one record, with its exact place", async () => {
      await on.client.query(MONTHS);
      const path = file("routed-bad.csv", orders([700, 1_401]));
      const report = await load(path, { ...routed, rejectsMax: null });
      expect(report).toMatchObject({ status: "complete", loaded: 1_498, rejected: 2 });
      const rejects = await on.rows(
        "SELECT record::int, line::int, sqlstate, column_name FROM rowmill.reject ORDER BY 1",
      );
      // A note of two lines in every seventh record.
      const line = (record: number): number => 1 + record + Math.floor((record - 1) / 7);
      expect(rejects).toEqual([
        [700, line(700), "22P02", "id"],
        [1_401, line(1_401), "22P02", "id"],
      ]);
    });

    test.each([
      {
        why: "a trigger before rows or for each statement",
        ddl: `CREATE FUNCTION moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
          CREATE TRIGGER moved BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION moved()`,
      },
      {
        why: "no leaf may be written to directly: other defaults",
        ddl: `ALTER TABLE orders ADD COLUMN seen int DEFAULT 1;
          ALTER TABLE orders_2025_10 ALTER seen SET DEFAULT 2; ALTER TABLE orders_2025_11 ALTER seen SET DEFAULT 2;
          ALTER TABLE orders_2025_12 ALTER seen SET DEFAULT 2`,
      },
    ])("is off with its reason: $why", async ({ why, ddl }) => {
      await on.client.query(`${MONTHS} ${ddl}`);
      const start = logged();
      const report = await load(file("off.csv", orders()), routed);
      const decision = report.decisions.find(({ what }) => what === "partitions");
      expect(decision).toMatchObject({
        value: "parent",
        evidence: expect.stringContaining(why) as string,
      });
      expect(report.loaded).toBe(1_500);
      expect(copied(start)).toEqual(["orders"]);
    });

    test("a leaf that may not be written to gets its records through the parent", async () => {
      await on.client.query(`${MONTHS}
        ALTER TABLE orders ADD COLUMN seen int DEFAULT 1; ALTER TABLE orders_2025_11 ALTER seen SET DEFAULT 2`);
      const start = logged();
      const report = await load(file("some.csv", orders()), routed);
      expect(report.loaded).toBe(1_500);
      expect(copied(start)).toEqual(["orders", "orders_2025_10", "orders_2025_12"]);
      expect(await on.rows("SELECT DISTINCT seen FROM orders")).toEqual([[1]]);
    });

    test("a leaf that was detached, renamed or dropped since is noticed in the batch's transaction", async () => {
      await on.client.query(MONTHS);
      const planned = await plan(file("held.csv", orders()), routed);
      const routes = await readRoutes(on.client, planned);
      const paths = (routes?.tree.partitions ?? []).map((partition) => [partition]);
      const onSent = (): void => undefined;
      const session = { plan: planned, epoch: 1, worker: 0, patienceMs: 10_000, onSent };
      const all = async (sql: string): Promise<readonly QueryResult[]> => {
        const answers: unknown = await on.client.query(sql);
        return answers as QueryResult[];
      };
      const hold = async (change: string): Promise<boolean> => {
        await on.client.query(`BEGIN; ${change}; SAVEPOINT part`);
        const isHeld = await leafWriter(on.client, session, all).hold(paths, never);
        // The transaction is alive after both answers.
        await on.client.query("SELECT 1; ROLLBACK");
        return isHeld;
      };
      expect(await hold("SELECT 1")).toBe(true);
      expect(await hold("ALTER TABLE orders DETACH PARTITION orders_2025_11")).toBe(false);
      expect(await hold("ALTER TABLE orders_2025_11 RENAME TO orders_november")).toBe(false);
      expect(await hold("DROP TABLE orders_2025_10")).toBe(false);
    });

    test("foreign leaves get their rows through the parent", async () => {
      const far = await startDatabase({ version });
      const { port, user, password } = far.server;
      try {
        await far.client.query(
          "CREATE TABLE orders_far (id bigint, ordered_at timestamptz, note text)",
        );
        await on.client.query("CREATE EXTENSION postgres_fdw");
        await on.client.query(`${MONTHS} DROP TABLE orders_2025_11;
          CREATE SERVER shard FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '${port}', dbname 'postgres'${version === "13" ? "" : ", batch_size '500'"});
          CREATE USER MAPPING FOR CURRENT_USER SERVER shard OPTIONS (user '${user}', password '${password}');
          CREATE FOREIGN TABLE orders_2025_11 PARTITION OF orders
            FOR VALUES FROM ('2025-11-01 00:00+00') TO ('2025-12-01 00:00+00') SERVER shard OPTIONS (table_name 'orders_far')`);
        const lines = orders();
        const start = logged();
        const report = await load(file("foreign.csv", lines), routed);
        expect(report).toMatchObject({ status: "complete", loaded: 1_500 });
        expect(report.warnings).toEqual([
          expect.stringContaining("public.orders_2025_11 is a foreign table"),
        ]);
        expect(copied(start)).toEqual(["orders", "orders_2025_10", "orders_2025_12"]);
        await fillExpected(lines);
        expect(await isAsExpected()).toEqual([[0]]);
        expect(await far.rows("SELECT count(*)::int FROM orders_far")).toEqual([[510]]);
      } finally {
        await far.close();
      }
    });
  });
});
