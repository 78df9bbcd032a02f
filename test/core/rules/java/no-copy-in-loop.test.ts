import { rule } from "../../../../src/core/rules/java/no-copy-in-loop.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a StringReader of the row",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    CopyManager copy = new CopyManager((BaseConnection) connection);
    for (Row row : rows) {
      copy.«copyIn»("COPY readings (id) FROM STDIN", new StringReader(row.toText()));
    }
  }
}
`,
    ],
    [
      "bytes of the row",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    CopyManager copy = new CopyManager((BaseConnection) connection);
    for (Row row : rows) {
      copy.«copyIn»("COPY readings (id) FROM STDIN", new ByteArrayInputStream(row.toBytes()));
    }
  }
}
`,
    ],
  ],
  quiet: [
    [
      "one COPY, many writes",
      `class Load {
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
    ],
    [
      "one COPY a file",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    CopyManager copy = new CopyManager((BaseConnection) connection);
    for (Path file : files) {
      copy.copyIn("COPY readings (id) FROM STDIN", Files.newBufferedReader(file));
    }
  }
}
`,
    ],
    [
      "one COPY a batch",
      `class Load {
  void load(Connection connection, ResultSet rs, List<Row> rows) throws Exception {
    CopyManager copy = new CopyManager((BaseConnection) connection);
    for (String batch : batches) {
      copy.copyIn("COPY readings (id) FROM STDIN", new StringReader(batch));
    }
  }
}
`,
    ],
  ],
});
