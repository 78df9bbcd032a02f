// BEGIN … EXCEPTION … END around the INSERT of each turn of a loop. Loops that try one thing again until it
// works are left alone.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import type { PlBlock, PlBody, PlStatement } from "../../lang/sql/plpgsql.ts";
import { hasComment } from "../../lang/sql/rewrite/insert-parts.ts";
import { turnsMax } from "../../lang/sql/rewrite/loop-length.ts";
import { turnNames, usesName } from "../../lang/sql/rewrite/loop-turns.ts";
import { isMark, isWord } from "../../lang/sql/rewrite/row-values.ts";
import type { InsertStatement } from "../../lang/sql/statement.ts";
import { isInside, textIn } from "../../text/range.ts";

/** Fewer turns cost nothing that anybody notices. */
const TURNS_MIN = 5;

export const rule = defineStatementRule({
  id: "sql/no-exception-block-in-loop",
  summary: "Disallow an EXCEPTION block around the INSERT of each turn of a loop",
  why: "Each entry into a block with EXCEPTION is a subtransaction, which gets a transaction id of its own when it writes. Past 64 of them in one transaction the cache of its subtransactions overflows, and every session's snapshots pay for the look-ups.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: PL/pgSQL, Trapping Errors"],
  on: ["do", "create-routine"],
  examples: [
    {
      title: "Skip rows that are there",
      bad: `DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT id FROM staging LOOP
    «BEGIN»
      INSERT INTO orders (id) VALUES (r.id);
    EXCEPTION WHEN unique_violation THEN
      NULL;
    END;
  END LOOP;
END $$;`,
      good: `DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT id FROM staging LOOP
    INSERT INTO orders (id) VALUES (r.id) ON CONFLICT DO NOTHING;
  END LOOP;
END $$;`,
      isFixed: true,
    },
  ],
  *checkStatement(statement, document) {
    const body = document.plBody(statement);
    const seen = new Set<number>();
    for (const inner of body?.statements ?? []) {
      const block = inner.blocks.findLast(({ hasHandler }) => hasHandler);
      const insert = inner.statement;
      if (body === undefined || block === undefined || insert?.kind !== "insert") continue;
      if (seen.has(block.keyword.start) || inner.range.end > handlerStart(document, block))
        continue;
      if (!isTurnsOwn(document, body, inner, insert)) continue;
      seen.add(block.keyword.start);
      yield finding(document, body, { block, insert });
    }
  },
});

function isTurnsOwn(
  document: SqlDocument,
  body: PlBody,
  inner: PlStatement,
  { source }: InsertStatement,
): boolean {
  const loop = inner.loops.at(-1);
  if (loop === undefined || source?.kind !== "values") return false;
  if ((turnsMax(document, loop) ?? Infinity) < TURNS_MIN) return false;
  return usesName(document.tokens(source.range), turnNames(document, body, inner));
}

interface GuardedInsert {
  readonly block: PlBlock;
  readonly insert: InsertStatement;
}

function finding(document: SqlDocument, body: PlBody, guarded: GuardedInsert): Finding {
  const { caught, keyword } = guarded.block;
  const isUnique = caught.length === 1 && caught[0] === "unique_violation";
  return {
    range: keyword,
    message: isUnique ? forUnique : forOthers,
    fixes: isUnique ? fixes(document, body, guarded) : [],
  };
}

/** Only for a block of that INSERT alone whose handler does nothing. */
function fixes(
  document: SqlDocument,
  body: PlBody,
  { block, insert }: GuardedInsert,
): readonly Fix[] {
  const { range } = insert;
  const before = { start: block.range.start, end: range.start };
  const behind = { start: range.end, end: block.range.end };
  const others = body.statements.filter(
    (other) =>
      isInside(other.range, block.range) && other.range.end <= handlerStart(document, block),
  );
  const isAlone =
    others.length === 1 &&
    insert.conflict === undefined &&
    !insert.hasReturning &&
    block.range.start === block.keyword.start;
  if (!isAlone || !isIdle(document, behind) || hasComment(document, before)) return [];
  if (hasComment(document, behind)) return [];
  return [
    {
      title: { en: "ON CONFLICT DO NOTHING instead", ptBr: "Usar ON CONFLICT DO NOTHING" },
      safety: "unsafe",
      edits: [
        {
          range: block.range,
          text: `${textIn(document.text, range)} ON CONFLICT DO NOTHING`,
        },
      ],
    },
  ];
}

function handlerStart(document: SqlDocument, { range }: PlBlock): number {
  const handler = document.tokens(range).findLast((token) => isWord(token, "exception"));
  return handler?.range.start ?? range.end;
}

/** `; EXCEPTION WHEN unique_violation THEN [NULL;] END` and nothing more. */
function isIdle(document: SqlDocument, range: PlBlock["range"]): boolean {
  const words = document
    .tokens(range)
    .filter((token) => !isMark(token, ";"))
    .map(({ text }) => text.toLowerCase())
    .join(" ");
  return /^exception when unique_violation then (?:null )?end$/u.test(words);
}

const forUnique = {
  en: "Each turn opens a subtransaction for this INSERT, only to skip rows that are there. Past 64 in one transaction their cache overflows and every session's snapshots pay. Write ON CONFLICT DO NOTHING",
  ptBr: "Cada volta abre uma subtransação para este INSERT, só para pular linhas que já existem. Acima de 64 numa transação o cache delas estoura e os snapshots de todas as sessões pagam. Escreva ON CONFLICT DO NOTHING",
};

const forOthers = {
  en: "Each turn opens a subtransaction to catch the errors of this INSERT. Past 64 in one transaction their cache overflows and every session's snapshots pay. Check the rows before the loop, or load them into a staging table and insert the good ones as one set",
  ptBr: "Cada volta abre uma subtransação para capturar os erros deste INSERT. Acima de 64 numa transação o cache delas estoura e os snapshots de todas as sessões pagam. Verifique as linhas antes do laço, ou carregue-as numa tabela de staging e insira as boas de uma vez",
};
