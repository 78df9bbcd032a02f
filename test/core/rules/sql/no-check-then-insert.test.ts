import { expect, test } from "vitest";
import { rule } from "../../../../src/core/rules/sql/no-check-then-insert.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const workspace =
  "CREATE TABLE t (id int PRIMARY KEY, a int, b int, name text, UNIQUE (a, b)); CREATE TABLE u (id int);";

const body = (text: string): string =>
  `CREATE FUNCTION f(p int) RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  ${text}\nEND $$;`;

ruleTable(rule, {
  reports: [
    [
      "literals where not there",
      "INSERT INTO t (id) SELECT 1 WHERE «NOT EXISTS» (SELECT 1 FROM t WHERE id = 1);",
    ],
    [
      "rows of a source that the target lacks",
      "INSERT INTO s.t (id) SELECT x.id FROM src x WHERE x.ok AND «NOT EXISTS» (SELECT FROM s.t y WHERE y.id = x.id);",
    ],
    [
      "MySQL's detour by a subquery",
      "INSERT INTO t (id) SELECT * FROM (SELECT 1) AS tmp WHERE «NOT EXISTS» (SELECT id FROM t WHERE id = 1) LIMIT 1;",
    ],
    [
      "IF NOT EXISTS",
      body(
        "IF «NOT EXISTS» (SELECT 1 FROM t WHERE id = p) THEN\n    INSERT INTO t (id) VALUES (p);\n  END IF;",
      ),
    ],
    [
      "IF EXISTS … ELSE",
      body(
        "IF «EXISTS» (SELECT 1 FROM t WHERE id = p) THEN\n    UPDATE t SET a = 1 WHERE id = p;\n  ELSE\n    INSERT INTO t (id) VALUES (p);\n  END IF;",
      ),
    ],
    [
      "with more statements in the branch",
      body(
        "IF p > 0 AND «NOT EXISTS» (SELECT 1 FROM t WHERE id = p) THEN\n    IF p = 2 THEN RAISE NOTICE 'two'; END IF;\n    INSERT INTO t (id) VALUES (p);\n  END IF;",
      ),
    ],
    [
      "inside a body, by its query",
      body("INSERT INTO t (id) SELECT p WHERE «NOT EXISTS» (SELECT 1 FROM t WHERE id = p);"),
    ],
    [
      "a string in a program",
      'def add(cur, x):\n    cur.execute("INSERT INTO t (id) SELECT %s WHERE «NOT EXISTS» (SELECT 1 FROM t WHERE id = %s)", (x, x))\n',
      { file: "load.py" },
    ],
  ],
  quiet: [
    [
      "a numbered change of a schema",
      "INSERT INTO t (a) SELECT a FROM u WHERE NOT EXISTS (SELECT 1 FROM t WHERE t.a = u.a);",
      { file: "storage/schema/main/delta/36/add_rooms.sql" },
    ],
    [
      "another table",
      "INSERT INTO t (id) SELECT id FROM u WHERE NOT EXISTS (SELECT 1 FROM v WHERE v.id = u.id);",
    ],
    [
      "an empty table is filled once",
      "INSERT INTO t (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM t);",
    ],
    [
      "an overlap, which is no key",
      "INSERT INTO t (a, b) SELECT 1, 2 WHERE NOT EXISTS (SELECT 1 FROM t WHERE a <= 2 AND b >= 1);",
    ],
    [
      "a pattern",
      "INSERT INTO t (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM t WHERE name LIKE 'x%');",
    ],
    [
      "ON CONFLICT is there",
      "INSERT INTO t (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM t WHERE id = 1) ON CONFLICT DO NOTHING;",
    ],
    [
      "a lock",
      "BEGIN;\nLOCK TABLE t IN SHARE ROW EXCLUSIVE MODE;\nINSERT INTO t (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM t WHERE id = 1);\nCOMMIT;",
    ],
    [
      "an advisory lock",
      body(
        "PERFORM pg_advisory_xact_lock(1);\n  IF NOT EXISTS (SELECT 1 FROM t WHERE id = p) THEN\n    INSERT INTO t (id) VALUES (p);\n  END IF;",
      ),
    ],
    [
      "a migration, which runs alone",
      "INSERT INTO t (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM t WHERE id = 1);",
      { file: "migrations/0007_roles.sql" },
    ],
    [
      "a role",
      "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'a') THEN CREATE ROLE a; END IF; END $$;",
    ],
    [
      "the row that it refers to is looked for",
      body(
        "IF NOT EXISTS (SELECT 1 FROM u WHERE id = p) THEN\n    INSERT INTO t (id) VALUES (p);\n  END IF;",
      ),
    ],
    [
      "it inserts where there is one",
      body(
        "IF EXISTS (SELECT 1 FROM t WHERE id = p) THEN\n    INSERT INTO t (id) VALUES (p + 1);\n  END IF;",
      ),
    ],
    [
      "the other branch inserts",
      body(
        "IF NOT EXISTS (SELECT 1 FROM t WHERE id = p) THEN\n    RAISE NOTICE 'none';\n  ELSE\n    INSERT INTO t (id) VALUES (p + 1);\n  END IF;",
      ),
    ],
  ],
  fixes: [
    [
      "the last of several conditions",
      "INSERT INTO t (a, b) SELECT x, y FROM src WHERE x > 0 AND NOT EXISTS (SELECT 1 FROM t WHERE t.b = src.y AND src.x = t.a);",
      "INSERT INTO t (a, b) SELECT x, y FROM src WHERE x > 0 ON CONFLICT (a, b) DO NOTHING;",
      { workspace },
    ],
    [
      "an IF",
      body(
        "IF NOT EXISTS (SELECT 1 FROM t WHERE id = p)\n  THEN\n    INSERT INTO t (id, name)\n    VALUES (p, 'x');\n  END IF;\n  RETURN;",
      ),
      body("INSERT INTO t (id, name)\n    VALUES (p, 'x') ON CONFLICT (id) DO NOTHING;\n  RETURN;"),
      { workspace },
    ],
  ],
});

test.each([
  [
    "no key is known",
    "INSERT INTO u (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM u WHERE id = 1);",
  ],
  [
    "other columns are looked at",
    "INSERT INTO t (id, name) SELECT 1, 'x' WHERE NOT EXISTS (SELECT 1 FROM t WHERE name = 'x');",
  ],
  [
    "a part of the key is looked at",
    "INSERT INTO t (a, b) SELECT 1, 2 WHERE NOT EXISTS (SELECT 1 FROM t WHERE a = 1);",
  ],
  [
    "another condition follows",
    "INSERT INTO t (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM t WHERE id = 1) AND now() > '2026-01-01';",
  ],
  [
    "a comment would be lost",
    "INSERT INTO t (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM t /* all */ WHERE id = 1);",
  ],
  [
    "the branch does more",
    body(
      "IF NOT EXISTS (SELECT 1 FROM t WHERE id = p) THEN\n    INSERT INTO t (id) VALUES (p);\n    RAISE NOTICE 'new';\n  END IF;",
    ),
  ],
  [
    "there is another branch",
    body(
      "IF NOT EXISTS (SELECT 1 FROM t WHERE id = p) THEN\n    INSERT INTO t (id) VALUES (p);\n  ELSE\n    RAISE NOTICE 'old';\n  END IF;",
    ),
  ],
  [
    "a parameter is called like the key",
    "CREATE FUNCTION f(id int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM t WHERE t.id = f.id) THEN INSERT INTO t (id) VALUES (f.id); END IF; END $$;",
  ],
  [
    "a parameter of the query's function is",
    "CREATE FUNCTION f(id int) RETURNS void LANGUAGE plpgsql AS $$ BEGIN INSERT INTO t (id) SELECT f.id WHERE NOT EXISTS (SELECT 1 FROM t WHERE t.id = f.id); END $$;",
  ],
])("offers nothing where %s", async (_name, source) => {
  const [finding] = await findingsOf(rule, source, { workspace });
  expect(finding?.fixes).toEqual([]);
});
