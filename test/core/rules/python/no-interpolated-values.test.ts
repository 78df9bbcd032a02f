import { rule } from "../../../../src/core/rules/python/no-interpolated-values.ts";
import { ruleTable } from "../../../support/check-rule.ts";

ruleTable(rule, {
  reports: [
    [
      "the percent sign",
      `import psycopg2
def save(cur, user):
    cur.execute("INSERT INTO users (id, name) VALUES (%d, '«%s»')" % (user.id, user.name))
`,
    ],
    [
      "format",
      `import psycopg2
def save(cur, name):
    sql = "INSERT INTO users (name) VALUES ('«{}»')".format(name)
    cur.execute(sql)
`,
    ],
    [
      "concatenation",
      `import psycopg2
def save(cur, name):
    cur.execute("INSERT INTO users (name) VALUES ('" + «name» + "')")
`,
    ],
    [
      "a column of the turn's row without quotes",
      `import psycopg2
for row in rows:
    cur.execute(f"INSERT INTO t (a) VALUES («{row['a']}»)")
`,
    ],
  ],
  quiet: [
    [
      "a list of placeholders",
      `import psycopg2
for row in rows:
    marks = ", ".join(["%s"] * len(row))
    cur.execute(f"INSERT INTO {table} VALUES ({marks})", row)
`,
    ],
    [
      "only the names of table and columns",
      `import psycopg2
def save(cur, table, row):
    cur.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES (%s, %s)", list(row.values()))
`,
    ],
    [
      "psycopg.sql",
      `from psycopg import sql
def save(cur, name):
    cur.execute(sql.SQL("INSERT INTO t (a) VALUES ({})").format(sql.Literal(name)))
`,
    ],
    [
      "a constant of the file",
      `import psycopg2
KIND = "daily"
cur.execute(f"INSERT INTO jobs (kind) VALUES ('{KIND}')")
`,
    ],
    [
      "a migration that pastes what it names itself",
      `from alembic import op
def upgrade():
    op.execute(f"INSERT INTO templates (id, name) VALUES ('{template_id}', '{name}')")
`,
    ],
    [
      "a message, no statement that runs",
      `import psycopg2
def save(name):
    logger.info(f"INSERT INTO users (name) VALUES ('{name}')")
`,
    ],
  ],
});
