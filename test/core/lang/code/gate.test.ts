// Which texts are worth parsing at all.
import { expect, test } from "vitest";
import type { CodeLanguage } from "../../../../src/core/lang/code/document.ts";
import { mayHoldInserts } from "../../../../src/core/lang/code/gate.ts";

test.each([
  ["python", 'q = "insert  into t"', true],
  ["python", 'copy.copy("COPY t FROM STDIN")', true],
  ["python", "df.to_sql('t', con)", true],
  ["python", "Order.objects.create(id=1)", true],
  ["python", "session.add(order)", true],
  ["python", "print('hello')", false],
  ["python", "# You may obtain a copy of the License at\nseen.add(1)", false],
  ["java", "repo.saveAll(orders)", true],
  ["java", "ps.addBatch();", true],
  ["java", "class A {}", false],
  ["typescript", "await prisma.order.create({ data })", true],
  ["typescript", "const a = 1;", false],
  ["javascript", "const s = require('pg-copy-streams');", true],
  ["go", "db.Create(&order)", true],
  ["go", "package a", false],
  ["scala", "import slick.jdbc.PostgresProfile.api._", true],
  ["scala", "object A", false],
  ["csharp", "await db.SaveChangesAsync();", true],
  ["csharp", "class A {}", false],
] satisfies readonly (readonly [CodeLanguage, string, boolean])[])(
  "%s: %s may hold inserts: %s",
  (language, text, may) => {
    expect(mayHoldInserts(text, language)).toBe(may);
  },
);
