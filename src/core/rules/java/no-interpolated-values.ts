// An INSERT whose VALUES hold data that was pasted in as text.
import { defineRule } from "../../analysis/rule.ts";
import { interpolatedValues } from "../../lang/code/traps/interpolated-values.ts";

export const rule = defineRule<"java">({
  id: "java/no-interpolated-values",
  summary: "Disallow values that are pasted into the text of an INSERT",
  why: "A quote in the data breaks the statement or runs as SQL, numbers and dates depend on the formatting of the program, and no two texts are alike, so no plan is used twice.",
  severity: "error",
  fixable: false,
  references: ["OWASP: SQL Injection Prevention Cheat Sheet"],
  examples: [
    {
      title: "A value as text",
      bad: `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    Statement statement = connection.createStatement();
    for (Row row : rows) {
      statement.«executeUpdate»("INSERT INTO city (name) VALUES ('" + row.name() + "')");
    }
  }
}
`,
      good: `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    PreparedStatement insert = connection.prepareStatement("INSERT INTO city (name) VALUES (?)");
    for (Row row : rows) {
      insert.setString(1, row.name());
      insert.addBatch();
    }
    insert.executeBatch();
  }
}
`,
    },
  ],
  *check(document) {
    for (const { call, hole } of interpolatedValues(document))
      yield { range: call.nameRange, message: message(hole.expression) };
  },
});

const message = (expression: string) => ({
  en: `The value of ${expression} is pasted into the text of this INSERT. One quote in the data breaks the statement or runs as SQL. Use a PreparedStatement with ?`,
  ptBr: `O valor de ${expression} é colado no texto deste INSERT. Uma aspa nos dados quebra o comando ou roda como SQL. Use um PreparedStatement com ?`,
});
