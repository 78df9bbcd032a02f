// Scala sources, and the calls that run SQL in them.
import { codeTable } from "./code-cases.ts";

const inMethod = (body: string, members = "") =>
  `object Load {\n${members}\n  def run(rows: Seq[Row]): Unit = {\n${body}\n  }\n}\n`;

codeTable("scala", [
  [
    "for with an interpolated string",
    inMethod(
      "for (r <- rows) { st.executeUpdate(s\"INSERT INTO t VALUES (${r.id}, $name, '$$1')\") }",
    ),
    "executeUpdate in for r of rows: INSERT INTO t VALUES (⟨r.id⟩, ⟨name⟩, '$1'), flows",
  ],
  [
    "foreach with a block of statements",
    inMethod(
      "val ps = c.prepareStatement(Q)\nrows.foreach { r =>\n ps.setInt(1, r.id)\n ps.executeUpdate()\n}",
      'private val Q = "INSERT INTO t VALUES (?)"',
    ),
    "executeUpdate in foreach r of rows: INSERT INTO t VALUES (?), flows",
  ],
  [
    "a pattern of cases, and a margin",
    inMethod(
      'rows foreach { case (a, b) => st.execute("""INSERT INTO t\n    |VALUES (1)""".stripMargin) }',
    ),
    "execute in foreach a b of rows: INSERT INTO t VALUES (1)",
  ],
  [
    "a block for each partition is no loop over rows",
    inMethod(
      'df.foreachPartition { (it: Iterator[Row]) => st.execute("INSERT INTO t VALUES (1)")\n it.foreach(r => st.execute(s"INSERT INTO t VALUES ($r)")) }',
    ),
    "execute: INSERT INTO t VALUES (1)",
    "execute in foreach r of it: INSERT INTO t VALUES (⟨r⟩), flows",
  ],
  [
    "calls without parentheses",
    inMethod(
      'val ps = c.prepareStatement("INSERT INTO t VALUES (?)")\nfor (r <- rows) {\n ps.setInt(1, r)\n ps.addBatch\n}\nps.executeBatch',
    ),
    "addBatch in for r of rows: INSERT INTO t VALUES (?), flows",
    "executeBatch: INSERT INTO t VALUES (?)",
  ],
  [
    "options and futures are no loops",
    inMethod(
      'opt.foreach(r => st.execute("INSERT INTO t VALUES (1)"))\nfor { c <- connect(); n <- run(c) } yield st.execute("INSERT INTO t VALUES (1)")\nfuture.map(r => st.execute("INSERT INTO t VALUES (1)"))',
    ),
    "execute: INSERT INTO t VALUES (1)",
    "execute: INSERT INTO t VALUES (1)",
    "execute: INSERT INTO t VALUES (1)",
  ],
  [
    "an iterator in while",
    inMethod('while (it.hasNext) { val r = it.next(); st.execute(s"INSERT INTO t VALUES ($r)") }'),
    "execute in while it r: INSERT INTO t VALUES (⟨r⟩), flows",
  ],
  [
    "Scala 3 without braces",
    'object Load:\n  def run(rows: Seq[Row]) =\n    for r <- rows do\n      st.execute(s"INSERT INTO t VALUES ($r)")\n    rows.foreach: r =>\n      st.execute(s"INSERT INTO u VALUES ($r)")\n',
    "execute in for r of rows: INSERT INTO t VALUES (⟨r⟩), flows",
    "execute in foreach r of rows: INSERT INTO u VALUES (⟨r⟩), flows",
  ],
  [
    "Using hands over what it opens",
    inMethod(
      'Using(c.prepareStatement("INSERT INTO t VALUES (?)")) { ps => for (r <- rows) { ps.setInt(1, r); ps.executeUpdate() } }',
    ),
    "executeUpdate in for r of rows: INSERT INTO t VALUES (?), flows",
  ],
  [
    "tagged strings bind",
    inMethod('rows.foreach(r => db.run(sql"insert into t values (${r.id})".asUpdate))'),
    "run in foreach r of rows: insert into t values (⟨=r.id⟩), flows",
  ],
  [
    "numbers",
    inMethod('(1 to 3).foreach(i => st.execute("INSERT INTO t VALUES (%d)".format(i)))'),
    "execute in foreach i of (1 to 3) (3): INSERT INTO t VALUES (⟨i⟩), flows",
  ],
  [
    "a function of a placeholder",
    inMethod('rows.foreach(insert(_, "INSERT INTO t VALUES (?)"))'),
    "insert in foreach _ of rows: INSERT INTO t VALUES (?), flows",
  ],
]);
