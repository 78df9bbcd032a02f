// INSERT … SELECT from two tables that nothing relates: every row of one with every row of the other.
import { defineStatementRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { loadsOf } from "../../lang/sql/load-script.ts";
import { type FromItem, insertQuery, type QueryShape } from "../../lang/sql/query-shape.ts";
import type { InsertStatement } from "../../lang/sql/statement.ts";
import { isCatalog } from "../../lang/sql/table-name.ts";

export const rule = defineStatementRule({
  id: "sql/no-cross-product-insert",
  summary: "Disallow INSERT … SELECT from tables without a join condition",
  why: "Every row of one table is stored with every row of the other: two tables of 10,000 rows make 100,000,000.",
  severity: "warning",
  fixable: false,
  references: ["PostgreSQL documentation: Table Expressions"],
  on: ["insert"],
  isEmbeddable: true,
  needsWhole: true,
  examples: [
    {
      title: "The condition is missing",
      bad: "INSERT INTO report SELECT o.id, c.name FROM «orders o, customers c»;",
      good: "INSERT INTO report SELECT o.id, c.name FROM orders o JOIN customers c ON c.id = o.customer_id;",
    },
  ],
  *checkStatement(statement, document) {
    const query = insertQuery(document, statement);
    if (query === undefined || !isProduct(query) || isSmall(statement, document)) return;
    const [first] = query.from;
    const last = query.from.at(-1);
    if (first === undefined || last === undefined) return;
    const names = query.from.map(({ table }) => table?.name ?? "");
    const finding = {
      range: { start: first.range.start, end: last.range.end },
      message: message(names),
    };
    // CROSS JOIN says that it is meant; a comma may be a slip.
    const isMeant = query.from.some(({ link }) => link === "cross");
    yield isMeant ? { ...finding, severity: "info" } : finding;
  },
});

/** Only where nothing can relate or thin out the tables: no condition, group or limit of any kind. */
const isProduct = (query: QueryShape): boolean =>
  query.from.length > 1 &&
  query.where === undefined &&
  !query.isGrouped &&
  !query.isLimited &&
  !query.isCompound &&
  !query.hasPlaceholder &&
  query.from.every((item) => isPlain(item, query));

const isPlain = ({ link, table }: FromItem, { ctes }: QueryShape): boolean =>
  link !== "joined" &&
  table !== undefined &&
  !ctes.includes(table.name) &&
  !isCatalog(table) &&
  !ONE_ROW.test(table.name);

/** Tables of one row, by their names. */
const ONE_ROW =
  /(?:^|_)(?:dual|params?|parameters?|config|configuration|settings?|constants?|vars?|variables?|one|single|current|now|meta|run)(?:_|$)/u;

/** Tables that the same script fills with a few rows. */
const isSmall = ({ range }: InsertStatement, document: SqlDocument): boolean =>
  loadsOf(document).some(
    ({ statement, rowsMax }) => statement.range.start === range.start && rowsMax !== undefined,
  );

const message = (tables: readonly string[]) => ({
  en: `Nothing relates ${tables.join(" and ")}. Every row of one is stored with every row of the other: 10,000 and 10,000 make 100,000,000. Add the join condition, or write CROSS JOIN where all pairs are meant`,
  ptBr: `Nada relaciona ${tables.join(" e ")}. Cada linha de uma é gravada com cada linha da outra: 10.000 e 10.000 dão 100.000.000. Acrescente a condição do join, ou escreva CROSS JOIN se todos os pares são desejados`,
});
