// Tables put together from the DDL of several files, and layered.
import { describe, expect, test } from "vitest";
import { parseSql } from "../../../../../src/core/lang/sql/parse.ts";
import { buildKnowledge, layered } from "../../../../../src/core/lang/sql/schema/build.ts";
import { factsOf } from "../../../../../src/core/lang/sql/schema/facts.ts";
import type { Knowledge, KnownTable } from "../../../../../src/core/lang/sql/schema/known.ts";
import { snapshotRanges } from "../../../../../src/core/lang/sql/schema/snapshot-partitions.ts";
import {
  emptySnapshot,
  snapshotColumns,
  snapshotTable,
} from "../../../../../src/core/lang/sql/schema/snapshot-table.ts";

type Files = Readonly<Record<string, string>>;

const facts = (text: string, file: string | undefined) =>
  factsOf(parseSql(text, "postgresql"), file);
const workspace = (files: Files): Knowledge =>
  buildKnowledge(Object.entries(files).map(([path, text]) => ({ path, facts: facts(text, path) })));
const inFile = (text: string, files: Files = {}, file = "own.sql"): Knowledge =>
  layered(facts(text, undefined), workspace(files), undefined, file);
const find = (knowledge: Knowledge, name: string): KnownTable | undefined => {
  const [table = "", schema] = name.split(".").reverse();
  return knowledge.table({ schema, name: table });
};
const columns = (table: KnownTable | undefined) => table?.columns.map(({ name }) => name);
const partitions = (table: KnownTable | undefined) => table?.partitions.map((one) => one.table);

describe("one file", () => {
  test("columns, keys, indexes, checks and triggers of a table", () => {
    const table = find(
      workspace({
        "a.sql": `CREATE TABLE app.orders (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            customer int NOT NULL REFERENCES customers (id),
            total numeric(10,2) DEFAULT 0 CHECK (total >= 0),
            code text,
            UNIQUE (code)
          );
          CREATE UNIQUE INDEX orders_partial ON app.orders (customer) WHERE code IS NULL;
          CREATE INDEX ON app.orders USING brin (id);
          CREATE TRIGGER t AFTER INSERT ON app.orders FOR EACH ROW EXECUTE FUNCTION f();`,
      }),
      "app.orders",
    );
    expect(table?.columns).toEqual([
      { name: "id", type: "bigint", isNotNull: true, default: "nextval()", isGenerated: true },
      { name: "customer", type: "int", isNotNull: true, default: undefined, isGenerated: false },
      { name: "total", type: "numeric(10,2)", isNotNull: false, default: "0", isGenerated: false },
      { name: "code", type: "text", isNotNull: false, default: undefined, isGenerated: false },
    ]);
    expect(table?.keys.map((key) => [key.columns, key.isPrimary, key.isPlain])).toEqual([
      [["id"], true, true],
      [["code"], false, true],
      [["customer"], false, false],
    ]);
    expect(table?.indexes.map(({ name, method }) => [name, method])).toEqual([
      ["orders_pkey", "btree"],
      ["orders_code_key", "btree"],
      ["orders_partial", "btree"],
      [undefined, "brin"],
    ]);
    expect(table?.foreignKeys).toMatchObject([{ columns: ["customer"], references: "customers" }]);
    expect(table?.checks).toMatchObject([{ text: "total >= 0" }]);
    expect(table?.triggers).toMatchObject([{ name: "t", isForEachRow: true }]);
  });

  test.each<[string, string, readonly string[] | undefined]>([
    ["ADD COLUMN", "ALTER TABLE t ADD COLUMN c int, ADD d text;", ["a", "b", "c", "d"]],
    ["DROP COLUMN", "ALTER TABLE t DROP COLUMN a;", ["b"]],
    ["RENAME COLUMN", "ALTER TABLE t RENAME COLUMN a TO id;", ["id", "b"]],
    ["RENAME without COLUMN", 'ALTER TABLE t RENAME a TO "Id";', ["Id", "b"]],
    ["DROP TABLE", "DROP TABLE t;", undefined],
    ["DROP and CREATE", "DROP TABLE t; CREATE TABLE t (z int);", ["z"]],
    ["IF NOT EXISTS", "CREATE TABLE IF NOT EXISTS t (z int);", ["a", "b"]],
    ["a second CREATE", "CREATE TABLE t (z int);", undefined],
    ["the same CREATE again", "CREATE TABLE t (a int, b text);", ["a", "b"]],
    ["RENAME TO", "ALTER TABLE t RENAME TO u; CREATE TABLE t (z int);", ["z"]],
    ["in a DO block", "DO $$ BEGIN ALTER TABLE t ADD COLUMN c int; END $$;", ["a", "b", "c"]],
    [
      "in a function",
      "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE t ADD COLUMN c int; END $$;",
      ["a", "b"],
    ],
    ["in a section that goes back", "-- +goose Down\nDROP TABLE t;", ["a", "b"]],
  ])("after %s", (_name, text, expected) => {
    const knowledge = workspace({ "a.sql": `CREATE TABLE t (a int, b text);\n${text}` });
    expect(columns(find(knowledge, "t"))).toEqual(expected);
  });

  test("types, defaults and NOT NULL change", () => {
    const text = `CREATE TABLE t (a int, b text DEFAULT 'x');
      ALTER TABLE t ALTER COLUMN a TYPE timestamp (3) with time zone USING now(), ALTER b SET DEFAULT 'y';
      ALTER TABLE t ALTER a SET NOT NULL;
      ALTER TABLE t ALTER COLUMN b DROP DEFAULT;`;
    expect(find(workspace({ "a.sql": text }), "t")?.columns).toMatchObject([
      { name: "a", type: "timestamp(3) with time zone", isNotNull: true },
      { name: "b", type: "text", default: undefined },
    ]);
  });

  test("constraints and indexes go by the names that the server gives them", () => {
    const text = `CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE, c int);
      CREATE UNIQUE INDEX t_c ON t (c);
      ALTER TABLE t DROP CONSTRAINT t_pkey;
      ALTER TABLE t DROP CONSTRAINT t_b_key;
      DROP INDEX t_c;`;
    const table = find(workspace({ "a.sql": text }), "t");
    expect([table?.keys, table?.indexes]).toEqual([[], []]);
  });

  test("LIKE, INHERITS and AS leave columns out of sight", () => {
    const text =
      "CREATE TABLE a (LIKE x); CREATE TABLE b (i int) INHERITS (x); CREATE TABLE c AS SELECT 1;";
    const knowledge = workspace({ "a.sql": text });
    expect(["a", "b", "c"].map((name) => find(knowledge, name)?.isComplete)).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("a partition has what its parent has", () => {
    const text = `CREATE TABLE p (a int, b int NOT NULL, PRIMARY KEY (a)) PARTITION BY RANGE (a);
      CREATE INDEX p_b ON p (b);
      CREATE TABLE c PARTITION OF p (b DEFAULT 5, CHECK (b > 0)) FOR VALUES FROM (1) TO (2);`;
    const child = find(workspace({ "a.sql": text }), "c");
    expect(child).toMatchObject({ parent: "p", isComplete: true });
    expect(child?.columns).toMatchObject([
      { name: "a", type: "int", isNotNull: true },
      { name: "b", type: "int", isNotNull: true, default: "5" },
    ]);
    expect(child?.keys).toMatchObject([{ columns: ["a"], isPrimary: true }]);
    expect(child?.indexes).toHaveLength(2);
    expect(child?.checks).toHaveLength(1);
  });

  test("SET search_path says which schema", () => {
    const knowledge = workspace({
      "a.sql": "SET search_path TO sales, public; CREATE TABLE t (a int);",
    });
    expect(find(knowledge, "t")?.schema).toBe("sales");
    expect(find(knowledge, "sales.t")).toBeDefined();
    expect(find(knowledge, "hr.t")).toBeUndefined();
  });

  test("an UPDATE or MERGE of it is remembered", () => {
    const text = "CREATE TABLE t (a int); CREATE TABLE u (a int); UPDATE t SET a = 1;";
    const knowledge = workspace({ "a.sql": text });
    expect([find(knowledge, "t")?.isUpdated, find(knowledge, "u")?.isUpdated]).toEqual([
      true,
      false,
    ]);
  });
});

describe("partitions", () => {
  const PARENT = "CREATE TABLE p (a int) PARTITION BY RANGE (a);\n";
  const part = (name: string, from: number) =>
    `CREATE TABLE ${name} PARTITION OF p FOR VALUES FROM (${from}) TO (${from + 1});\n`;

  test.each<[string, string, readonly string[], boolean]>([
    ["made", part("p1", 1) + part("p2", 2), ["p1", "p2"], true],
    [
      "attached",
      "CREATE TABLE p1 (a int); ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (1) TO (2);",
      ["p1"],
      true,
    ],
    ["detached", `${part("p1", 1)}ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY;`, [], false],
    ["dropped", `${part("p1", 1)}DROP TABLE p1;`, [], false],
    ["renamed", `${part("p1", 1)}ALTER TABLE p1 RENAME TO old;`, ["old"], true],
    ["made in a DO block", `DO $$ BEGIN ${part("p1", 1)} END $$;`, ["p1"], true],
    [
      "made by EXECUTE",
      "DO $$ BEGIN EXECUTE 'CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2)'; END $$;",
      [],
      false,
    ],
    [
      "made by format",
      "DO $$ BEGIN FOR i IN 1..3 LOOP EXECUTE format('CREATE TABLE p_%s PARTITION OF p FOR VALUES FROM (%s) TO (%s)', i, i, i + 1); END LOOP; END $$;",
      [],
      false,
    ],
    [
      "attached by format",
      "DO $$ BEGIN EXECUTE format('ALTER TABLE p ATTACH PARTITION %I FOR VALUES IN (1)', 'x'); END $$;",
      [],
      false,
    ],
    [
      "made by \\gexec",
      "SELECT format('CREATE TABLE p_%s PARTITION OF public.p DEFAULT', i) FROM generate_series(1, 3) i \\gexec",
      [],
      false,
    ],
    [
      "made by pg_partman",
      "SELECT partman.create_parent(p_parent_table := 'public.p', p_control := 'a');",
      [],
      false,
    ],
    ["made by a function of one's own", "CALL make_partitions('p', 12);", [], false],
    [
      "made for a name that is put in",
      "CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'CREATE TABLE x PARTITION OF ' || t || ' DEFAULT'; END $$;",
      [],
      false,
    ],
    [
      "made for another table",
      "DO $$ BEGIN EXECUTE 'CREATE TABLE x PARTITION OF q DEFAULT'; END $$;",
      [],
      true,
    ],
    [
      "with a template for a name",
      "CREATE TABLE p_{{ ds }} PARTITION OF p FOR VALUES FROM (1) TO (2);",
      [],
      false,
    ],
    [
      "of MySQL",
      "CREATE TABLE m (a int) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10));",
      [],
      true,
    ],
    ["looked at only", "SELECT * FROM pg_partition_tree('p');", [], true],
  ])("%s", (_name, text, names, isComplete) => {
    const table = find(workspace({ "a.sql": PARENT + text }), "p");
    expect([partitions(table), table?.arePartitionsComplete]).toEqual([names, isComplete]);
  });

  test("a partition may itself be partitioned", () => {
    const text = `${PARENT}CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (9) PARTITION BY LIST (a);
      CREATE TABLE p11 PARTITION OF p1 FOR VALUES IN (1);`;
    const knowledge = workspace({ "a.sql": text });
    expect(find(knowledge, "p1")).toMatchObject({
      parent: "p",
      partitioning: { strategy: "list" },
    });
    expect(partitions(find(knowledge, "p1"))).toEqual(["p11"]);
  });

  test("one that is a partition of itself, half-typed, is no endless loop", () => {
    const text =
      "CREATE TABLE p PARTITION OF p DEFAULT; CREATE TABLE a PARTITION OF b DEFAULT; CREATE TABLE b PARTITION OF a DEFAULT;";
    const knowledge = workspace({ "a.sql": text });
    expect(knowledge.tables).toHaveLength(3);
  });
});

describe("a workspace", () => {
  test("files run in the order of their numbers", () => {
    const knowledge = workspace({
      "m/V10__c.sql": "ALTER TABLE t DROP COLUMN b;",
      "m/V2__b.sql": "ALTER TABLE t ADD COLUMN b int, ADD COLUMN c int;",
      "m/V1__a.sql": "CREATE TABLE t (a int);",
      "m/V2__b.down.sql": "DROP TABLE t;",
    });
    expect(columns(find(knowledge, "t"))).toEqual(["a", "c"]);
  });

  test("a change finds its table in a file that comes later by name", () => {
    const knowledge = workspace({
      "indexes.sql": "CREATE UNIQUE INDEX i ON t (a);",
      "tables.sql": "CREATE TABLE t (a int);",
    });
    expect(find(knowledge, "t")?.keys).toHaveLength(1);
  });

  test("one table in two projects that differ is no table", () => {
    const knowledge = workspace({
      "a/schema.sql": "CREATE TABLE t (a int);",
      "b/schema.sql": "CREATE TABLE t (b int);",
    });
    expect(find(knowledge, "t")).toBeUndefined();
    expect(knowledge.tables).toEqual([]);
  });

  test("a dump beside the migrations that lead to it is fine", () => {
    const knowledge = workspace({
      "db/structure.sql": "CREATE TABLE t (a int, b int);",
      "db/migrate/1_t.sql": "CREATE TABLE t (a int);",
      "db/migrate/2_b.sql": "ALTER TABLE t ADD COLUMN b int;",
    });
    expect(columns(find(knowledge, "t"))).toEqual(["a", "b"]);
  });

  test("copies with partitions of their own have none that anybody knows", () => {
    const parent = "CREATE TABLE p (a int) PARTITION BY RANGE (a);\n";
    const table = find(
      workspace({
        "a/s.sql": `${parent}CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (2);`,
        "b/s.sql": `${parent}CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (2) TO (3);`,
      }),
      "p",
    );
    expect([partitions(table), table?.arePartitionsComplete]).toEqual([[], false]);
  });

  test("what a script of another folder drops is another database's", () => {
    const knowledge = workspace({
      "app/schema.sql": "CREATE TABLE t (a int);",
      "examples/clean.sql": "DROP TABLE t;",
    });
    expect(find(knowledge, "t")).toBeDefined();
  });

  test("temporary tables of other files are gone", () => {
    expect(find(workspace({ "a.sql": "CREATE TEMP TABLE t (a int);" }), "t")).toBeUndefined();
    expect(find(inFile("CREATE TEMP TABLE t (a int);"), "t")).toBeDefined();
  });

  test("the exact schema first, else the only one", () => {
    const knowledge = workspace({
      "a.sql":
        "CREATE TABLE sales.t (a int); CREATE TABLE hr.t (b int); CREATE TABLE app.u (c int); CREATE TABLE v (d int); CREATE TABLE x.v (e int);",
    });
    expect(columns(find(knowledge, "hr.t"))).toEqual(["b"]);
    expect(find(knowledge, "t")).toBeUndefined();
    expect(columns(find(knowledge, "u"))).toEqual(["c"]);
    expect(find(knowledge, "sales.u")).toBeUndefined();
    expect(columns(find(knowledge, "v"))).toEqual(["d"]);
    expect(columns(find(knowledge, "public.v"))).toEqual(["d"]);
  });

  test("ten thousand tables are built in no time", () => {
    const files = Array.from({ length: 200 }, (_, file) => ({
      path: `m/V${file}__t.sql`,
      facts: facts(
        Array.from({ length: 50 }, (_unused, table) => {
          const name = `t${file * 50 + table}`;
          return `CREATE TABLE ${name} (id bigint PRIMARY KEY, a text, b date);\nCREATE INDEX ON ${name} (b);`;
        }).join("\n"),
        `m/V${file}__t.sql`,
      ),
    }));
    const before = performance.now();
    const knowledge = buildKnowledge(files);
    expect(knowledge.table({ schema: undefined, name: "t9999" })).toBeDefined();
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(knowledge.tables).toHaveLength(10_000);
  });
});

describe("layers", () => {
  const PARENT = "CREATE TABLE p (day date NOT NULL) PARTITION BY RANGE (day);\n";
  const JAN =
    "CREATE TABLE p_jan PARTITION OF p FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');\n";
  const FEB =
    "CREATE TABLE p_feb PARTITION OF p FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');\n";
  const live = emptySnapshot({
    tables: [
      snapshotTable("p", {
        columns: snapshotColumns({ day: "date", extra: "text" }),
        partitioning: { strategy: "range", key: ["day"], hasExpression: false },
        partitions: snapshotRanges([["p_jan", "2025-01-01", "2025-02-01"]]),
      }),
    ],
  });
  const withServer = (text: string, files: Files = {}, file = "own.sql") =>
    layered(facts(text, undefined), workspace(files), live, file);

  test("the file's own CREATE beats the server, the server beats the workspace", () => {
    const files = { "schema.sql": "CREATE TABLE p (w int);" };
    expect(columns(find(withServer("CREATE TABLE p (own int);", files), "p"))).toEqual(["own"]);
    expect(columns(find(withServer("", files), "p"))).toEqual(["day", "extra"]);
    expect(columns(find(inFile("", files), "p"))).toEqual(["w"]);
  });

  test("what the file adds to a table of another layer", () => {
    const own = find(inFile(FEB, { "schema.sql": PARENT + JAN }), "p");
    expect([partitions(own), own?.arePartitionsComplete]).toEqual([["p_jan", "p_feb"], true]);
    const server = find(withServer(FEB), "p");
    expect([partitions(server), server?.arePartitionsComplete]).toEqual([
      ["p_jan", "p_feb"],
      false,
    ]);
  });

  test("what others add to a table of the file", () => {
    const files = { "own.sql": PARENT + JAN, "parts/feb.sql": FEB };
    expect(partitions(find(inFile(PARENT + JAN, files), "p"))).toEqual(["p_jan", "p_feb"]);
    const rest = { "parts/feb.sql": FEB };
    expect(partitions(find(inFile(PARENT + JAN, rest), "p"))).toEqual(["p_jan", "p_feb"]);
  });

  test("an older version of the file in the workspace does not count", () => {
    const files = { "schema.sql": PARENT, "own.sql": JAN };
    expect(partitions(find(inFile(FEB, files), "p"))).toEqual(["p_feb"]);
    expect(partitions(find(inFile("", files), "p"))).toEqual([]);
    expect(find(inFile("", { "own.sql": PARENT }), "p")).toBeUndefined();
  });

  test("a root may name files by URI", () => {
    const named = (path: string, text: string) => ({
      path,
      facts: facts(text, `file:///w/${path}`),
    });
    const all = buildKnowledge([
      named("own.sql", JAN),
      named("m/1_p.sql", PARENT),
      named("m/3_c.sql", "ALTER TABLE p DROP COLUMN c;"),
    ]);
    expect(
      partitions(find(layered(facts(FEB, undefined), all, undefined, "own.sql"), "p")),
    ).toEqual(["p_feb"]);
    expect(find(layered(undefined, all, undefined, "m/2_rows.sql"), "p")).toBeUndefined();
    expect(find(all, "p")?.origin).toMatchObject({
      file: "file:///w/m/1_p.sql",
      path: "m/1_p.sql",
    });
  });

  test("a function of another file that makes partitions of whatever it is given", () => {
    const files = {
      "functions.sql":
        "CREATE FUNCTION f(t text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('CREATE TABLE x PARTITION OF %I DEFAULT', t); END $$;",
    };
    expect(find(inFile(PARENT + JAN, files), "p")?.arePartitionsComplete).toBe(false);
  });

  test("an early migration does not see what later ones made of the table", () => {
    const files = {
      "m/1_p.sql": "CREATE TABLE p (a int, b int);",
      "m/3_drop.sql": "ALTER TABLE p DROP COLUMN b;",
      "m/5_q.sql": "CREATE TABLE q (a int);",
    };
    expect(find(inFile("", files, "m/2_rows.sql"), "p")).toBeUndefined();
    expect(columns(find(inFile("", files, "m/4_rows.sql"), "p"))).toEqual(["a"]);
    expect(find(inFile("", files, "m/4_rows.sql"), "q")).toBeUndefined();
    expect(columns(find(inFile("", files, "seed.sql"), "p"))).toEqual(["a"]);
  });

  test("of a server's table a migration does not say that its partitions are all", () => {
    expect(find(withServer("", {}, "m/2_rows.sql"), "p")?.arePartitionsComplete).toBe(false);
    expect(find(withServer("", {}, "jobs/load.sql"), "p")?.arePartitionsComplete).toBe(true);
  });

  test("tables that this file has a part in, and fragments of those nobody made", () => {
    const knowledge = inFile(JAN + FEB);
    expect(find(knowledge, "p")).toBeUndefined();
    const [fragment] = knowledge.partitionedHere;
    expect(fragment).toMatchObject({ name: "p", isComplete: false, arePartitionsComplete: false });
    expect(partitions(fragment)).toEqual(["p_jan", "p_feb"]);
    expect(inFile("", { "a.sql": PARENT + JAN }).partitionedHere).toEqual([]);
    expect(inFile(FEB, { "a.sql": PARENT }).partitionedHere.map(({ name }) => name)).toEqual(["p"]);
    expect(inFile(PARENT).partitionedHere.map(({ name }) => name)).toEqual(["p"]);
  });

  test("every table of every layer, once", () => {
    const knowledge = withServer("CREATE TABLE own (a int); CREATE TABLE p (b int);", {
      "a.sql": "CREATE TABLE w (a int); CREATE TABLE p (c int);",
    });
    expect(knowledge.tables.map(({ name }) => name).toSorted()).toEqual(["own", "p", "w"]);
  });

  test("facts are plain data", () => {
    const read = facts(PARENT + JAN, "a.sql");
    expect(structuredClone(read)).toEqual(read);
  });
});
