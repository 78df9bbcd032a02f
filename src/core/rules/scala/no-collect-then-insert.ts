// Rows of a Spark data set that are pulled to the driver and inserted from there.
import { defineRule } from "../../analysis/rule.ts";
import { collectedLoads } from "../../lang/code/traps/collect-then-insert.ts";
import { collectWords } from "../../lang/code/traps/trap-words.ts";

export const rule = defineRule<"scala">({
  id: "scala/no-collect-then-insert",
  summary: "Disallow pulling the rows of a Spark data set to the driver to insert them",
  why: "Everything goes through one process, which Spark stops beyond spark.driver.maxResultSize (1 GB by default), and through one connection.",
  severity: "warning",
  fixable: false,
  references: [
    "Apache Spark documentation: Configuration",
    "Apache Spark documentation: JDBC To Other Databases",
  ],
  examples: [
    {
      title: "The driver inserts",
      bad: `object Load {
  def load(data: DataFrame, connection: Connection): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    data.collect().foreach { row =>
      insert.setInt(1, row.getInt(0))
      insert.«executeUpdate»()
    }
  }
}
`,
      good: `object Load {
  def load(data: DataFrame): Unit = {
    data.write.format("jdbc").option("url", url).option("dbtable", "readings").mode("append").save()
  }
}
`,
    },
  ],
  *check(document) {
    const pulling = { pulls: ["collect", "collectAsList", "toLocalIterator"], loads: [] };
    for (const { call, pull } of collectedLoads(document, pulling))
      yield { range: call.nameRange, message: collectWords(pull) };
  },
});
