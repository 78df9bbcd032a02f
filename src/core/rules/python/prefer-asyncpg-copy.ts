// asyncpg: rows sent by execute in a loop, or by executemany where binary COPY could take them.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import { type Call, type CodeDocument, isOneRow } from "../../lang/code/document.ts";
import { asExecuteMany } from "../../lang/code/traps/python-batching.ts";
import {
  isFewRows,
  type PythonInsert,
  pythonDriver,
  pythonInserts,
} from "../../lang/code/traps/python-inserts.ts";
import { textIn } from "../../text/range.ts";

export const rule = defineRule<"python">({
  id: "python/prefer-asyncpg-copy",
  summary: "Prefer copy_records_to_table of asyncpg for many rows",
  why: "execute in a loop waits for a round trip a row; executemany is atomic and pipelined but still runs one statement a row, where copy_records_to_table is one binary COPY.",
  severity: "warning",
  fixable: true,
  references: ["asyncpg documentation: Connection.copy_records_to_table, executemany"],
  examples: [
    {
      title: "One execute a row",
      bad: `import asyncpg

async def load(conn, rows):
    for row in rows:
        await conn.«execute»("INSERT INTO readings (id, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", *row)
`,
      good: `import asyncpg

async def load(conn, rows):
    await conn.executemany("INSERT INTO readings (id, value) VALUES ($1, $2) ON CONFLICT DO NOTHING", rows)
`,
      isFixed: true,
    },
    {
      title: "executemany without ON CONFLICT",
      bad: `import asyncpg

async def load(conn, rows):
    await conn.«executemany»("INSERT INTO readings (id, value) VALUES ($1, $2)", rows)
`,
      good: `import asyncpg

async def load(conn, rows):
    await conn.copy_records_to_table("readings", records=rows, columns=["id", "value"])
`,
      isFixed: true,
    },
  ],
  *check(document) {
    for (const insert of pythonInserts(document, "asyncpg"))
      yield {
        range: insert.call.nameRange,
        message: loopMessage(insert.table),
        fixes: loopFixes(insert, document),
      };
    if (pythonDriver(document) !== "asyncpg") return;
    for (const call of document.callsNamed("executemany")) {
      const finding = manyFinding(call, document);
      if (finding !== undefined) yield finding;
    }
  },
});

const loopMessage = (table: string | undefined) => ({
  en: `Each turn of this loop inserts one row${table === undefined ? "" : ` into "${table}"`}. Every row then waits for a round trip to the server. Send all rows with copy_records_to_table; with ON CONFLICT, with executemany or over a staging table`,
  ptBr: `Cada volta deste laço insere uma linha${table === undefined ? "" : ` em "${table}"`}. Cada linha espera então uma ida e volta ao servidor. Envie todas as linhas com copy_records_to_table; com ON CONFLICT, com executemany ou por uma tabela de staging`,
});

const MANY_MESSAGE = {
  en: "executemany of asyncpg runs one INSERT a row. The server parses no text but executes each row by itself. copy_records_to_table sends the same rows as one binary COPY",
  ptBr: "O executemany do asyncpg executa um INSERT por linha. O servidor não analisa texto, mas executa cada linha por si. copy_records_to_table envia as mesmas linhas em um único COPY binário",
};

function loopFixes(insert: PythonInsert, document: CodeDocument): readonly Fix[] {
  const edits = asExecuteMany(insert, document);
  const title = {
    en: "Send the rows with executemany",
    ptBr: "Enviar as linhas com executemany",
  };
  return edits === undefined ? [] : [{ title, safety: "unsafe", edits }];
}

function manyFinding(call: Call, document: CodeDocument): Finding | undefined {
  const statement = call.sql?.statement;
  if (statement?.kind !== "insert" || !isOneRow(statement.source)) return undefined;
  if (statement.conflict !== undefined || statement.hasReturning) return undefined;
  if (!isPlain(call) || isFewRows(call, document)) return undefined;
  return {
    range: call.nameRange,
    severity: "info",
    message: MANY_MESSAGE,
    fixes: copyFixes(call, document),
  };
}

/** $1, $2, … in their order and nothing else: what COPY can take. */
function isPlain({ sql }: Call): boolean {
  const source = sql?.statement.kind === "insert" ? sql.statement.source : undefined;
  const row = source?.kind === "values" ? source.rows[0] : undefined;
  if (sql === undefined || row === undefined || sql.holes.length > 0) return false;
  const values = textIn(sql.text, row.range).slice(1, -1).split(",");
  return values.every((value, index) => value.trim() === `$${index + 1}`);
}

function copyFixes(call: Call, { text }: CodeDocument): readonly Fix[] {
  const statement = call.sql?.statement;
  if (statement?.kind !== "insert") return [];
  const { table, columns } = statement;
  const [, rows] = call.args;
  const isShown =
    call.args.length === 2 && rows?.name === undefined && !/#/u.test(textIn(text, call.range));
  if (table === undefined || rows === undefined || columns === undefined || !isShown) return [];
  if (table.isPlaceholder || columns.some(({ isPlaceholder }) => isPlaceholder)) return [];
  const names = columns.map(({ name }) => JSON.stringify(name)).join(", ");
  const schema = table.schema === undefined ? "" : `, schema_name=${JSON.stringify(table.schema)}`;
  const made = `copy_records_to_table(${JSON.stringify(table.name)}, records=${rows.text}, columns=[${names}]${schema})`;
  const title = {
    en: "Send the rows with copy_records_to_table",
    ptBr: "Enviar as linhas com copy_records_to_table",
  };
  const range = { start: call.nameRange.start, end: call.range.end };
  return [{ title, safety: "unsafe", edits: [{ range, text: made }] }];
}
