// How often a PL/pgSQL loop turns at most, where its header says so by literals.
import { textIn } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type { PlLoop } from "../plpgsql.ts";
import type { Token } from "../tokens.ts";
import { depthChange, isMark, isWord, listItems } from "./row-values.ts";

/** Undefined for any number. */
export function turnsMax(document: SqlDocument, { header, query }: PlLoop): number | undefined {
  const bounds = /\bin\s+(?:reverse\s+)?(\d+)\s*\.\.\s*(\d+)\s+loop$/iu.exec(
    textIn(document.text, header),
  );
  if (bounds !== null) return Math.abs(Number(bounds[2]) - Number(bounds[1])) + 1;
  const tokens = document.tokens(query ?? header);
  return limitOf(tokens) ?? rowsOfValues(tokens) ?? elementsOf(tokens);
}

/** The LIMIT of the query itself. */
function limitOf(tokens: readonly Token[]): number | undefined {
  const at = tokens.findLastIndex((token) => isWord(token, "limit"));
  const count = tokens[at + 1];
  const isLast = !tokens.slice(at + 1).some((token) => isMark(token, ")"));
  return at !== -1 && count?.kind === "number" && isLast ? Number(count.text) : undefined;
}

/** SELECT … FROM (VALUES (…), (…)) AS x: where nothing else is drawn from. */
function rowsOfValues(tokens: readonly Token[]): number | undefined {
  const at = tokens.findIndex((token) => isWord(token, "values"));
  const others = tokens.filter((token) => isWord(token, "join", "lateral", "unnest"));
  if (at === -1 || others.length > 0) return undefined;
  let [depth, rows] = [0, 0];
  for (const token of tokens.slice(at + 1)) {
    const change = depthChange(token);
    if (depth === 0 && change > 0) rows++;
    depth += change;
    if (depth < 0 || (depth === 0 && change === 0 && !isMark(token, ","))) break;
  }
  return rows;
}

/** FOREACH x IN ARRAY ARRAY['a', 'b'] LOOP. */
function elementsOf(tokens: readonly Token[]): number | undefined {
  const at = tokens.findLastIndex((token) => isWord(token, "array"));
  return at !== -1 && isMark(tokens[at + 1], "[")
    ? listItems(tokens.slice(at + 1)).length
    : undefined;
}
