// Types over whole files: which values a type takes, how a later value widens it, and names that PostgreSQL takes.
import { expect, test } from "vitest";
import { RFC_4180 } from "../../../src/core/records/dialect.ts";
import type { Dialect } from "../../../src/core/records/dialect.ts";
import { createTableSql, TypeInference } from "../../../src/core/records/infer.ts";
import { encode } from "./dialects.ts";

function infer(values: readonly string[], changes: Partial<Dialect> = {}, header = "x") {
  const inference = new TypeInference({ ...RFC_4180, ...changes }, [header, "n"], 2);
  for (const [index, value] of values.entries()) inference.add(encode(`${value},${index}\n`));
  const [column] = inference.columns();
  return `${column?.type ?? ""}${column?.isNullable === true ? " null" : ""}: ${column?.evidence ?? ""}`;
}

const dmy = { dateOrder: "dmy" } as const;
const comma = { decimalComma: true } as const;

test.each<[string, string[], string, Partial<Dialect>?]>([
  ["whole numbers", ["1", "-2", "0", "+3", " 4 "], "bigint: 5 values, all whole numbers, no NULL"],
  ["with NULL", ["1", ""], "bigint null: 1 value, all whole numbers, 1 NULL"],
  ["the largest bigint", ["9223372036854775807", "-9223372036854775808"], "bigint: "],
  ["one beyond bigint", ["1", "9223372036854775808"], "numeric: 2 values, all numbers, no NULL"],
  ["40 digits", ["1".repeat(40)], "numeric: "],
  ["fractions", ["1", "2.5", ".5", "-3."], "numeric: "],
  ["exponents", ["1.5e-7", "2e+3"], "numeric: "],
  ["what only looks like an exponent", ["1e5"], "text: '1e5' in record 1 is text, no NULL"],
  [
    "leading zeros",
    ["12", "00123"],
    "text: '00123' in record 2 has a leading zero, which a number would lose, no NULL",
  ],
  [
    "telephone numbers",
    ["+5511999999999"],
    "text: '+5511999999999' in record 1 has a leading plus, as telephone numbers do, no NULL",
  ],
  [
    "words after numbers",
    ["1", "2", "abc"],
    "text: 'abc' in record 3 is not of one type with the whole numbers before it, no NULL",
  ],
  ["words", ["abc", "1"], "text: 'abc' in record 1 is text, no NULL"],
  ["a quoted empty field", ["1", '""'], "text: '' in record 2 is an empty text, not NULL, no NULL"],
  ["0 and 1", ["0", "1"], "bigint: "],
  ["truth values", ["true", "FALSE", "1"], "boolean: 3 values, all truth values, no NULL"],
  ["t and f", ["t", "f"], "boolean: "],
  ["only f", ["f", "f"], "text: one and the same word everywhere"],
  ["Norway", ["NO", "NO"], "text: one and the same word"],
  ["sim and não", ["sim", "não"], "text: 'sim' in record 1 is text"],
  ["dates", ["2026-12-31", "2024-02-29"], "date: 2 values, all dates"],
  ["no such day", ["2026-02-28", "2026-02-30"], "text: '2026-02-30' in record 2"],
  ["the 29th of February 2100", ["2100-02-29"], "text"],
  [
    "dates and times",
    ["2026-12-31", "2026-12-31 23:59"],
    "timestamp: 2 values, all times without a zone (timestamptz would",
  ],
  [
    "with a zone",
    ["2026-12-31T23:59:59.123456Z", "2026-12-31 23:59:59-03", "2026-01-01 00:00:00+05:45"],
    "timestamptz: ",
  ],
  ["zone and no zone", ["2026-12-31 23:59:59Z", "2026-12-31 23:59:59"], "text: "],
  ["nanoseconds", ["2026-12-31 23:59:59.123456789"], "text"],
  ["nanoseconds of zero", ["2026-12-31 23:59:59.123456000"], "timestamp"],
  ["24 hours", ["2026-12-31 24:00:00"], "text"],
  ["day first", ["31/12/2026", "1/2/2026", "2026-01-31"], "date: ", dmy],
  ["day first with points", ["31.12.2026 10:00"], "timestamp: ", dmy],
  ["month first", ["12/31/2026"], "date: ", { dateOrder: "mdy" }],
  ["31 February", ["31/01/2026", "31/02/2026"], "text: '31/02/2026' in record 2", dmy],
  ["open date order", ["01/02/2026"], "text: "],
  ["two-digit years", ["31/12/26"], "text", dmy],
  [
    "UUIDs",
    ["123e4567-e89b-12d3-a456-426614174000", "123E4567-E89B-12D3-A456-426614174001"],
    "uuid: 2 values, all UUIDs",
  ],
  ["32 hex digits", ["123e4567e89b12d3a456426614174000"], "text"],
  ["JSON", ['"{""a"": [1]}"', '"[]"'], "jsonb: 2 values, all JSON objects and arrays"],
  ["broken JSON", ['"{""a"": 1}"', "{a}"], "text: '{a}' in record 2"],
  ["JSON that jsonb refuses", [String.raw`"{""a"": ""\u0000""}"`], "text"],
  ["half a surrogate pair", [String.raw`"{""a"": ""\ud800""}"`], "text"],
  ["JSON scalars", ['"""a"""'], "text"],
  ["nothing", ["", ""], "text null: no value in the whole file"],
  [
    "decimal comma",
    ['"1.234,56"', "7"],
    "numeric: 2 values, all numbers with a decimal comma",
    comma,
  ],
  ["groups alone", ["1.234", "7"], "bigint: ", comma],
  ["a point beside the comma", ['"1,5"', "2.5"], "text: '2.5' in record 2", comma],
  ["comma without the dialect", ['"1,5"'], "text"],
  ["a NULL text", ["NULL", "1"], "bigint null", { nullText: "NULL" }],
  ["CPF", ["123.456.789-09"], "text"],
])("%s", (_name, values, expected, changes) => {
  expect(infer(values, changes)).toContain(expected);
  expect(infer(values, changes).startsWith(expected.split(":")[0] ?? "")).toBe(true);
});

test.each(["cpf", "Telefone", "zip_code", "customerPhone", "CEP"])(
  "digits under %s are a label",
  (header) => {
    expect(infer(["12345678", "23456789"], {}, header)).toContain(
      `text: digits, but '${header}' names a label, not a quantity`,
    );
  },
);

test("records that cannot be loaded say nothing, and records count over batches", () => {
  const inference = new TypeInference({ ...RFC_4180, commentPrefix: "#!" }, null, 2);
  inference.add(encode('1,2\n\n#! note\nx\na,b,c\ny"z,1\n'));
  inference.add(encode("3,q\n"));
  expect(inference.columns()).toMatchObject([
    { name: "column_1", header: "", type: "bigint", isNullable: false },
    {
      name: "column_2",
      type: "text",
      evidence: "'q' in record 6 is not of one type with the whole numbers before it, no NULL",
    },
  ]);
});

test.each([
  ["orderID", "order_id"],
  ["Preço (R$)", "preco_r"],
  ["Customer Name ", "customer_name"],
  ["2nd try", "_2nd_try"],
  ["", "column_1"],
  ["%%%", "column_1"],
  ["order", "order"],
  ["Имя", "имя"],
  ["名前", "名前"],
  ["ctid", "ctid_2"],
  ["x".repeat(80), "x".repeat(63)],
  ["é".repeat(80), "e".repeat(63)],
  ["名".repeat(30), "名".repeat(21)],
])("header %s names column %s", (header, name) => {
  const inference = new TypeInference(RFC_4180, [header], 1);
  expect(inference.columns()).toMatchObject([{ name, header }]);
});

test("names are unique within 63 bytes", () => {
  const inference = new TypeInference(
    RFC_4180,
    ["A", "a", "a_2", "x".repeat(63), "x".repeat(64)],
    5,
  );
  expect(inference.columns().map(({ name }) => name)).toEqual([
    "a",
    "a_2",
    "a_2_2",
    "x".repeat(63),
    `${"x".repeat(61)}_2`,
  ]);
});

test("the statement quotes only what it must, and states no NOT NULL", () => {
  const columns = [
    { name: "id", type: "bigint" },
    { name: "order", type: "text" },
    { name: "имя", type: "timestamptz" },
    { name: 'odd"name', type: "text" },
  ] as const;
  expect(createTableSql({ schema: "public", name: "Orders" }, columns)).toBe(
    'CREATE TABLE public."Orders" (\n  "id" bigint,\n  "order" text,\n  "имя" timestamptz,\n  "odd""name" text\n)',
  );
});
