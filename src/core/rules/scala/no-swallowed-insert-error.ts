// A catch in or around a loop of INSERTs that prints the error and does nothing else.
import { defineRule } from "../../analysis/rule.ts";
import { swallowedErrors } from "../../lang/code/traps/swallowed-error.ts";
import { swallowedWords } from "../../lang/code/traps/trap-words.ts";

export const rule = defineRule<"scala">({
  id: "scala/no-swallowed-insert-error",
  summary: "Disallow catching an error of a row's INSERT only to print it",
  why: "The row is lost and nobody counts it. In a transaction PostgreSQL refuses every statement after the first error, so all later rows are lost with it.",
  severity: "error",
  fixable: false,
  references: ["PostgreSQL documentation: Error Codes, 25P02 in_failed_sql_transaction"],
  examples: [
    {
      title: "Printed and forgotten",
      bad: `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      try {
        insert.setInt(1, row.id)
        insert.executeUpdate()
      } «catch» {
        case e: SQLException => println(e)
      }
    }
  }
}
`,
      good: `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val insert = connection.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      try {
        insert.setInt(1, row.id)
        insert.executeUpdate()
      } catch {
        case e: SQLException => throw e
      }
    }
  }
}
`,
    },
  ],
  *check(document) {
    for (const { handler, goesOn } of swallowedErrors(
      document,
      /SQLException|^Exception|Throwable|DataAccessException/u,
    ))
      yield { range: handler.keyword, message: swallowedWords(goesOn) };
  },
});
