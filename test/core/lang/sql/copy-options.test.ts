// Options of COPY in both spellings.
import { expect, test } from "vitest";
import {
  delimiterOf,
  isOn,
  quoteOf,
  readCopyOptions,
} from "../../../../src/core/lang/sql/copy-options.ts";
import { parseSql } from "../../../../src/core/lang/sql/parse.ts";

const optionsOf = (options: string) => {
  const sql = `COPY t FROM STDIN ${options};`;
  const statement = parseSql(sql, "postgresql").statementAt(0);
  return statement.kind === "copy" ? readCopyOptions(statement, sql) : undefined;
};

test.each([
  ["", "text", "\t"],
  ["(FORMAT csv)", "csv", ","],
  ["WITH (FORMAT 'CSV', DELIMITER E'\\t')", "csv", "\t"],
  ["WITH CSV DELIMITER AS ';'", "csv", ";"],
  ["WITH BINARY", "binary", ","],
  ["(FORMAT text, DELIMITER E'\\x1f')", "text", "\u001F"],
  ["(FORMAT csv, DELIMITER $$|$$)", "csv", "|"],
  ["(FORMAT csv, DELIMITER '{{ d }}')", "csv", undefined],
  ["(FORMAT csv, DELIMITER :'d')", "csv", undefined],
  ["(FORMAT csv, DELIMITER '{sep}')", "csv", undefined],
  ["(FORMAT csv, DELIMITER '${sep}')", "csv", undefined],
  ["(FORMAT {{ f }}, DELIMITER ',')", undefined, ","],
  ["(FORMAT parquet)", undefined, ","],
])("format and delimiter of COPY %s", (text, format, delimiter) => {
  const options = optionsOf(text);
  expect(options?.format).toBe(format);
  expect(options && delimiterOf(options)).toBe(delimiter);
});

test.each([
  ["(HEADER)", true],
  ["(HEADER true)", true],
  ["(HEADER 1)", true],
  ["(HEADER off)", false],
  ["(HEADER match)", false],
  ["(HEADER {{ h }})", false],
  ["CSV HEADER", true],
  ["CSV", false],
])("COPY %s skips the first line: %s", (text, expected) => {
  expect(isOn(optionsOf(text)?.get("header"))).toBe(expected);
});

test("both spellings give the same names", () => {
  const names = (text: string) => optionsOf(text)?.all.map(({ name }) => name);
  const expected = ["format", "header", "force_not_null", "force_null", "quote"];
  expect(names("CSV HEADER FORCE NOT NULL a, b FORCE NULL c QUOTE ''''")).toEqual(expected);
  expect(names("(FORMAT csv, HEADER, FORCE_NOT_NULL (a, b), FORCE_NULL (c), QUOTE '''')")).toEqual(
    expected,
  );
  expect(optionsOf("CSV HEADER")?.isOldSpelling).toBe(true);
  expect(optionsOf("WITH ( HEADER )")?.isOldSpelling).toBe(false);
});

test("the quote is what the server reads", () => {
  const quote = (text: string) => {
    const options = optionsOf(text);
    return options && quoteOf(options);
  };
  expect(quote("CSV")).toBe('"');
  expect(quote("CSV QUOTE ''''")).toBe("'");
  expect(quote("CSV QUOTE E'\\\\'")).toBe("\\");
});

test("an option of another product gives nothing", () => {
  expect(optionsOf("(FORMAT csv, AUTO_DETECT true)")).toBeUndefined();
});
