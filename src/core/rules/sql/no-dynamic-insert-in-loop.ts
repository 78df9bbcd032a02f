// EXECUTE of an INSERT text in each turn of a PL/pgSQL loop. Quiet where the table itself differs from turn
// to turn, for then the statement has to be dynamic.
import { defineStatementRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import type { PlStatement } from "../../lang/sql/plpgsql.ts";
import { stringValue } from "../../lang/sql/rewrite/literal.ts";
import { turnNames, usesName } from "../../lang/sql/rewrite/loop-turns.ts";
import { depthChange, isMark, isWord, splitAt } from "../../lang/sql/rewrite/row-values.ts";
import type { Token } from "../../lang/sql/tokens.ts";
import { type Range, spanning } from "../../text/range.ts";

export const rule = defineStatementRule({
  id: "sql/no-dynamic-insert-in-loop",
  summary: "Disallow EXECUTE of an INSERT text in a loop",
  why: "EXECUTE parses and plans its text again in each turn; a plain INSERT in PL/pgSQL is planned once. A value that is concatenated into the text is also read as SQL.",
  severity: "warning",
  fixable: false,
  references: ["PostgreSQL documentation: PL/pgSQL, Executing Dynamic Commands"],
  on: ["do", "create-routine"],
  examples: [
    {
      title: "A text for each row",
      bad: `DO $$
DECLARE r record;
BEGIN
  FOR r IN SELECT id, name FROM staging LOOP
    «EXECUTE 'INSERT INTO city (id, name) VALUES ('» || r.id || ', ' || quote_literal(r.name) || ')';
  END LOOP;
END $$;`,
      good: `DO $$
BEGIN
  INSERT INTO city (id, name) SELECT id, name FROM staging;
END $$;`,
    },
  ],
  *checkStatement(statement, document) {
    const body = document.plBody(statement);
    for (const inner of body?.statements ?? []) {
      if (body === undefined || inner.kind !== "execute" || inner.loops.length === 0) continue;
      const dynamic = readExecute(document, inner);
      const names = turnNames(document, body, inner);
      if (dynamic === undefined || usesName(dynamic.table, names)) continue;
      if (usesName(dynamic.values, names))
        yield { range: dynamic.range, message: dynamic.isConcatenated ? concatenated : planned };
    }
  },
});

interface DynamicInsert {
  /** EXECUTE and the text. */
  readonly range: Range;
  /** What the table's name is made of; empty where the text says it. */
  readonly table: readonly Token[];
  readonly values: readonly Token[];
  readonly isConcatenated: boolean;
}

/** EXECUTE 'INSERT …' || …, EXECUTE 'INSERT …' USING …, EXECUTE format('INSERT …', …). */
function readExecute(document: SqlDocument, { range }: PlStatement): DynamicInsert | undefined {
  const [execute, first, ...rest] = document.tokens(range);
  if (execute === undefined || first === undefined) return undefined;
  const isFormat = isWord(first, "format") && isMark(rest[0], "(");
  const literal = isFormat ? rest[1] : first;
  const text = literal?.kind === "string" ? stringValue(literal.text) : undefined;
  const table = text === undefined ? undefined : targetOf(text);
  if (literal === undefined || table === undefined) return undefined;
  const marked = spanning(execute.range, literal.range);
  if (!isFormat) {
    // A name that the text does not finish is made of what follows.
    if (table.places > 0 || table.isCut) return undefined;
    const isConcatenated = rest.some((token) => isMark(token, "||"));
    return { range: marked, table: [], values: rest, isConcatenated };
  }
  const [args, behind] = splitCall(rest);
  const parts = splitAt(args.slice(1), (token) => isMark(token, ",")).slice(1);
  return {
    range: marked,
    table: parts.slice(0, table.places).flat(),
    values: [...parts.slice(table.places).flat(), ...behind],
    isConcatenated: false,
  };
}

/** `places`: how many of %I and %s the table's name takes. Only INSERT … VALUES is one row. */
function targetOf(text: string): { readonly places: number; readonly isCut: boolean } | undefined {
  const head = /^\s*insert\s+into\s+([^\s(]*)/iu.exec(text);
  if (head === null || /\bselect\b/iu.test(text)) return undefined;
  const name = head[1] ?? "";
  // A numbered place takes its argument out of order.
  if (name.includes("$")) return undefined;
  return { places: name.match(/%[a-z]/giu)?.length ?? 0, isCut: head[0].length === text.length };
}

/** The tokens from the opening parenthesis to before its end, and those behind it. */
function splitCall(tokens: readonly Token[]): readonly [readonly Token[], readonly Token[]] {
  let depth = 0;
  const end = tokens.findIndex((token) => {
    depth += depthChange(token);
    return depth === 0;
  });
  return end === -1 ? [tokens, []] : [tokens.slice(0, end), tokens.slice(end + 1)];
}

const planned = {
  en: "EXECUTE parses and plans this INSERT again in each turn of the loop. A plain INSERT is planned once, and one INSERT … SELECT needs no loop. Write the statement without EXECUTE",
  ptBr: "EXECUTE analisa e planeja este INSERT de novo em cada volta do laço. Um INSERT comum é planejado uma vez, e um só INSERT … SELECT dispensa o laço. Escreva o comando sem EXECUTE",
};

const concatenated = {
  en: "EXECUTE parses and plans this INSERT again in each turn, and reads what is concatenated into it as SQL. A NULL makes the whole text NULL, an unquoted value is an injection. Write a plain INSERT, or one INSERT … SELECT for all rows",
  ptBr: "EXECUTE analisa e planeja este INSERT de novo em cada volta, e lê como SQL o que é concatenado nele. Um NULL torna NULL o texto inteiro, um valor sem aspas é uma injeção. Escreva um INSERT comum, ou um só INSERT … SELECT para todas as linhas",
};
