// psycopg 3: execute in a loop that is not in pipeline mode.
import type { Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import type { CodeDocument } from "../../lang/code/document.ts";
import { asExecuteMany } from "../../lang/code/traps/python-batching.ts";
import { type PythonInsert, pythonInserts } from "../../lang/code/traps/python-inserts.ts";

export const rule = defineRule<"python">({
  id: "python/require-pipeline",
  summary: "Require executemany, COPY or pipeline mode for rows sent by psycopg 3",
  why: "Outside of pipeline mode each execute waits for the server's answer, so a load is as slow as its round trips.",
  severity: "warning",
  fixable: true,
  references: ["psycopg documentation: Pipeline mode support; Using COPY"],
  examples: [
    {
      title: "One execute a row",
      bad: `import psycopg

def load(cur, rows):
    for row in rows:
        cur.«execute»("INSERT INTO readings (id, value) VALUES (%s, %s)", row)
`,
      good: `import psycopg

def load(cur, rows):
    cur.executemany("INSERT INTO readings (id, value) VALUES (%s, %s)", rows)
`,
      isFixed: true,
    },
  ],
  *check(document) {
    for (const insert of pythonInserts(document, "psycopg"))
      yield {
        range: insert.call.nameRange,
        message: message(insert.table),
        fixes: fixesOf(insert, document),
      };
  },
});

const message = (table: string | undefined) => ({
  en: `Each turn of this loop inserts one row${table === undefined ? "" : ` into "${table}"`}. Outside of a pipeline psycopg waits for the server's answer to every row. Give the rows to executemany or to cursor.copy("COPY … FROM STDIN"), or put the loop under with conn.pipeline()`,
  ptBr: `Cada volta deste laço insere uma linha${table === undefined ? "" : ` em "${table}"`}. Fora de um pipeline, o psycopg espera a resposta do servidor a cada linha. Entregue as linhas ao executemany ou ao cursor.copy("COPY … FROM STDIN"), ou ponha o laço sob with conn.pipeline()`,
});

/** A connection of psycopg 3 has execute, but no executemany. */
function fixesOf(insert: PythonInsert, document: CodeDocument): readonly Fix[] {
  const { receiver = "", range } = insert.call;
  const made = document.valueOf(receiver, range.start)?.text ?? "";
  if (!/cur/iu.test(receiver) && !/\bcursor\(/u.test(made)) return [];
  const edits = asExecuteMany(insert, document);
  const title = {
    en: "Send the rows with executemany",
    ptBr: "Enviar as linhas com executemany",
  };
  return edits === undefined ? [] : [{ title, safety: "unsafe", edits }];
}
