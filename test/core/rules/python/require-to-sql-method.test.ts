import { rule } from "../../../../src/core/rules/python/require-to-sql-method.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const FRAME = `import pandas as pd
from sqlalchemy import create_engine
engine = create_engine("postgresql://localhost/shop")
`;

ruleTable(rule, {
  reports: [
    [
      "chunks of a file",
      `${FRAME}for chunk in pd.read_csv("t.csv", chunksize=100000):
    chunk.«to_sql»(name="t", con=engine, if_exists="append")
`,
    ],
    [
      "a hook of Airflow",
      `import pandas as pd
from airflow.providers.postgres.hooks.postgres import PostgresHook
def load(df):
    engine = PostgresHook("dwh").get_sqlalchemy_engine()
    df.«to_sql»("t", engine, index=False)
`,
    ],
  ],
  quiet: [
    ["a method", `${FRAME}df.to_sql("t", engine, method=copy_rows)\n`],
    ["only the columns", `${FRAME}df.head(n=0).to_sql("t", engine, if_exists="replace")\n`],
    [
      "SQLite",
      `${FRAME}import sqlite3
local = sqlite3.connect("t.db")
df.to_sql("t", local)
`,
    ],
    ["options from elsewhere", `${FRAME}df.to_sql("t", engine, **options)\n`],
    [
      "Dask",
      `${FRAME}import dask.dataframe as dd\nddf.to_sql("t", "postgresql://localhost/shop")\n`,
    ],
  ],
});
