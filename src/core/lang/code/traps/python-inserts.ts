// Inserts of one row in loops of Python, told apart by what the author should do instead. Each belongs to
// exactly one rule, so that no call is reported twice.
import type { Call, CodeDocument, Loop } from "../document.ts";
import { collectedLoads, type Pulling } from "./collect-then-insert.ts";
import { type InsertInLoop, insertsInLoop } from "./insert-in-loop.ts";

export type PythonDriver = "psycopg2" | "psycopg" | "asyncpg" | "sqlite" | "other";

/** By the imports; "other" where several could be meant, or none is named. */
export function pythonDriver(document: CodeDocument): PythonDriver {
  const used = DRIVERS.filter(([, ...modules]) => document.importsAny(...modules));
  const [first] = used;
  return first === undefined || used.length > 1 ? "other" : first[0];
}

const DRIVERS = [
  ["psycopg2", "psycopg2"],
  ["psycopg", "psycopg", "psycopg_pool"],
  ["asyncpg", "asyncpg"],
  ["sqlite", "sqlite3", "aiosqlite"],
  ["other", "sqlalchemy", "pymysql", "MySQLdb", "mysql", "pyodbc"],
] as const satisfies readonly (readonly [PythonDriver, ...string[]])[];

/** Where the rows come from, or else which driver sends them, says which rule tells what to do. */
export type PythonInsertKind = "collected" | "iterrows" | PythonDriver;

export interface PythonInsert extends InsertInLoop {
  readonly kind: PythonInsertKind;
  readonly driver: PythonDriver;
}

export function* pythonInserts(
  document: CodeDocument,
  ...kinds: readonly PythonInsertKind[]
): Iterable<PythonInsert> {
  const driver = pythonDriver(document);
  const found = [...insertsInLoop(document)];
  if (found.length === 0) return;
  const collected = new Set([...pandasAndSpark(document)].map(({ call }) => call));
  for (const insert of found) {
    const kind = collected.has(insert.call)
      ? "collected"
      : goesThroughFrame(insert.loop)
        ? "iterrows"
        : driver;
    if (kinds.includes(kind)) yield { ...insert, kind, driver };
  }
}

/** What Spark rows become on the driver, and how Python loads them from there. */
const PULLING: Pulling = {
  pulls: ["collect", "toPandas", "toLocalIterator"],
  loads: [
    { name: "to_sql", rows: "receiver" },
    { name: "executemany", rows: 1 },
    { name: "execute_values", rows: 2 },
    { name: "execute_batch", rows: 2 },
  ],
};

/** Loads of rows that were pulled from Spark. */
export const pandasAndSpark = (document: CodeDocument): ReturnType<typeof collectedLoads> =>
  document.importsAny("pyspark", "databricks", "awsglue") ? collectedLoads(document, PULLING) : [];

export const goesThroughFrame = ({ iterable, callback }: Loop): boolean =>
  /\.iter(?:rows|tuples)\s*\(/u.test(iterable ?? "") || callback === "apply";

/** An executemany over a literal list: seeds, whose number is in the text. */
export function isFewRows({ args, range }: Call, document: CodeDocument): boolean {
  const rows = args[1]?.text ?? "";
  const value = /^[\w.]+$/u.test(rows) ? document.valueOf(rows, range.start)?.text : rows;
  return value !== undefined && /^[[(]\s*[[({"'\d]/u.test(value) && !/\bfor\b/u.test(value);
}
