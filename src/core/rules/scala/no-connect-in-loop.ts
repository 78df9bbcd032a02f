// A connection that is opened for each row that is inserted.
import { defineRule } from "../../analysis/rule.ts";
import { connectsInLoop } from "../../lang/code/traps/connect-in-loop.ts";
import { CONNECT_WORDS } from "../../lang/code/traps/trap-words.ts";

export const rule = defineRule<"scala">({
  id: "scala/no-connect-in-loop",
  summary: "Disallow opening a connection in the loop that inserts rows",
  why: "The server starts a process for every connection and authenticates it; both cost far more than an INSERT.",
  severity: "warning",
  fixable: false,
  references: [
    "java.sql.DriverManager documentation",
    "PostgreSQL documentation: How Connections Are Established",
  ],
  examples: [
    {
      title: "A connection a row",
      bad: `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    rows.foreach { row =>
      val one = DriverManager.«getConnection»(url)
      val insert = one.prepareStatement("INSERT INTO readings (id) VALUES (?)")
      insert.setInt(1, row.id)
      insert.executeUpdate()
    }
  }
}
`,
      good: `object Load {
  def load(connection: Connection, rows: Iterator[Row]): Unit = {
    val one = DriverManager.getConnection(url)
    val insert = one.prepareStatement("INSERT INTO readings (id) VALUES (?)")
    rows.foreach { row =>
      insert.setInt(1, row.id)
      insert.executeUpdate()
    }
  }
}
`,
    },
  ],
  *check(document) {
    const opening = {
      names: ["getConnection"],
      receiver: /^DriverManager$/u,
      isPlainAllowed: false,
    };
    for (const call of connectsInLoop(document, opening))
      yield { range: call.nameRange, message: CONNECT_WORDS };
  },
});
