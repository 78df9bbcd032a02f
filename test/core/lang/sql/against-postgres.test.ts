// Our recogniser against PostgreSQL's own grammar, field by field, over statements of every kind.
import { loadModule } from "libpg-query";
import { beforeAll, expect, test } from "vitest";
import { parseSql } from "../../../../src/core/lang/sql/parse.ts";
import { copies } from "./corpus/copies.ts";
import { inserts } from "./corpus/inserts.ts";
import { others } from "./corpus/others.ts";
import { tables } from "./corpus/tables.ts";
import { ourFacts } from "./our-facts.ts";
import { type Facts, pgFacts } from "./pg-facts.ts";

beforeAll(loadModule);

const corpus = [...inserts, ...copies, ...tables, ...others];

test("the corpus is large, and PostgreSQL takes all of it", () => {
  expect(corpus.length).toBeGreaterThan(300);
  expect(corpus.filter((sql) => !isAccepted(sql))).toEqual([]);
});

test.each(["", ";", " ;\n-- comment\n", "\n;SELECT 1;"])(
  "every field is the same before %j",
  (end) => {
    const different = corpus.flatMap((sql) => {
      const document = parseSql(sql + end, "postgresql");
      const expected = pgFacts(sql);
      const found = ourFacts(document.text, document.statementAt(0));
      return differences(expected, found).map((field) => ({
        sql,
        field,
        ...sides(expected, found, field),
      }));
    });
    expect(different).toEqual([]);
  },
);

test("each is one statement among the others, and its range is its text", () => {
  const text = corpus.map((sql) => `-- next\n${sql};\n`).join("");
  const document = parseSql(text, "postgresql");
  const found = Array.from({ length: document.count }, (_, index) => {
    const { start, end } = document.rangeAt(index);
    return text.slice(start, end);
  });
  expect(found).toEqual(corpus.map(withoutTail));
});

/** A comment at the end is no part of the range. */
const withoutTail = (sql: string): string => sql.replace(/\s*\/\* g \*\/$/u, "");

function isAccepted(sql: string): boolean {
  try {
    return pgFacts(sql)["kind"] !== undefined;
  } catch {
    return false;
  }
}

/** In what we say; a query in parentheses is one thing of which we say nothing more. */
const differences = (expected: Facts, found: Facts): readonly string[] =>
  Object.keys(found).filter(
    (field) => JSON.stringify(expected[field]) !== JSON.stringify(found[field]),
  );

const sides = (expected: Facts, found: Facts, field: string) => ({
  postgres: JSON.stringify(expected[field]),
  ours: JSON.stringify(found[field]),
});
