// A sequence that is asked for each row before the row's INSERT, in a psql script or in a PL/pgSQL loop. The
// INSERT can ask it and give the value back.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import type { PlBody, PlStatement } from "../../lang/sql/plpgsql.ts";
import { folded } from "../../lang/sql/query-shape.ts";
import { nextvalIntoInsert } from "../../lang/sql/rewrite/nextval-into-insert.ts";
import { assignmentIn, directlyIn, usesName } from "../../lang/sql/rewrite/loop-turns.ts";
import { isMark, isWord } from "../../lang/sql/rewrite/row-values.ts";
import type { Token } from "../../lang/sql/tokens.ts";
import { type Range, spanning, textIn } from "../../text/range.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-nextval-round-trip",
  summary: "Disallow nextval() in a statement of its own before each INSERT",
  why: "Every row costs two statements: one that asks the sequence and one that inserts. The INSERT can ask the sequence itself and return the value.",
  severity: "info",
  fixable: true,
  references: ["PostgreSQL documentation: INSERT, RETURNING"],
  examples: [
    {
      title: "A look at the sequence in each turn",
      bad: `DO $$
DECLARE
  r record;
  v_id bigint;
BEGIN
  FOR r IN SELECT name FROM staging LOOP
    v_id := «nextval('city_id_seq')»;
    INSERT INTO city (id, name) VALUES (v_id, r.name);
  END LOOP;
END $$;`,
      good: `DO $$
DECLARE
  r record;
  v_id bigint;
BEGIN
  FOR r IN SELECT name FROM staging LOOP
    INSERT INTO city (id, name) VALUES (nextval('city_id_seq'), r.name) RETURNING id INTO v_id;
  END LOOP;
END $$;`,
      isFixed: true,
    },
  ],
  *check(document) {
    const [first, ...more] = scriptCalls(document);
    if (first !== undefined && more.length > 0) yield { range: first, message };
    for (const index of document.indexesOf("do", "create-routine")) {
      if (!/\bnextval\s*\(/iu.test(textIn(document.text, document.rangeAt(index)))) continue;
      const body = document.plBody(document.statementAt(index));
      if (body !== undefined) yield* inBody(document, body);
    }
  },
});

const ASKING_LENGTH_MAX = 500;

/** SELECT nextval(…) AS x \gset, right before an INSERT of :x. */
function* scriptCalls(document: SqlDocument): Generator<Range> {
  for (const index of document.indexesOf("select")) {
    const range = document.rangeAt(index);
    if (range.end - range.start > ASKING_LENGTH_MAX || index + 1 >= document.count) continue;
    if (document.kindAt(index + 1) !== "insert") continue;
    if (!/\bnextval\s*\(/iu.test(textIn(document.text, range))) continue;
    const tokens = document.tokens(range);
    const call = callIn(tokens);
    const name = tokens.at(-1);
    if (call === undefined || name === undefined) continue;
    const isGiven = document
      .tokens(document.rangeAt(index + 1))
      .some(({ kind, text }) => kind === "parameter" && text === `:${folded(name)}`);
    if (isGiven) yield call;
  }
}

/** From nextval to its closing parenthesis, where that is all that is asked. */
function callIn(tokens: readonly Token[]): Range | undefined {
  const at = tokens.findIndex((token) => isWord(token, "nextval"));
  const name = tokens[at];
  const close = tokens.find((token, index) => index > at && isMark(token, ")"));
  const isFirst = at === 0 || (at === 1 && isWord(tokens[0], "select"));
  return isFirst && name !== undefined && close !== undefined
    ? spanning(name.range, close.range)
    : undefined;
}

function* inBody(document: SqlDocument, body: PlBody): Iterable<Finding> {
  for (const asking of body.statements) {
    const loop = asking.loops.at(-1);
    if (loop === undefined || asking.kind === "execute") continue;
    const assignment = assignmentIn(document.tokens(asking.range));
    const call = assignment === undefined ? undefined : callIn(assignment.source);
    const [target] = assignment?.targets ?? [];
    if (call === undefined || target === undefined) continue;
    const insert = directlyIn(body, loop).find(
      (other) => other.range.start > asking.range.start && inserts(document, other, target),
    );
    if (insert !== undefined) {
      const fix = fixFor(document, body, { asking, insert, call, target });
      yield { range: call, message, fixes: fix === undefined ? [] : [fix] };
    }
  }
}

function inserts(document: SqlDocument, { statement }: PlStatement, name: string): boolean {
  const source = statement?.kind === "insert" ? statement.source : undefined;
  return (
    source?.kind === "values" &&
    source.rowCount === 1 &&
    usesName(document.tokens(source.range), new Set([name]))
  );
}

function fixFor(
  document: SqlDocument,
  body: PlBody,
  parts: Parameters<typeof nextvalIntoInsert>[2],
): Fix | undefined {
  const edits = nextvalIntoInsert(document, body, parts);
  const title = {
    en: "Ask the sequence in the INSERT",
    ptBr: "Pedir o valor da sequência no INSERT",
  };
  return edits === undefined ? undefined : { title, safety: "unsafe", edits };
}

const message = {
  en: "This asks the sequence in a statement of its own before each INSERT. Every row costs two statements where one would do. Call nextval() among the values, or leave the column to its default, and read the id by RETURNING",
  ptBr: "Isto pede o valor da sequência num comando próprio antes de cada INSERT. Cada linha custa dois comandos onde bastaria um. Chame nextval() entre os valores, ou deixe a coluna com o seu default, e leia o id com RETURNING",
};
