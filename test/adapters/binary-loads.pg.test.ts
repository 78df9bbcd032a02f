// Whole loads whose values are encoded: the same rows and rejects as by the text lane, whatever the file holds and
// whatever the server refuses.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verifyLoad } from "../../src/adapters/load-job.ts";
import { createOrdersTable, writeOrders } from "../../src/build/sample.ts";
import type { LoadReport } from "../../src/core/load/events.ts";
import type { LoadRequest } from "../../src/core/load/request.ts";
import { startLoads, type TestLoads } from "../support/test-loads.ts";

const REJECTS = `SELECT record::int, line::int, byte_offset::int, column_name, sqlstate, message, raw::text
  FROM rowmill.reject ORDER BY record`;

describe.each(["18", "13"] as const)("PostgreSQL %s", (version) => {
  let loads: TestLoads;

  beforeAll(async () => {
    loads = await startLoads({ version, hasWasm: true });
  });

  afterAll(() => loads.close());

  interface Loaded {
    readonly report: LoadReport;
    readonly rows: readonly unknown[][];
    readonly rejects: readonly unknown[][];
  }

  async function loadInto(
    tableSql: string,
    text: string,
    facts: Partial<LoadRequest>,
  ): Promise<Loaded> {
    await loads.reset(tableSql);
    const report = await loads.loadText(text, { rejectsMax: null, ...facts });
    const rows = await loads.rows("SELECT t::text FROM t ORDER BY 1");
    return { report, rows, rejects: await loads.rows(REJECTS) };
  }

  /** Loads by both lanes into a table made anew each time, and expects the same of them; returns the encoded one. */
  async function loadBoth(
    tableSql: string,
    text: string,
    facts: Partial<LoadRequest> = {},
  ): Promise<Loaded> {
    const byText = await loadInto(tableSql, text, { ...facts, lane: "text" });
    const encoded = await loadInto(tableSql, text, { ...facts, lane: "auto" });
    const sent = encoded.report.decisions.find(({ what }) => what === "sent to the server");
    expect(sent?.value).toBe("encoded (binary)");
    expect(encoded.rows).toEqual(byText.rows);
    expect(encoded.rejects).toEqual(byText.rejects);
    const { records, loaded, rejected, skipped } = byText.report;
    expect(encoded.report).toMatchObject({ records, loaded, rejected, skipped, reconciled: true });
    return encoded;
  }

  test("orders with bad ones among them", async () => {
    const path = join(loads.folder, "orders.csv");
    const { bad } = await writeOrders(path, { records: 40_000, badEvery: 500 });
    const text = readFileSync(path, "utf8");
    const sql = createOrdersTable.replace("TABLE orders", "TABLE t");
    const { report } = await loadBoth(sql, text, { batchBytes: 1_048_576 });
    expect(report).toMatchObject({ status: "complete", loaded: 40_000 - bad, rejected: bad });
    const { signal } = new AbortController();
    expect(await verifyLoad(report.loadId, loads.options, signal)).toMatchObject({ isOk: true });
  });

  const LOG_COPIES = `
    CREATE TABLE copies (format text);
    CREATE FUNCTION note_copy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO copies SELECT substring(current_query() FROM 'FORMAT ([a-z]+)'); RETURN NULL;
    END $$;
    CREATE TRIGGER note_copy AFTER INSERT ON t FOR EACH STATEMENT EXECUTE FUNCTION note_copy()`;

  /** The formats of the COPYs that stayed, in order of their names. */
  const formats = async (): Promise<unknown[]> =>
    (await loads.rows("SELECT DISTINCT format FROM copies ORDER BY 1")).flat();

  const numbered = (count: number, record: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => `${record(index)}\n`).join("");

  test.each<[string, (index: number) => string, string[]]>([
    ["nothing odd", (index) => `${index},${index * 7}`, ["binary"]],
    ["one odd value", (index) => `${index},${index === 900 ? " 7" : "7"}`, ["binary", "text"]],
    [
      "odd values here and there",
      (index) => `${index},${index % 40 === 3 ? " 7" : "7"}`,
      ["binary", "text"],
    ],
    ["all odd", (index) => `${index}, 7`, ["csv"]],
    [
      "odd from the middle on",
      (index) => `${index},${index < 70_000 ? "7" : " 7"}`,
      ["binary", "text"],
    ],
  ])("%s", async (_name, record, expected) => {
    await loads.reset(`CREATE TABLE t (a int, b int); ${LOG_COPIES}`);
    const text = `a,b\n${numbered(100_000, record)}`;
    const report = await loads.loadText(text, { batchBytes: 16 * 1_048_576, rejectsMax: 0 });
    expect(report).toMatchObject({ status: "complete", loaded: 100_000, reconciled: true });
    expect(await formats()).toEqual(expected);
    const [sums] = await loads.rows("SELECT count(*)::int, sum(a)::int8::text FROM t");
    expect(sums).toEqual([100_000, "4999950000"]);
  });

  test("what only the server can refuse is isolated as text", async () => {
    const table = `CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN even AS int CHECK (VALUE % 2 = 0);
      CREATE TABLE parent (id int PRIMARY KEY);
      INSERT INTO parent VALUES (1), (2);
      CREATE TABLE t (id int PRIMARY KEY, parent int NOT NULL REFERENCES parent, m mood, e even, j jsonb, CHECK (id <> 13))`;
    const good = numbered(
      3_000,
      (index) => `${index + 100},${1 + (index % 2)},ok,${index * 2},"{""a"": ${index}}"`,
    );
    const bad = [
      ...[
        "13,1,ok,2,{}",
        "100,1,ok,2,{}",
        "1,3,ok,2,{}",
        "2,,ok,2,{}",
        "3,1,glad,2,{}",
        "4,1,ok,3,{}",
      ],
      ...["5,1,ok,2,{", "six,1,ok,2,{}", "7,1,ok,x,{}", "8,1,glad,x,{}", "9,1,sad,4,", "10,1,,,[]"],
    ];
    const text = `id,parent,m,e,j\n${good}${bad.join("\n")}\n${good.replaceAll(/^/gm, "9").slice(0, -1)}`;
    // One worker: of two records with one key the later one is refused in both loads.
    const { report } = await loadBoth(table, text, { batchBytes: 65_536, workers: 1 });
    expect(report.rejected).toBe(10);
  });

  test("texts of every kind, odd records, blank lines, no last line end", async () => {
    const table = "CREATE TABLE t (a varchar(5), b text, c bytea, d json)";
    const records = [
      ...['abc,"x,""y""",\\x00ff,{}', "é東😀xy,plain,abc,[]", '"abcdef",b,,1', "abcde  ,b,,1", ""],
      ...[
        "a,b",
        "a,b,c,1,e",
        'a,b"c,,1',
        '"a"b,c,,1',
        '"multi\nline","two\n\nlines",,1',
        "\\.,x,,1",
      ],
      ...['"","",,null', ",,,", 'tail,"unicode é",\\001\\002,"{""k"": [1, 2]}"', 'x,y,z,"1"'],
    ];
    for (const end of ["\n", "\r\n"]) {
      const text = `a,b,c,d${end}${[...records, ...records].join(end)}`;
      await loadBoth(table, text);
    }
  });

  test("other dialects, and fields that are left out", async () => {
    const table = "CREATE TABLE t (a int, b text, c timestamptz)";
    const at = "2026-05-06 07:08:09+02";
    await loadBoth(table, `1\t\\N\t${at}\n2\t"q"\t\\N\n`, {
      header: "no",
      delimiter: "\t",
      quote: "",
      nullText: "\\N",
    });
    const columns = ["a", null, "b", "c"];
    await loadBoth(table, `1;x;'it''s';${at}\n;;NULL;\n`, {
      header: "no",
      delimiter: ";",
      quote: "'",
      nullText: "",
      columns,
    });
  });

  test("records longer than a piece", async () => {
    const long = "y".repeat(300_000);
    const text = `a,b\n1,${long}\n2,short\n3,"${long}""${long}"\nx,${long}\n4,end\n`;
    const { report } = await loadBoth("CREATE TABLE t (a int, b text)", text);
    expect(report).toMatchObject({ loaded: 4, rejected: 1 });
  });

  test("a trigger that drops rows leaves them out of the count", async () => {
    const table = `CREATE FUNCTION drop_odd() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RETURN CASE WHEN new.a % 2 = 0 THEN new END; END $$;
      CREATE TABLE t (a int);
      CREATE TRIGGER drop_odd BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION drop_odd()`;
    const { report } = await loadBoth(table, `a\n${numbered(1_001, String)}x\n 4\n 5\n`);
    expect(report).toMatchObject({ loaded: 502, skipped: 501, rejected: 1 });
  });

  test("upsert: the last of several records with one key wins, odd or not", async () => {
    const table = "CREATE TABLE t (id int PRIMARY KEY, v int)";
    const text = `id,v\n${numbered(2_000, (index) => `${index % 500},${index % 3 === 0 ? " " : ""}${index}`)}`;
    const facts: Partial<LoadRequest> = { mode: "upsert", batchBytes: 4_096 };
    const { rows } = await loadBoth(table, text, facts);
    expect(rows).toHaveLength(500);
    expect(rows).toContainEqual(["(499,1999)"]);
  });

  test("skip: the first of several records with one key stays, odd or not", async () => {
    const table = "CREATE TABLE t (id int PRIMARY KEY, v int)";
    const text = `id,v\n${numbered(400, (index) => `${index % 100},${index < 50 ? " " : ""}${index}`)}`;
    const { rows } = await loadBoth(table, text, { mode: "skip", workers: 1 });
    expect(rows).toHaveLength(100);
    expect(rows).toContainEqual(["(3,3)"]);
  });
});
