// How many rows a query can give, as far as its text shows it. A guess on the small side: what is unknown
// and no plain table counts as one row, so that a rule about big loads stays quiet.
import { type FromItem, isWord, type QueryShape } from "./query-shape.ts";
import type { TableName } from "./schema/schema-fact.ts";
import { isCatalog } from "./table-name.ts";
import type { Token } from "./tokens.ts";

/** Tables whose rows are all in sight; `rows` is undefined where they may be any number. */
export type FindTable = (table: TableName) => { readonly rows: number | undefined } | undefined;

/** Undefined for any number. */
export function rowsOfItems(query: QueryShape, find: FindTable): number | undefined {
  const limit = literalLimit(query);
  if (query.hasParameter || (query.isCompound && query.from.length === 0)) return 1;
  let rows: number | undefined = 1;
  for (const item of query.from) {
    const some = rowsOf(item, query, find);
    rows = rows === undefined || some === undefined ? undefined : rows * some;
  }
  if (rows === undefined && isSelective(query.where ?? [])) rows = 1;
  return limit === undefined ? rows : Math.min(limit, rows ?? limit);
}

function rowsOf(item: FromItem, query: QueryShape, find: FindTable): number | undefined {
  const { table, tokens } = item;
  if (table === undefined) return rowsOfCall(tokens);
  if (query.ctes.includes(table.name) || isCatalog(table)) return 1;
  const known = find(table);
  return known === undefined ? undefined : known.rows;
}

/** generate_series over two literals; a subquery with a FROM of its own may give any number. */
function rowsOfCall(tokens: readonly Token[]): number | undefined {
  const name = tokens.findIndex((token) => isWord(token, "generate_series"));
  if (name !== -1) {
    const [from, comma, to] = tokens.slice(name + 2);
    const isLiteral = from?.kind === "number" && comma?.text === "," && to?.kind === "number";
    return isLiteral ? Number(to.text) - Number(from.text) + 1 : undefined;
  }
  return tokens.some((token) => isWord(token, "from")) ? undefined : 1;
}

/** WHERE name = 'x' and WHERE state IN ('x', 'y') pick few rows. */
const isSelective = (where: readonly Token[]): boolean =>
  !where.some((token) => isWord(token, "or")) &&
  where.some((token, index) => {
    if (token.text === "=") return where[index + 1]?.kind === "string";
    return isWord(token, "in") && where[index + 2]?.kind === "string";
  });

const literalLimit = ({ limit }: QueryShape): number | undefined => {
  const [, count] = limit ?? [];
  return count?.kind === "number" ? Number(count.text) : undefined;
};
