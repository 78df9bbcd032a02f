// Java sources, and the calls that run SQL in them.
import { codeTable } from "./code-cases.ts";

/** Statements in a method of a class. */
const inMethod = (body: string, members = "") =>
  `import java.sql.*;\nclass Load {\n${members}\n  void run(List<Row> rows) throws Exception {\n${body}\n  }\n}\n`;

codeTable("java", [
  [
    "a prepared statement of try-with-resources",
    inMethod(`try (PreparedStatement ps = c.prepareStatement("INSERT INTO t VALUES (?)")) {
      for (Row r : rows) { ps.setInt(1, r.id()); ps.executeUpdate(); }
    }`),
    "executeUpdate in for r of rows: INSERT INTO t VALUES (?), flows",
  ],
  [
    "addBatch with a flush each thousand",
    inMethod(
      `PreparedStatement ps = c.prepareStatement(SQL);
       for (int i = 0; i < rows.size(); i++) {
         ps.setInt(1, rows.get(i).id()); ps.addBatch();
         if (i % 1000 == 0) ps.executeBatch();
       }`,
      'private static final String SQL = "INSERT INTO t " + "VALUES (?)";',
    ),
    "addBatch in for i: INSERT INTO t VALUES (?), flows",
    "executeBatch in for i: INSERT INTO t VALUES (?), flows, if i % 1000 == 0",
  ],
  [
    "a text block with an escaped line end",
    inMethod(`for (Row r : rows) st.execute("""
        INSERT INTO "t" \\
        VALUES (1)
        """);`),
    'execute in for r of rows: INSERT INTO "t" VALUES (1)',
  ],
  [
    "values pasted in",
    inMethod(`for (Row r : rows) st.executeUpdate("INSERT INTO t VALUES ('" + r.name + "')");`),
    "executeUpdate in for r of rows: INSERT INTO t VALUES ('⟨r.name⟩'), flows",
  ],
  [
    "String.format and formatted",
    inMethod(`st.execute(String.format("INSERT INTO %s VALUES (%d)", t, r.id));
      st.execute("INSERT INTO t VALUES (%s)".formatted(x));`),
    "execute: INSERT INTO ⟨t⟩ VALUES (⟨r.id⟩)",
    "execute: INSERT INTO t VALUES (⟨x⟩)",
  ],
  [
    "JdbcTemplate in a lambda of forEach",
    inMethod(`rows.forEach(r -> jdbc.update("INSERT INTO t VALUES (?)", r.id()));`),
    "update in forEach r of rows: INSERT INTO t VALUES (?), flows",
  ],
  [
    "a stream, and an Optional that is no loop",
    inMethod(`rows.stream().map(r -> jdbc.update("INSERT INTO t VALUES (?)", r)).toList();
      first.map(r -> jdbc.update("INSERT INTO t VALUES (?)", r));`),
    "update in map r of rows.stream(): INSERT INTO t VALUES (?), flows",
    "update: INSERT INTO t VALUES (?)",
  ],
  [
    "lines of a reader",
    inMethod(`String line;
      while ((line = in.readLine()) != null) {
        String[] f = line.split(",");
        ps.setString(1, f[0]);
        jdbc.update("INSERT INTO t VALUES (?)", f);
      }`),
    "update in while line in: INSERT INTO t VALUES (?), flows",
  ],
  [
    "a transaction template runs its lambda in place",
    inMethod(`for (Row r : rows) {
      tx.executeWithoutResult(status -> jdbc.update("INSERT INTO t VALUES (?)", r.id()));
    }`),
    "update in for r of rows: INSERT INTO t VALUES (?), flows",
  ],
  [
    "a callback kept for later is no part of the loop",
    inMethod(`for (Row r : rows) {
      bus.subscribe(event -> jdbc.update("INSERT INTO t VALUES (?)", event));
    }`),
    "update: INSERT INTO t VALUES (?)",
  ],
  [
    "an anonymous class that forEach calls",
    inMethod(`rdd.foreach(new VoidFunction<Row>() {
      public void call(Row r) { st.executeUpdate("INSERT INTO t VALUES (" + r + ")"); }
    });`),
    "executeUpdate in foreach r of rdd: INSERT INTO t VALUES (⟨r⟩), flows",
  ],
  [
    "a chain from a native query",
    inMethod(
      `for (Row r : rows) em.createNativeQuery("INSERT INTO t VALUES (?1)").setParameter(1, r.id).executeUpdate();`,
    ),
    "executeUpdate in for r of rows: INSERT INTO t VALUES (?1), flows",
  ],
  [
    "a statement that the constructor prepares",
    `class Sink {
      private final PreparedStatement insert;
      Sink(Connection c) { this.insert = c.prepareStatement("INSERT INTO t VALUES (?)"); }
      void write(Row r) { insert.setInt(1, r.id); insert.executeUpdate(); }
    }`,
    "executeUpdate: INSERT INTO t VALUES (?)",
  ],
  [
    "a few elements",
    inMethod(`for (String s : List.of("a", "b")) st.execute("INSERT INTO t VALUES ('" + s + "')");
      for (int i = 0; i < 10; i++) st.execute("INSERT INTO t VALUES (" + i + ")");`),
    'execute in for s of List.of("a", "b") (2): INSERT INTO t VALUES (\'⟨s⟩\'), flows',
    "execute in for i (10): INSERT INTO t VALUES (⟨i⟩), flows",
  ],
  [
    "tries",
    inMethod(`int retries = 3;
      while (retries-- > 0) { st.execute("INSERT INTO t VALUES (1)"); }`),
    "execute in while retries (retry): INSERT INTO t VALUES (1)",
  ],
  [
    "a constant of another class of the file",
    `class Queries { static final String INSERT = "INSERT INTO t VALUES (?)"; }
     class Load { void run() { jdbc.update(Queries.INSERT, 1); } }`,
    "update: INSERT INTO t VALUES (?)",
  ],
]);
