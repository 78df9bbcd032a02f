// Where COPY surprises: every record is in the table, rejected or skipped, or the load is refused with one error. What
// the oldest and the newest server make of these bytes differs; the table must not.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LoadReport } from "../../src/core/load/events.ts";
import { IngestError } from "../../src/core/base/ingest-error.ts";
import { startLoads, type LoadFacts, type TestLoads } from "../support/test-loads.ts";

type Rows = readonly (readonly (string | null)[])[];
/** Name, the file's bytes as Latin-1, what the request says besides, rows as text, rejects as record and SQLSTATE. */
type Trap = readonly [string, string, LoadFacts, Rows, (readonly string[])?];
/** Name, columns of the table, the file's bytes, what the request says besides, the error's code. */
type Refusal = readonly [string, string, LoadFacts, string];

const listed = (traps: readonly Trap[]) =>
  traps.map(([name, text, facts, rows, rejects = []]) => ({ name, text, facts, rows, rejects }));

const BACKSLASH = { escape: "\\" };
const DECLARED = { encoding: "utf-8" };

const TEXT_TRAPS: readonly Trap[] = [
  ["an empty field is NULL", "x,\n", {}, [["x", null]]],
  ["a quoted empty field is none", 'x,""\n', {}, [["x", ""]]],
  ["a text for NULL, quoted too", 'NULL,"NULL"\n', { nullText: "NULL" }, [[null, "NULL"]]],
  ["an empty field where a text is NULL", "x,\n", { nullText: "NULL" }, [["x", ""]]],
  ["backslash-N where NULL is not told", "\\N,\\N\n", {}, [[null, null]]],
  ["backslash-N where NULL is told", "\\N,\n", { nullText: "" }, [["\\N", null]]],
  ["a quote as NULL, which COPY refuses", "1,2\n", { nullText: '"' }, [["1", "2"]]],
  [
    "backslash-dot on a line",
    "1,2\n\\.\n3,4\n",
    {},
    [
      ["1", "2"],
      ["3", "4"],
    ],
    ["2 22P04"],
  ],
  [
    "backslash-dot on a line of a quoted field",
    '1,"x\n\\.\ny"\n3,4\n',
    {},
    [
      ["1", "x\n\\.\ny"],
      ["3", "4"],
    ],
  ],
  ["too few fields", "1,2\n1\n", {}, [["1", "2"]], ["2 22P04"]],
  [
    "too many fields",
    "1,2\n1,2,3\n1,2\n",
    {},
    [
      ["1", "2"],
      ["1", "2"],
    ],
    ["2 22P04"],
  ],
  [
    "no line end at the end",
    "1,2\n3,4",
    {},
    [
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  ["a quote that is never closed", '1,"2\n3,4\n', {}, [], ["1 22P04"]],
  ["a quote in a field", '1,a"b"c\n', {}, [], ["1 22P04"]],
  ["one quote in a field", '1,a"b\n3,4\n', {}, [["3", "4"]], ["1 22P04"]],
  ["text after the closing quote", '1,"a"b\n', {}, [], ["1 22P04"]],
  ["a blank after the closing quote", '1,"a" \n', {}, [], ["1 22P04"]],
  [
    "a blank before a quote",
    '1,2\n1, "a,b"\n1,2\n',
    {},
    [
      ["1", "2"],
      ["1", "2"],
    ],
    ["2 22P04"],
  ],
  ["escaped by a backslash", '1,"a\\"b\\\\c\\n"\n', BACKSLASH, [["1", 'a"b\\c\\n']]],
  ["a doubled quote beside that", '1,"a""b"\n', BACKSLASH, [], ["1 22P04"]],
  ["a backslash outside quotes", '1,a\\"b\n2,3\n', BACKSLASH, [["2", "3"]], ["1 22P04"]],
  ["CRLF", "1,2\r\n", {}, [["1", "2"]]],
  [
    "CR alone",
    "1,2\r3,4\r",
    {},
    [
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  [
    "LF, then CRLF",
    "1,2\n3,4\r\n",
    {},
    [
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  [
    "CRLF, then LF",
    "1,2\r\n3,4\n",
    {},
    [
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  ["a bare CR in a field", "1,2\n3,a\rb\n", {}, [["1", "2"]], ["2 22P04"]],
  ["a quoted CRLF among LF", '3,"a\r\nb"\n', {}, [["3", "a\r\nb"]]],
  [
    "a quoted LF among CRLF",
    '1,2\r\n3,"a\nb"\r\n',
    {},
    [
      ["1", "2"],
      ["3", "a\nb"],
    ],
  ],
  ["a BOM before a header", "\xef\xbb\xbfa,b\n1,2\n", { header: "yes" }, [["1", "2"]]],
  ["a BOM before a record", "\xef\xbb\xbf1,2\n", {}, [["1", "2"]]],
  ["a BOM before a quote", '\xef\xbb\xbf"1,5",2\n', {}, [["1,5", "2"]]],
  ["a header of other order", "b,a\n1,2\n", { header: "yes" }, [["2", "1"]]],
  ["a header of other case", "A,B\n1,2\n", { header: "yes" }, [["1", "2"]]],
  ["a NUL byte", "1,a\0b\n2,3\n", {}, [["2", "3"]], ["1 22P04"]],
  ["bytes that are not UTF-8", "1,a\xffb\n2,3\n", DECLARED, [["2", "3"]], ["1 22021"]],
  ["half a character", "1,a\xe2\x82\n2,3\n", DECLARED, [["2", "3"]], ["1 22021"]],
  ["a surrogate", "1,\xed\xa0\x80\n2,3\n", DECLARED, [["2", "3"]], ["1 22021"]],
  ["an overlong form", "1,\xc0\x80\n2,3\n", DECLARED, [["2", "3"]], ["1 22021"]],
  ["Latin-1", "1,\x93\xe9\n", { encoding: "latin1" }, [["1", "\x93\xe9"]]],
  ["Windows-1252", "1,\x93\xe9\n", { encoding: "windows-1252" }, [["1", "\u201c\xe9"]]],
  ["a byte that Windows-1252 has not", "1,\x81\n", { encoding: "windows-1252" }, [], ["1 22P05"]],
  ["a delimiter of two characters", "1||2\n", { delimiter: "||" }, [["1", "2"]]],
  ["a control character as delimiter", "1\x012\n", { delimiter: "\x01" }, [["1", "2"]]],
  ["no quote", '1,"2\n', { quote: "" }, [["1", '"2']]],
  ["a control character as quote", '1,"2\n', { quote: "\x01" }, [["1", '"2']]],
];

const ONE_COLUMN_TRAPS: readonly Trap[] = [
  ["backslash-dot on a line", "1\n\\.\n3\n", {}, [["1"], ["3"], ["\\."]]],
  ["quoted backslash-dot", '1\n"\\."\n3\n', {}, [["1"], ["3"], ["\\."]]],
  ["backslash-dot at a line's end", "1\nz\\.\n3\n", {}, [["1"], ["3"], ["z\\."]]],
  ["an empty line", "1\n\n3\n", {}, [[null], ["1"], ["3"]]],
];

const VALUE_TRAPS: readonly (readonly [string, string, string, string])[] = [
  ["no number", "int", "x", "22P02"],
  ["a number out of range", "int", "99999999999", "22003"],
  ["NULL where it may not be", "int NOT NULL", "", "23502"],
  ["a CHECK", "int CHECK (a > 0)", "-1", "23514"],
  ["a key that is there", "int UNIQUE", "2", "23505"],
  ["a text that is too long", "varchar(3)", "abcd", "22001"],
  ["a domain's CHECK", "positive", "-1", "23514"],
  ["a domain's NOT NULL", "required", "", "23502"],
  ["no JSON", "json", "{x", "22P02"],
  [
    "a column that is generated from another one",
    "int, g int GENERATED ALWAYS AS (a * 2) STORED",
    "x",
    "22P02",
  ],
];

const REFUSALS: readonly Refusal[] = [
  ["an empty file", "", { header: "yes" }, "file-empty"],
  ["a header and no record", "a,b\n", { header: "yes" }, "file-header-only"],
  ["a header that names a column twice", "a,a\n1,2\n", { header: "yes" }, "column-twice"],
  ["a header of two lines that names none", 'a,"b\nc"\n1,2\n', { header: "yes" }, "column-unknown"],
  ["fewer fields than columns", "1\n", {}, "column-count"],
  ["more fields than columns", "1,2,3\n", {}, "column-count"],
  ["the quote as delimiter", "1,2\n", { quote: "," }, "dialect-invalid"],
  ["a delimiter outside ASCII", "1\xa62\n", { delimiter: "\xa6" }, "dialect-invalid"],
  ["no escape", "1,2\n", { escape: "" }, "dialect-invalid"],
  ["a line end as NULL", "1,2\n", { nullText: "\n" }, "dialect-invalid"],
  ["an encoding that nobody knows", "1,2\n", { encoding: "utf-17" }, "encoding-unknown"],
];

describe.each(["13", "18"] as const)("PostgreSQL %s", (version) => {
  let on: TestLoads;
  beforeAll(async () => {
    on = await startLoads({ version, hasWasm: true });
  });
  afterAll(() => on.close());

  const load = (text: string, facts: LoadFacts): Promise<LoadReport> => {
    const plain = { header: "no", delimiter: ",", rejectsMax: null } as const;
    return on.loadText(Buffer.from(text, "latin1"), { ...plain, ...facts });
  };

  async function expectEach(
    text: string,
    facts: LoadFacts,
    rows: Rows,
    rejects: readonly string[],
  ) {
    const { status, records, loaded, rejected, skipped, reconciled } = await load(text, facts);
    expect(
      await on.rows("SELECT record || ' ' || sqlstate FROM rowmill.reject ORDER BY record"),
    ).toEqual(rejects.map((reject) => [reject]));
    const values = await on.rows(
      "SELECT ARRAY(SELECT value FROM json_each_text(to_json(t))) FROM t",
    );
    expect(values.flat().toSorted()).toEqual(rows);
    expect([status, reconciled, loaded, rejected, skipped]).toEqual([
      "complete",
      true,
      rows.length,
      rejects.length,
      0,
    ]);
    expect(records).toBe(loaded + rejected);
  }

  describe.each(["auto", "text"] as const)("lane %s", (lane) => {
    test.each(listed(TEXT_TRAPS))("$name", async ({ text, facts, rows, rejects }) => {
      await on.reset("CREATE TABLE t (a text, b text)");
      await expectEach(text, { ...facts, lane }, rows, rejects);
    });

    test.each(listed(ONE_COLUMN_TRAPS))(
      "one column: $name",
      async ({ text, facts, rows, rejects }) => {
        await on.reset("CREATE TABLE t (a text)");
        await expectEach(text, { ...facts, lane }, rows, rejects);
      },
    );

    test.each(VALUE_TRAPS)("a value: %s", async (_name, type, value, sqlstate) => {
      await on.reset(`CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE DOMAIN required AS int NOT NULL;
        CREATE TABLE t (b text, a ${type})`);
      const good = type === "json" ? "{}" : "2";
      const facts = { columns: ["b", "a"], lane };
      await load(`first,${good}\nsecond,${value}\n`, facts);
      const found = await on.rows(
        `SELECT array_agg(b), (SELECT array_agg(record || ' ' || sqlstate) FROM rowmill.reject) FROM t`,
      );
      expect(found).toEqual([[["first"], [`2 ${sqlstate}`]]]);
    });
  });

  test("an empty line between records of two fields is skipped, and counted", async () => {
    await on.reset("CREATE TABLE t (a text, b text)");
    const report = await load("1,2\n\n3,4\n", {});
    expect(report).toMatchObject({ records: 3, loaded: 2, skipped: 1, reconciled: true });
  });

  test.each(REFUSALS)("refused: %s", async (_name, text, facts, code) => {
    await on.reset("CREATE TABLE t (a text, b text)");
    const refusal: unknown = await load(text, facts).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(IngestError);
    expect(refusal).toMatchObject({ code, kind: "user" });
    expect(await on.rows("SELECT count(*)::int FROM t")).toEqual([[0]]);
  });
});
