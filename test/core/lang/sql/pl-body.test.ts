// The tracker of PL/pgSQL bodies against PL/pgSQL's own parser, and on bodies that are half typed.
import { loadModule } from "libpg-query";
import { beforeAll, expect, test } from "vitest";
import type { SqlDocument } from "../../../../src/core/lang/sql/document.ts";
import { parseSql } from "../../../../src/core/lang/sql/parse.ts";
import type { PlBody, PlStatement } from "../../../../src/core/lang/sql/plpgsql.ts";
import { bodies } from "./corpus/bodies.ts";
import { rangesOutside } from "./picture.ts";
import { plFacts } from "./pl-tree.ts";

beforeAll(loadModule);

const wrappers = [
  (body: string) => `DO $$${body}$$`,
  (body: string) => `-- head\nDO LANGUAGE plpgsql $x$\n${body}\n$x$;\nSELECT 1;`,
  (body: string) =>
    `CREATE OR REPLACE FUNCTION f(k int) RETURNS void AS $f$${body}$f$ LANGUAGE plpgsql;`,
  (body: string) => `CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ ${body} $$`,
];

test("the corpus is large", () => {
  expect(bodies.length).toBeGreaterThanOrEqual(40);
});

test.each(wrappers)("every statement is in what PL/pgSQL says it is in (%#)", (wrap) => {
  const different = bodies.flatMap((body) => {
    const sql = wrap(body);
    const found = ourFacts(sql);
    const expected = plFacts(sql).map(({ query, ...fact }) => ({
      ...fact,
      query: lettersOf(query),
    }));
    return JSON.stringify(found) === JSON.stringify(expected) ? [] : [{ body, found, expected }];
  });
  expect(different).toEqual([]);
});

test.each(bodies)("closed: %s", (body) => {
  const { document, body: read } = bodyIn(`DO $$${body}$$`);
  expect(read.isClosed).toBe(true);
  for (const loop of read.loops) {
    expect(inText(document, loop.header)).toMatch(
      /^(?:for|foreach|while|loop)\b[^]*loop$|^loop$/iu,
    );
    expect(inText(document, loop.range)).toMatch(/end loop$/iu);
    expect(document.text.slice(loop.body.end)).toMatch(/^end loop/iu);
  }
});

test("a body that is cut anywhere is read as far as it goes", () => {
  for (const body of bodies) {
    const text = `DO $$${body}`;
    for (let end = 5; end < text.length; end += 1 + (end % 3)) {
      const { body: read } = bodyIn(text.slice(0, end));
      expect(rangesOutside(read, end)).toEqual([]);
    }
  }
});

test("a missing semicolon before END LOOP costs nothing else", () => {
  const { body } = bodyIn(
    "DO $$BEGIN FOR r IN SELECT 1 LOOP INSERT INTO t VALUES (1) END LOOP; INSERT INTO u VALUES (2); END$$",
  );
  expect(body.statements.map(({ loops }) => loops.length)).toEqual([1, 0]);
  expect(body.isClosed).toBe(true);
});

test("a loop that is not closed ends with the body", () => {
  const text = "DO $$BEGIN FOR r IN SELECT 1 LOOP INSERT INTO t VALUES (1);";
  const { body } = bodyIn(text);
  expect(body.isClosed).toBe(false);
  expect(body.loops[0]?.range.end).toBe(text.length);
  expect(body.statements[0]?.statement).toMatchObject({ kind: "insert", isTerminated: true });
});

test("the query, the variables and the label of a loop", () => {
  const { document, body } = bodyIn(
    'DO $$BEGIN <<l>> FOR a, "B", r.x IN SELECT 1, 2 LOOP NULL; END LOOP l; END$$',
  );
  const [loop] = body.loops;
  expect(loop?.variables).toEqual(["a", "B", "r"]);
  expect(loop?.query && inText(document, loop.query)).toBe("SELECT 1, 2");
  expect(loop && inText(document, loop.range)).toMatch(/^<<l>> FOR[^]*END LOOP$/u);
});

test.each([
  ["another language", "DO $$ x $$ LANGUAGE plpython3u"],
  ["no body", "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql"],
  ["no language yet", "CREATE FUNCTION f() RETURNS int AS $$ BEGIN END $$"],
  ["doubled quotes", "DO 'BEGIN INSERT INTO t VALUES (''a''); END'"],
  ["no routine", "SELECT $$BEGIN END$$"],
])("nothing for %s", (_what, text) => {
  const document = parseSql(text, "postgresql");
  expect(document.plBody(document.statementAt(0))).toBeUndefined();
});

test("a body in plain quotes is read", () => {
  expect(bodyIn("DO 'BEGIN LOOP INSERT INTO t VALUES (1); END LOOP; END'").body.loops).toHaveLength(
    1,
  );
});

test("5,000 nested loops take no time", () => {
  const depth = 5_000;
  const text = `DO $$BEGIN ${"LOOP ".repeat(depth)}INSERT INTO t VALUES (1);${" END LOOP;".repeat(depth)} END$$`;
  const { body } = bodyIn(text);
  expect(body.loops).toHaveLength(depth);
  expect(body.isClosed).toBe(true);
});

interface Read {
  readonly document: SqlDocument;
  readonly body: PlBody;
}

function bodyIn(text: string): Read {
  const document = parseSql(text, "postgresql");
  const body = document.plBody(document.statementAt(0));
  if (body === undefined) throw new Error(`no body in ${text}`);
  return { document, body };
}

function ourFacts(sql: string) {
  const { document, body } = bodyIn(sql);
  return body.statements.flatMap((statement) =>
    statement.kind === "other" ? [] : [factOf(document, statement)],
  );
}

const factOf = (document: SqlDocument, statement: PlStatement) => ({
  kind: statement.kind,
  loops: statement.loops.map(({ kind }) => kind),
  tests: statement.conditions.map(({ range, test: tested }) =>
    /^case/iu.test(inText(document, range)) && tested.start < tested.end
      ? "case"
      : inText(document, tested),
  ),
  blocks: statement.blocks.map(({ caught }) => `block ${caught.join(" ")}`),
  query: statement.kind === "sql" ? lettersOf(inText(document, statement.range)) : undefined,
});

/** PL/pgSQL takes its own INTO out of a query and leaves blanks. */
const lettersOf = (query: string | undefined) =>
  query?.replace(/\binto (?:strict )?(?:v|r)\b/iu, "").replaceAll(/\s+/gu, "");

const inText = (
  document: SqlDocument,
  { start, end }: { readonly start: number; readonly end: number },
): string => document.text.slice(start, end);
