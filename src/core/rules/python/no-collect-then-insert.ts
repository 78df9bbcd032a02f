// Rows of a Spark data frame that are pulled to the driver and inserted from there.
import { defineRule } from "../../analysis/rule.ts";
import { pandasAndSpark } from "../../lang/code/traps/python-inserts.ts";

export const rule = defineRule<"python">({
  id: "python/no-collect-then-insert",
  summary:
    "Disallow inserting Spark rows from the driver after collect, toPandas or toLocalIterator",
  why: "All rows go through one process and one connection, and collect fails above spark.driver.maxResultSize, which is 1 GB by default.",
  severity: "warning",
  fixable: false,
  references: ["Apache Spark documentation: JDBC To Other Databases; spark.driver.maxResultSize"],
  examples: [
    {
      title: "collect and a loop",
      bad: `from pyspark.sql import SparkSession

def load(cur, df):
    for row in df.collect():
        cur.«execute»("INSERT INTO readings (id, value) VALUES (%s, %s)", (row.id, row.value))
`,
      good: `from pyspark.sql import SparkSession

def load(df, url):
    df.write.format("jdbc").option("url", url).option("dbtable", "readings").mode("append").save()
`,
    },
  ],
  *check(document) {
    for (const { call, pull } of pandasAndSpark(document))
      yield { range: call.nameRange, message: message(pull) };
  },
});

const message = (pull: string) => ({
  en: `These rows come from Spark through ${pull}(). All of them pass through the memory of one process and over one connection, however many executors there are. Write with df.write.format("jdbc"), or COPY in foreachPartition`,
  ptBr: `Estas linhas vêm do Spark por ${pull}(). Todas passam pela memória de um só processo e por uma só conexão, seja qual for o número de executores. Escreva com df.write.format("jdbc") ou use COPY em foreachPartition`,
});
