// A connection opened for each row that is inserted.
import { defineRule } from "../../analysis/rule.ts";
import { connectsInLoop } from "../../lang/code/traps/connect-in-loop.ts";

export const rule = defineRule<"python">({
  id: "python/no-connect-in-loop",
  summary: "Disallow opening a connection for each row that is inserted",
  why: "Each connection costs the network set-up, the authentication and a new server process before the first row is sent.",
  severity: "warning",
  fixable: false,
  references: ["PostgreSQL documentation: How Connections Are Established"],
  examples: [
    {
      title: "connect in the loop",
      bad: `import psycopg2

def load(dsn, rows):
    for row in rows:
        conn = psycopg2.«connect»(dsn)
        conn.cursor().execute("INSERT INTO readings (id, value) VALUES (%s, %s)", row)
        conn.close()
`,
      good: `import psycopg2
from psycopg2.extras import execute_values

def load(dsn, rows):
    with psycopg2.connect(dsn) as conn, conn.cursor() as cur:
        execute_values(cur, "INSERT INTO readings (id, value) VALUES %s", rows)
`,
    },
  ],
  *check(document) {
    const isPlainAllowed = document.imports.some((name) => /\.connect$/u.test(name));
    const opening = { names: ["connect", "create_engine"], receiver: DRIVERS, isPlainAllowed };
    for (const { nameRange } of connectsInLoop(document, opening))
      yield { range: nameRange, message: MESSAGE };
  },
});

/** An engine's or a pool's connect takes a connection that is open already. */
const DRIVERS =
  /^(?:psycopg2?|asyncpg|pg8000(?:\.\w+)?|pymysql|MySQLdb|mysql\.connector|pyodbc|oracledb|cx_Oracle|(?:psycopg\.)?(?:Async)?Connection|sqlalchemy|sa)$/u;

const MESSAGE = {
  en: "Each row opens a connection of its own. The server authenticates it and starts a process for it before the row is sent. Open one connection in front of the loop, or take it from a pool",
  ptBr: "Cada linha abre uma conexão própria. O servidor a autentica e inicia um processo para ela antes de receber a linha. Abra uma conexão antes do laço ou use um pool",
};
