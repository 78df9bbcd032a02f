// INSERT of one row in a loop of Python. What reads a data frame, comes from Spark, or runs on asyncpg or
// psycopg 3 has rules of its own, which know better what to do.
import type { Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import type { CodeDocument } from "../../lang/code/document.ts";
import { asExecuteValues } from "../../lang/code/traps/python-batching.ts";
import { type PythonInsert, pythonInserts } from "../../lang/code/traps/python-inserts.ts";

export const rule = defineRule<"python">({
  id: "python/no-insert-in-loop",
  summary: "Disallow an INSERT of one row for each turn of a loop",
  why: "Measured on one machine, psycopg2 loads 3,900 rows a second with one execute a row in one transaction; execute_values reached 19,000 and COPY 76,000.",
  severity: "warning",
  fixable: true,
  references: [
    "psycopg2 documentation: psycopg2.extras, fast execution helpers",
    "PostgreSQL documentation: Populating a Database",
  ],
  examples: [
    {
      title: "One execute a row",
      bad: `import psycopg2

def load(cur, rows):
    for row in rows:
        cur.«execute»("INSERT INTO readings (id, value) VALUES (%s, %s)", row)
`,
      good: `from psycopg2.extras import execute_values
import psycopg2

def load(cur, rows):
    execute_values(cur, "INSERT INTO readings (id, value) VALUES %s", rows, page_size=1000)
`,
      isFixed: true,
    },
  ],
  *check(document) {
    for (const insert of pythonInserts(document, "psycopg2", "other"))
      yield {
        range: insert.call.nameRange,
        message: message(insert.table),
        fixes: fixesOf(insert, document),
      };
  },
});

const message = (table: string | undefined) => ({
  en: `Each turn of this loop inserts one row${table === undefined ? "" : ` into "${table}"`}. Every row then waits for a round trip to the server, which costs more than the insert itself. Send 1,000 rows in one statement (psycopg2: execute_values; SQLAlchemy: execute with a list), or use COPY`,
  ptBr: `Cada volta deste laço insere uma linha${table === undefined ? "" : ` em "${table}"`}. Cada linha espera então uma ida e volta ao servidor, que custa mais que a própria inserção. Envie 1.000 linhas em um comando (psycopg2: execute_values; SQLAlchemy: execute com uma lista) ou use COPY`,
});

function fixesOf(insert: PythonInsert, document: CodeDocument): readonly Fix[] {
  const edits = insert.driver === "psycopg2" ? asExecuteValues(insert, document) : undefined;
  const title = {
    en: "Send the rows in batches of 1,000 with execute_values",
    ptBr: "Enviar as linhas em lotes de 1.000 com execute_values",
  };
  return edits === undefined ? [] : [{ title, safety: "unsafe", edits }];
}
