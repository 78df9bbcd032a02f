// A loop over iterrows or itertuples of a data frame that inserts row by row.
import { defineRule } from "../../analysis/rule.ts";
import type { Call, CodeDocument } from "../../lang/code/document.ts";
import { rowLoop } from "../../lang/code/traps/insert-in-loop.ts";
import { goesThroughFrame, pythonInserts } from "../../lang/code/traps/python-inserts.ts";

export const rule = defineRule<"python">({
  id: "python/no-iterrows-insert",
  summary: "Disallow inserting the rows of a data frame one by one",
  why: "Each turn of iterrows builds a Series and waits for the server: psycopg2 loads 3,900 rows a second this way in one transaction, and 76,000 with COPY.",
  severity: "warning",
  fixable: false,
  references: ["pandas documentation: DataFrame.iterrows", "psycopg2 documentation: copy_expert"],
  examples: [
    {
      title: "iterrows feeding execute",
      bad: `import psycopg2

def load(cur, df):
    for _, row in df.iterrows():
        cur.«execute»("INSERT INTO readings (id, value) VALUES (%s, %s)", (row["id"], row["value"]))
`,
      good: `from psycopg2.extras import execute_values

def load(cur, df):
    rows = df[["id", "value"]].itertuples(index=False, name=None)
    execute_values(cur, "INSERT INTO readings (id, value) VALUES %s", rows, page_size=1000)
`,
    },
  ],
  *check(document) {
    for (const { call, table } of pythonInserts(document, "iterrows"))
      yield { range: call.nameRange, message: message(table) };
    if (!document.importsAny("psycopg2", "psycopg")) return;
    for (const call of document.callsNamed("execute"))
      if (runsImportedInsert(call, document))
        yield { range: call.nameRange, message: message(undefined) };
  },
});

/** `cur.execute(song_insert, row)`: the statement is of another module, and its name says what it is. */
function runsImportedInsert(call: Call, document: CodeDocument): boolean {
  const [statement, row] = call.args;
  const loop = rowLoop(call);
  if (statement === undefined || row === undefined || loop === undefined) return false;
  if (call.sql !== undefined || !NAMED_INSERT.test(statement.text)) return false;
  if (document.valueOf(statement.text, call.range.start) !== undefined) return false;
  const names = document.flowOf(loop.variables, loop.range);
  return goesThroughFrame(loop) && [...names].some((name) => document.uses(name, row.range));
}

const NAMED_INSERT = /^(?:\w+\.)?(?:insert_\w+|\w+_insert)$/iu;

const message = (table: string | undefined) => ({
  en: `The rows of a data frame are inserted one by one${table === undefined ? "" : ` into "${table}"`}. Each row builds a Python object and waits for a round trip to the server. Give df.itertuples(index=False, name=None) to execute_values or executemany, or write the frame as CSV into COPY`,
  ptBr: `As linhas de um data frame são inseridas uma a uma${table === undefined ? "" : ` em "${table}"`}. Cada linha cria um objeto Python e espera uma ida e volta ao servidor. Entregue df.itertuples(index=False, name=None) ao execute_values ou executemany, ou escreva o data frame como CSV no COPY`,
});
