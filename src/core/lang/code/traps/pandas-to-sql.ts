// Calls of pandas' to_sql that write rows to PostgreSQL, and what their arguments say.
import type { Argument, Call, CodeDocument } from "../document.ts";

export interface ToSql {
  readonly call: Call;
  /** By keyword alone: pandas takes all but the first two so since 3.0. */
  readonly keywords: ReadonlyMap<string, Argument>;
}

/** Without those that write no rows, such as df.head(0).to_sql(…), and those to another database. */
export function* toSqlCalls(document: CodeDocument): Iterable<ToSql> {
  const calls = document.callsNamed("to_sql");
  if (calls.length === 0 || !isForPostgres(document)) return;
  for (const call of calls) {
    if (call.receiver === undefined || writesNoRows(call.receiver)) continue;
    // **options could hold any of the arguments.
    if (call.args.some(({ text }) => text.startsWith("**"))) continue;
    if (goesElsewhere(call, document)) continue;
    const named = call.args.flatMap((arg) =>
      arg.name === undefined ? [] : [[arg.name, arg] as const],
    );
    yield { call, keywords: new Map(named) };
  }
}

function isForPostgres(document: CodeDocument): boolean {
  if (document.importsAny("dask", "pyspark", "adbc_driver_postgresql", "duckdb")) return false;
  return (
    document.importsAny("psycopg2", "psycopg", "asyncpg", "pg8000") ||
    /\bpostgres(?:ql)?\b|\bpostgresql\+|PostgresHook|redshift/iu.test(document.text)
  );
}

const writesNoRows = (receiver: string): boolean =>
  /\.head\(\s*(?:n\s*=\s*)?0\s*\)|\[\s*(?:0\s*)?:\s*0\s*\]/u.test(receiver);

/** The connection's text, through the names that hold it, speaks of another database. */
function goesElsewhere(call: Call, document: CodeDocument): boolean {
  const con = call.args.find(({ name }) => name === "con") ?? call.args[1];
  let text = con?.text ?? "";
  let offset = call.range.start;
  for (let step = 0; step < STEPS_MAX; step++) {
    if (OTHER_DATABASE.test(text)) return true;
    const value = /^[\w.]+$/u.test(text) ? document.valueOf(text, offset) : undefined;
    if (value === undefined) return false;
    ({ text } = value);
    offset = value.range.start;
  }
  return OTHER_DATABASE.test(text);
}

const STEPS_MAX = 3;
const OTHER_DATABASE = /sqlite|mysql|mariadb|mssql|oracle|snowflake|bigquery|duckdb|pyodbc|adbc/iu;
