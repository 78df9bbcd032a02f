// A PL/pgSQL loop that inserts the values of each turn. Quiet where a turn does more than one INSERT … SELECT
// could: it needs the new row's key, catches its error, runs dynamic SQL or calls a procedure.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import type { PlBody, PlLoop, PlStatement } from "../../lang/sql/plpgsql.ts";
import { headOf } from "../../lang/sql/rewrite/insert-parts.ts";
import { insertSelectOfLoop } from "../../lang/sql/rewrite/insert-select-of-loop.ts";
import { turnsMax } from "../../lang/sql/rewrite/loop-length.ts";
import {
  assignmentIn,
  directlyIn,
  turnNames,
  usesName,
} from "../../lang/sql/rewrite/loop-turns.ts";
import type { InsertStatement } from "../../lang/sql/statement.ts";
import { displayName } from "../../lang/sql/table-name.ts";
import { type Range, textIn } from "../../text/range.ts";

export const rule = defineStatementRule({
  id: "sql/no-row-by-row-loop",
  summary: "Disallow a PL/pgSQL loop that inserts row by row",
  why: "Each turn starts the executor, writes its own WAL records and descends every index for one row. INSERT … SELECT does the same for the whole set at once.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: PL/pgSQL, Looping through Query Results"],
  on: ["do", "create-routine"],
  examples: [
    {
      title: "One INSERT for each row of a query",
      bad: `DO $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT id, name FROM staging LOOP
    «INSERT INTO city» (id, name) VALUES (r.id, r.name);
  END LOOP;
END $$;`,
      good: `DO $$
DECLARE
  r record;
BEGIN
  INSERT INTO city (id, name)
  SELECT src.id, src.name
  FROM (SELECT id, name FROM staging) AS src;
END $$;`,
      isFixed: true,
    },
  ],
  *checkStatement(statement, document, context) {
    const body = document.plBody(statement);
    for (const inner of body?.statements ?? []) {
      if (body === undefined || inner.statement?.kind !== "insert") continue;
      const loop = inner.loops.at(-1);
      if (loop === undefined || !isRowByRow(document, body, inner, inner.statement)) continue;
      if ((turnsMax(document, loop) ?? Infinity) < context.thresholds.runLength) continue;
      yield finding(document, { body, loop, inner, insert: inner.statement });
    }
  },
});

function isRowByRow(
  document: SqlDocument,
  body: PlBody,
  inner: PlStatement,
  { table, source }: InsertStatement,
): boolean {
  if (table === undefined || table.isPlaceholder || source?.kind !== "values") return false;
  if (inner.blocks.some(({ hasHandler }) => hasHandler)) return false;
  if (!usesName(document.tokens(source.range), turnNames(document, body, inner))) return false;
  const loop = inner.loops.at(-1);
  if (loop === undefined) return false;
  const turn = directlyIn(body, loop);
  if (inner.conditions.length > 0 && turn.some((other) => carriesOver(document, other)))
    return false;
  return turn.every((other) => isSetWise(document, other));
}

/** `seen := seen || r.id`: what a turn finds decides about the next, so that no query could say which rows. */
function carriesOver(document: SqlDocument, { range, loops }: PlStatement): boolean {
  const loop = loops.at(-1);
  if (loop?.kind === "while" || loop?.kind === "loop") return false;
  const assignment = assignmentIn(document.tokens(range));
  return assignment !== undefined && usesName(assignment.source, new Set(assignment.targets));
}

/** What one INSERT … SELECT, or an UPDATE beside it, could do for all turns. */
function isSetWise(
  document: SqlDocument,
  { kind, statement, range, blocks, conditions }: PlStatement,
): boolean {
  if (blocks.some(({ hasHandler }) => hasHandler)) return false;
  if (kind === "sql") {
    if (statement?.kind === "insert")
      return !statement.hasReturning && statement.source?.kind !== "select";
    return (
      statement !== undefined && ["update", "delete", "select", "merge"].includes(statement.kind)
    );
  }
  if (kind !== "other") return false;
  const text = textIn(document.text, range);
  if (NEW_KEY.test(text)) return false;
  if (/^exit\b/iu.test(text))
    return /\bwhen\b/iu.test(text) || conditions.some(({ test }) => isFound(document, test));
  return !/^(?:call|perform|continue|return)\b/iu.test(text);
}

/** A key that this turn makes and its other statements refer to, as they would to one of RETURNING. */
const NEW_KEY = /\b(?:nextval|currval|lastval|gen_random_uuid|uuidv7|uuid_generate_v\d\w*)\s*\(/iu;

/** IF NOT FOUND THEN EXIT is how a loop over a cursor ends. */
const isFound = (document: SqlDocument, test: Range): boolean =>
  /\bfound\b/iu.test(textIn(document.text, test));

interface LoopInsert {
  readonly body: PlBody;
  readonly loop: PlLoop;
  readonly inner: PlStatement;
  readonly insert: InsertStatement;
}

function finding(document: SqlDocument, { body, loop, inner, insert }: LoopInsert): Finding {
  const edit = insertSelectOfLoop(document, body, inner);
  const fixes: readonly Fix[] =
    edit === undefined
      ? []
      : [
          {
            title: {
              en: "Rewrite the loop as INSERT … SELECT",
              ptBr: "Reescrever o laço como INSERT … SELECT",
            },
            safety: "unsafe",
            edits: [edit],
          },
        ];
  const table = insert.table === undefined ? "" : displayName(insert.table);
  return { range: headOf(insert), message: message(table, advice(loop)), fixes };
}

const advice = ({ kind }: PlLoop): { readonly en: string; readonly ptBr: string } => {
  if (kind === "for-integer" || kind === "while")
    return {
      en: "INSERT … SELECT FROM generate_series(…)",
      ptBr: "INSERT … SELECT FROM generate_series(…)",
    };
  if (kind === "foreach")
    return { en: "INSERT … SELECT FROM unnest(…)", ptBr: "INSERT … SELECT FROM unnest(…)" };
  return {
    en: "one INSERT … SELECT from the loop's query",
    ptBr: "um só INSERT … SELECT da consulta do laço",
  };
};

const message = (table: string, instead: ReturnType<typeof advice>) => ({
  en: `This loop inserts into "${table}" row by row. Each turn starts the executor, writes its own WAL records and descends every index for one row. Use ${instead.en}`,
  ptBr: `Este laço insere em "${table}" linha por linha. Cada volta inicia o executor, grava os próprios registros de WAL e desce cada índice por uma só linha. Use ${instead.ptBr}`,
});
