// pandas' to_sql with if_exists="replace", which drops the table.
import { defineRule } from "../../analysis/rule.ts";
import { toSqlCalls } from "../../lang/code/traps/pandas-to-sql.ts";

export const rule = defineRule<"python">({
  id: "python/no-to-sql-replace",
  summary: 'Disallow if_exists="replace" of DataFrame.to_sql',
  why: "pandas drops the table and makes a new one from the frame's types: keys, indexes, grants, defaults and the column types of the old one are gone.",
  severity: "warning",
  fixable: false,
  references: ["pandas documentation: DataFrame.to_sql, if_exists"],
  examples: [
    {
      title: "Replacing the table",
      bad: `import pandas as pd
from sqlalchemy import create_engine

engine = create_engine("postgresql://localhost/shop")
pd.read_csv("cities.csv").to_sql("cities", engine, «if_exists="replace"», index=False)
`,
      good: `import pandas as pd
from sqlalchemy import create_engine, text

engine = create_engine("postgresql://localhost/shop")
with engine.begin() as conn:
    conn.execute(text("TRUNCATE cities"))
    pd.read_csv("cities.csv").to_sql("cities", conn, if_exists="append", index=False)
`,
    },
  ],
  *check(document) {
    for (const { keywords } of toSqlCalls(document)) {
      const exists = keywords.get("if_exists");
      if (exists !== undefined && /^["']replace["']$/u.test(exists.text))
        yield { range: exists.range, message: MESSAGE };
    }
  },
});

const MESSAGE = {
  en: 'if_exists="replace" drops the table before it writes. Its keys, indexes, grants and column types are gone, and the new table has those that pandas guesses. TRUNCATE the table and use if_exists="append" in one transaction',
  ptBr: 'if_exists="replace" exclui a tabela antes de gravar. Chaves, índices, permissões e tipos das colunas se perdem, e a tabela nova tem os que o pandas supõe. Use TRUNCATE e if_exists="append" em uma só transação',
};
