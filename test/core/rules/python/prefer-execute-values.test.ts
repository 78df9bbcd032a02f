import { rule } from "../../../../src/core/rules/python/prefer-execute-values.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "a notebook exported to .py",
      `# %%
import psycopg2
# %%
rows = list(zip(df.id, df.value))
cur.«executemany»("INSERT INTO t (id, value) VALUES (%s, %s)", rows)
conn.commit()
`,
    ],
    [
      "a constant",
      `from psycopg2.extras import DictCursor
SQL = "INSERT INTO t (a) VALUES (%s) ON CONFLICT DO NOTHING"
def load(cur, rows):
    cur.«executemany»(SQL, rows)
`,
    ],
  ],
  quiet: [
    [
      "psycopg 3",
      `import psycopg
cur.executemany("INSERT INTO t (a) VALUES (%s)", rows)
`,
    ],
    [
      "an UPDATE",
      `import psycopg2
cur.executemany("UPDATE t SET a = %s WHERE id = %s", rows)
`,
    ],
    [
      "seeds in the text",
      `import psycopg2
cur.executemany("INSERT INTO t (a, b) VALUES (%s, %s)", [(1, "x"), (2, "y")])
`,
    ],
    [
      "sqlite3 beside it",
      `import psycopg2, sqlite3
local.executemany("INSERT INTO t (a) VALUES (?)", rows)
`,
    ],
  ],
  fixes: [
    [
      "an import that is there",
      `from psycopg2.extras import execute_values
cur.executemany("INSERT INTO t (a) VALUES (%s)", rows)
`,
      `from psycopg2.extras import execute_values
execute_values(cur, "INSERT INTO t (a) VALUES %s", rows, page_size=1000)
`,
    ],
    [
      "values by name",
      `import psycopg2
cur.executemany("INSERT INTO t (a, b) VALUES (%(a)s, %(b)s)", [dict(r) for r in rows])
`,
      `from psycopg2.extras import execute_values
import psycopg2
execute_values(cur, "INSERT INTO t (a, b) VALUES %s", [dict(r) for r in rows], template="(%(a)s, %(b)s)", page_size=1000)
`,
    ],
  ],
});
