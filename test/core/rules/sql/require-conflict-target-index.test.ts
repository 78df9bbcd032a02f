import { expect, test } from "vitest";
import { rule } from "../../../../src/core/rules/sql/require-conflict-target-index.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const workspace = `CREATE TABLE t (id int PRIMARY KEY, a int, b int, c int UNIQUE, mail text, UNIQUE (a, b));
CREATE UNIQUE INDEX t_mail ON t (lower(mail));
CREATE TABLE plain (id int, a int);
CREATE UNIQUE INDEX plain_part ON plain (a) WHERE id > 0;
CREATE TABLE copied (LIKE t INCLUDING ALL);
CREATE TABLE day (id int PRIMARY KEY, d date) PARTITION BY RANGE (id);
CREATE TABLE day_1 PARTITION OF day FOR VALUES FROM (0) TO (10);`;

const insert = (target: string, table = "t"): string =>
  `INSERT INTO ${table} (id, a, b) VALUES (1, 2, 3) ON CONFLICT ${target} DO NOTHING;`;

ruleTable(rule, {
  reports: [
    ["another column", insert("(«mail»)"), { workspace }],
    ["a part of a key", insert("(«a»)"), { workspace }],
    ["more than a key", insert("(«id, a»)"), { workspace }],
    ["a table without keys", insert("(«id»)", "plain"), { workspace }],
    [
      "the same file",
      "CREATE TABLE x (id int PRIMARY KEY, n int);\nINSERT INTO x (id) VALUES (1) ON CONFLICT («n») DO UPDATE SET n = 2;",
      { file: "migrations/001_x.sql" },
    ],
    [
      "a string in a program",
      'cur.execute("INSERT INTO t (a) VALUES (%s) ON CONFLICT («a») DO NOTHING", (1,))',
      { workspace, file: "load.py" },
    ],
  ],
  quiet: [
    ["the primary key", insert("(id)"), { workspace }],
    ["a unique constraint in another order", insert("(b, a)"), { workspace }],
    ["a unique column", insert("(c)"), { workspace }],
    ["an expression", insert("(lower(mail))"), { workspace }],
    ["a constraint", insert("ON CONSTRAINT t_pkey"), { workspace }],
    ["no target", insert(""), { workspace }],
    ["a predicate", insert("(a) WHERE id > 0", "plain"), { workspace }],
    ["a partial index may be meant", insert("(a)", "plain"), { workspace }],
    ["a table that is not known", insert("(id)", "elsewhere"), { workspace }],
    ["a table that copies another", insert("(a)", "copied"), { workspace }],
    ["a partition has its parent's keys", insert("(id)", "day_1"), { workspace }],
    [
      "a migration met the table as it was",
      insert("(mail)"),
      { workspace, file: "db/migrations/0003_mail.sql" },
    ],
  ],
  fixes: [
    [
      "two columns, indented",
      "  INSERT INTO s.plain AS p (id, a) VALUES (1, 2) ON CONFLICT (id, a) DO NOTHING;",
      "  CREATE UNIQUE INDEX ON s.plain (id, a);\n  INSERT INTO s.plain AS p (id, a) VALUES (1, 2) ON CONFLICT (id, a) DO NOTHING;",
      { workspace: "CREATE TABLE s.plain (id int, a int);" },
    ],
  ],
});

test("offers no index inside a routine, and names the table's definition", async () => {
  const source = `DO $$ BEGIN ${insert("(a)")} END $$;`;
  const [finding] = await findingsOf(rule, source, { workspace });
  expect(finding?.fixes).toEqual([]);
  expect(finding?.related?.map(({ file }) => file)).toEqual(["schema.sql"]);
});
