import { rule } from "../../../../src/core/rules/python/no-to-sql-replace.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const FRAME = `import pandas as pd
from sqlalchemy import create_engine
engine = create_engine("postgresql://localhost/shop")
`;

ruleTable(rule, {
  reports: [
    ["a table of rows", `${FRAME}df.to_sql("t", engine, «if_exists='replace'»)\n`],
    [
      "a task of Airflow",
      `import pandas as pd
from airflow.providers.postgres.hooks.postgres import PostgresHook
def load(df):
    hook = PostgresHook("dwh")
    df.to_sql("t", con=hook.get_sqlalchemy_engine(), «if_exists="replace"», index=False)
`,
    ],
  ],
  quiet: [
    ["append", `${FRAME}df.to_sql("t", engine, if_exists="append")\n`],
    ["only the columns", `${FRAME}df.head(0).to_sql("t", engine, if_exists="replace")\n`],
    ["an empty slice", `${FRAME}df[:0].to_sql("t", engine, if_exists="replace")\n`],
    ["a choice", `${FRAME}df.to_sql("t", engine, if_exists="replace" if first else "append")\n`],
    [
      "another database",
      `${FRAME}my = create_engine("mysql+pymysql://localhost/shop")
df.to_sql("t", my, if_exists="replace")
`,
    ],
  ],
});
