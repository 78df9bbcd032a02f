// MERGE that inserts what it does not find, which looks like an upsert and is not safe as one.
import { defineStatementRule } from "../../analysis/rule.ts";
import { isWord } from "../../lang/sql/rewrite/row-values.ts";
import { guardsWrites } from "../../lang/sql/rewrite/write-guards.ts";

export const rule = defineStatementRule({
  id: "sql/no-merge-as-upsert",
  summary: "Disallow MERGE as an upsert",
  why: "MERGE looks first and inserts later. A row that another session commits in between makes it fail with a unique violation, while INSERT … ON CONFLICT takes the update branch.",
  severity: "info",
  fixable: false,
  references: ["PostgreSQL documentation: MERGE, Notes"],
  on: ["merge"],
  needsWhole: true,
  examples: [
    {
      title: "Update or insert",
      bad: `«MERGE INTO» stock AS s USING delivery AS d ON s.sku = d.sku
WHEN MATCHED THEN UPDATE SET amount = d.amount
WHEN NOT MATCHED THEN INSERT (sku, amount) VALUES (d.sku, d.amount);`,
      good: `INSERT INTO stock (sku, amount) SELECT sku, amount FROM delivery
ON CONFLICT (sku) DO UPDATE SET amount = EXCLUDED.amount;`,
    },
  ],
  *checkStatement(statement, document) {
    const { table } = statement;
    if (!statement.hasInsert || !statement.hasUpdate || table === undefined || table.isPlaceholder)
      return;
    // What deletes too, or looks at rows that the source lacks, is a synchronisation.
    const isSync = document
      .tokens(statement.range)
      .some((token) => isWord(token, "delete", "source"));
    if (isSync || guardsWrites(document, statement)) return;
    yield { range: statement.keyword, message: message(table.name) };
  },
});

const message = (table: string) => ({
  en: `This MERGE updates or inserts rows of "${table}". When another session inserts the same key in between, it fails with a unique violation, which ON CONFLICT never does. Write INSERT … ON CONFLICT DO UPDATE where sessions may write at once`,
  ptBr: `Este MERGE altera ou insere linhas de "${table}". Quando outra sessão insere a mesma chave nesse meio-tempo, ele falha por violação de unicidade, o que nunca ocorre com ON CONFLICT. Escreva INSERT … ON CONFLICT DO UPDATE onde várias sessões podem gravar ao mesmo tempo`,
});
