import { rule } from "../../../../src/core/rules/python/require-to-sql-chunksize.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const FRAME = `import pandas as pd
from sqlalchemy import create_engine
engine = create_engine("postgresql+psycopg://localhost/shop")
`;

ruleTable(rule, {
  reports: [
    ["no chunksize", `${FRAME}df.to_sql("t", engine, index=False, «method="multi"»)\n`],
    ["chunks too large", `${FRAME}df.to_sql("t", engine, method="multi", «chunksize=40_000»)\n`],
    [
      "columns that are named",
      `${FRAME}df[["a", "b", "c", "d"]].to_sql("t", engine, index=False, method="multi", «chunksize=20000»)\n`,
    ],
  ],
  quiet: [
    ["a chunksize that fits", `${FRAME}df.to_sql("t", engine, method="multi", chunksize=1000)\n`],
    [
      "a chunksize that is computed",
      `${FRAME}df.to_sql("t", engine, method="multi", chunksize=65535 // len(df.columns))\n`,
    ],
    ["the default method", `${FRAME}df.to_sql("t", engine, chunksize=100000)\n`],
    [
      "a few named columns",
      `${FRAME}df[["a"]].to_sql("t", engine, index=False, method="multi", chunksize=65535)\n`,
    ],
  ],
});
