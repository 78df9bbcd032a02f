// pandas' to_sql with method="multi": all rows of a chunk become parameters of one statement.
import type { Finding, Fix } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import type { Argument, CodeDocument } from "../../lang/code/document.ts";
import { type ToSql, toSqlCalls } from "../../lang/code/traps/pandas-to-sql.ts";

export const rule = defineRule<"python">({
  id: "python/require-to-sql-chunksize",
  summary: 'Require a chunksize that fits for to_sql with method="multi"',
  why: "A statement of PostgreSQL takes at most 65,535 parameters: rows times columns above that fail with drivers that bind in the server, and cost much memory with psycopg2.",
  severity: "warning",
  fixable: true,
  references: [
    "PostgreSQL documentation: Limits",
    "pandas documentation: DataFrame.to_sql, chunksize",
  ],
  examples: [
    {
      title: "All rows in one statement",
      bad: `import pandas as pd
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg://localhost/shop")
df = pd.read_csv("readings.csv")
df.to_sql("readings", engine, if_exists="append", «method="multi"»)
`,
      good: `import pandas as pd
from sqlalchemy import create_engine

engine = create_engine("postgresql+psycopg://localhost/shop")
df = pd.read_csv("readings.csv")
df.to_sql("readings", engine, if_exists="append", method="multi", chunksize=1000)
`,
      isFixed: true,
    },
  ],
  *check(document) {
    for (const call of toSqlCalls(document)) {
      const finding = judged(call, document);
      if (finding !== undefined) yield finding;
    }
  },
});

const PARAMETERS_MAX = 65_535;

function judged({ call, keywords }: ToSql, document: CodeDocument): Finding | undefined {
  const method = keywords.get("method");
  if (method === undefined || !/^["']multi["']$/u.test(method.text)) return undefined;
  const columns = columnsOf(call.receiver ?? "", keywords.get("index"));
  const chunk = keywords.get("chunksize");
  if (chunk === undefined || chunk.text === "None") {
    // The fifth place is chunksize's, and few write it.
    if (call.args.filter(({ name }) => name === undefined).length > 6) return undefined;
    return {
      range: method.range,
      message: missingMessage,
      fixes: chunk === undefined ? [fix(method, columns)] : [],
    };
  }
  const rows = /^[\d_]+$/u.test(chunk.text) ? Number(chunk.text.replaceAll("_", "")) : undefined;
  if (rows === undefined || rows * columns <= PARAMETERS_MAX) return undefined;
  return {
    range: chunk.range,
    severity: bindsInServer(document) ? "error" : "warning",
    message: tooLargeMessage(rows * columns, Math.floor(PARAMETERS_MAX / columns)),
  };
}

/** At least this many: the columns named in df[["a", "b"]], and the index, which goes along by default. */
function columnsOf(receiver: string, index: Argument | undefined): number {
  const list = /\[\[([^\]]*)\]\]$/u.exec(receiver)?.[1];
  const named = list?.split(",").filter((name) => name.trim() !== "").length ?? 1;
  return named + (index === undefined || index.text === "True" ? 1 : 0);
}

/** psycopg2 writes the values into the statement, and has no such limit. */
const bindsInServer = (document: CodeDocument): boolean =>
  document.importsAny("psycopg", "asyncpg", "pg8000") ||
  /postgresql\+(?:psycopg\b|asyncpg|pg8000)/u.test(document.text);

function fix(method: Argument, columns: number): Fix {
  const rows = Math.min(1_000, Math.floor(PARAMETERS_MAX / columns));
  const at = method.range.end;
  return {
    title: { en: `Add chunksize=${rows}`, ptBr: `Adicionar chunksize=${rows}` },
    safety: "safe",
    edits: [{ range: { start: at, end: at }, text: `, chunksize=${rows}` }],
  };
}

const missingMessage = {
  en: 'method="multi" without chunksize makes one statement of all rows. Above 65,535 parameters (rows times columns) it fails with drivers that bind in the server, and below that it holds all of them in memory. Set chunksize to 65535 // columns or less',
  ptBr: 'method="multi" sem chunksize faz um só comando com todas as linhas. Acima de 65.535 parâmetros (linhas vezes colunas) ele falha com drivers que fazem o bind no servidor, e abaixo disso mantém todos na memória. Defina chunksize como 65535 // colunas ou menos',
};

const tooLargeMessage = (parameters: number, rowsMax: number) => ({
  en: `A full chunk has at least ${parameters} parameters. A statement takes at most 65,535, and drivers that bind in the server fail above that. Set chunksize to ${rowsMax} or less`,
  ptBr: `Um chunk cheio tem pelo menos ${parameters} parâmetros. Um comando aceita no máximo 65.535, e drivers que fazem o bind no servidor falham acima disso. Defina chunksize como ${rowsMax} ou menos`,
});
