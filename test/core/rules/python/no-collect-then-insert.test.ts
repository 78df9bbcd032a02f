import { rule } from "../../../../src/core/rules/python/no-collect-then-insert.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a name in between",
      `from pyspark.sql import SparkSession
rows = df.filter("a > 1").collect()
for row in rows:
    cur.«execute»("INSERT INTO t (a) VALUES (%s)", (row.a,))
`,
    ],
    [
      "toPandas and to_sql",
      `from pyspark.sql import SparkSession
pdf = df.toPandas()
pdf.«to_sql»("t", engine, if_exists="append")
`,
    ],
    [
      "executemany",
      `import psycopg2
from pyspark.sql import SparkSession
cur.«executemany»("INSERT INTO t (a) VALUES (%s)", [tuple(r) for r in df.collect()])
`,
    ],
    [
      "iterrows of what toPandas brought",
      `from pyspark.sql import SparkSession
for _, row in df.toPandas().iterrows():
    cur.«execute»("INSERT INTO t (a) VALUES (%s)", (row["a"],))
`,
    ],
  ],
  quiet: [
    [
      "few rows",
      `from pyspark.sql import SparkSession
for row in df.limit(100).collect():
    cur.execute("INSERT INTO t (a) VALUES (%s)", (row.a,))
`,
    ],
    [
      "sums",
      `from pyspark.sql import SparkSession
for row in df.groupBy("a").count().collect():
    cur.execute("INSERT INTO t (a, n) VALUES (%s, %s)", (row["a"], row["count"]))
`,
    ],
    [
      "a collect that is none of Spark's",
      `import psycopg2
for row in crawler.collect():
    cur.execute("INSERT INTO t (a) VALUES (%s)", (row.a,))
`,
    ],
    [
      "rows sent by the executors",
      `from pyspark.sql import SparkSession
def send(rows):
    for row in rows:
        cur.execute("INSERT INTO t (a) VALUES (%s)", (row.a,))
df.foreachPartition(send)
`,
    ],
  ],
});
