// COPY through CopyManager that is started for each row.
import { defineRule } from "../../analysis/rule.ts";
import { copiesInLoop } from "../../lang/code/traps/copy-in-loop.ts";

export const rule = defineRule<"java">({
  id: "java/no-copy-in-loop",
  summary: "Disallow a COPY for each row",
  why: "Starting and ending a COPY costs more round trips than an INSERT; COPY is fast because one of them carries many rows.",
  severity: "warning",
  fixable: false,
  references: ["pgJDBC documentation: CopyManager"],
  examples: [
    {
      title: "One COPY a row",
      bad: `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    CopyManager copy = new CopyManager((BaseConnection) connection);
    for (Row row : rows) {
      copy.«copyIn»("COPY readings (id) FROM STDIN", new StringReader(row.toText()));
    }
  }
}
`,
      good: `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    CopyManager copy = new CopyManager((BaseConnection) connection);
    CopyIn in = copy.copyIn("COPY readings (id) FROM STDIN");
    for (Row row : rows) {
      byte[] line = row.toText().getBytes(UTF_8);
      in.writeToCopy(line, 0, line.length);
    }
    in.endCopy();
  }
}
`,
    },
  ],
  *check(document) {
    for (const call of copiesInLoop(document)) yield { range: call.nameRange, message };
  },
});

const message = {
  en: "Each turn of this loop starts a COPY for one row. Its start and end are round trips of their own, so this is slower than an INSERT. Start one COPY before the loop and write every row to it",
  ptBr: "Cada volta deste laço inicia um COPY para uma linha. O início e o fim dele são idas e voltas próprias, e isso fica mais lento que um INSERT. Inicie um único COPY antes do laço e grave nele todas as linhas",
};
