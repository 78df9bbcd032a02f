// pandas' to_sql with its default way of inserting.
import { defineRule } from "../../analysis/rule.ts";
import { toSqlCalls } from "../../lang/code/traps/pandas-to-sql.ts";

export const rule = defineRule<"python">({
  id: "python/require-to-sql-method",
  summary: "Require a method for DataFrame.to_sql",
  why: "Without method, to_sql gives the rows to SQLAlchemy's executemany; a callable that writes COPY is several times faster on large frames.",
  severity: "info",
  fixable: false,
  references: ["pandas documentation: DataFrame.to_sql, insertion method"],
  examples: [
    {
      title: "The default method",
      bad: `import pandas as pd
from sqlalchemy import create_engine

engine = create_engine("postgresql://localhost/shop")
df = pd.read_csv("readings.csv")
df.«to_sql»("readings", engine, if_exists="append", index=False)
`,
      good: `import pandas as pd
from sqlalchemy import create_engine

engine = create_engine("postgresql://localhost/shop")
df = pd.read_csv("readings.csv")
df.to_sql("readings", engine, if_exists="append", index=False, method=insert_by_copy)
`,
    },
  ],
  *check(document) {
    if (!document.importsAny("pandas", "geopandas")) return;
    for (const { call, keywords } of toSqlCalls(document)) {
      // Seven places in front of method are rarely written out.
      if (keywords.has("method") || call.args.filter(({ name }) => !name).length > 8) continue;
      yield { range: call.nameRange, message: MESSAGE };
    }
  },
});

const MESSAGE = {
  en: "to_sql without method inserts through SQLAlchemy's executemany. For large frames that is several times slower than COPY and builds the parameters of all rows in memory. Pass a method that writes the rows as CSV into COPY, and a chunksize",
  ptBr: "to_sql sem method insere pelo executemany do SQLAlchemy. Em data frames grandes, isso é várias vezes mais lento que COPY e monta os parâmetros de todas as linhas na memória. Passe um method que escreva as linhas como CSV no COPY, e um chunksize",
};
