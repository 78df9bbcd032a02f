// The grammars that answer whether a statement is one: PostgreSQL's own, as WebAssembly, and those of
// node-sql-parser for other dialects. Each is loaded when it is first asked for.
import type { SqlDialect } from "../../core/lang/sql/dialect.ts";
import type { ExactParser } from "../../core/lang/sql/exact-parser.ts";
import { nestingOf, plainSql } from "../../core/lang/sql/plain-sql.ts";

/** Larger statements are data; to parse them costs more than it tells. */
const LENGTH_MAX = 65_536;
/** node-sql-parser takes about twice as long to refuse for each parenthesis around the mistake. */
const NESTING_MAX = 8;

/** PostgreSQL 18's grammar. What only a newer server takes is refused, so a refusal is never a finding. */
export async function loadPostgresParser(): Promise<ExactParser> {
  const { loadModule, parseSync, fingerprintSync } = await import("./postgres-grammar.ts");
  await loadModule();
  return exactParser({
    parse: (sql) => void parseSync(plainSql(sql, "postgresql")),
    fingerprint: (sql) => fingerprintSync(plainSql(sql, "postgresql")),
  });
}

/** Undefined for a dialect that no grammar reads well enough. */
export async function loadDialectParser(dialect: SqlDialect): Promise<ExactParser | undefined> {
  if (dialect === "postgresql") return loadPostgresParser();
  const build = await loadBuild(dialect);
  if (build === undefined) return undefined;
  const parser = new build.default.Parser();
  return exactParser({
    parse(sql) {
      const { deepest, open } = nestingOf(sql, dialect);
      if (open > 0 || deepest > NESTING_MAX)
        throw new Error("parentheses nest too deep to be asked");
      parser.astify(plainSql(sql, dialect));
    },
    fingerprint: () => undefined,
  });
}

async function loadBuild(dialect: SqlDialect) {
  switch (dialect) {
    case "mysql":
      return import("node-sql-parser/build/mysql.js");
    case "mariadb":
      return import("node-sql-parser/build/mariadb.js");
    case "sqlite":
      return import("node-sql-parser/build/sqlite.js");
    case "bigquery":
      return import("node-sql-parser/build/bigquery.js");
    case "snowflake":
      return import("node-sql-parser/build/snowflake.js");
    case "hive":
      return import("node-sql-parser/build/hive.js");
    case "flink":
      return import("node-sql-parser/build/flinksql.js");
    // It reads 13 of 100 statements of Spark: an answer would be noise.
    case "spark":
    case "postgresql":
      return undefined;
  }
}

interface Grammar {
  /** Throws what it does not take. */
  parse(sql: string): void;
  fingerprint(sql: string): string | undefined;
}

function exactParser(grammar: Grammar): ExactParser {
  return {
    accepts: (sql) => sql.length > LENGTH_MAX || answer(() => (grammar.parse(sql), true)) === true,
    fingerprint: (sql) =>
      sql.length > LENGTH_MAX ? undefined : answer(() => grammar.fingerprint(sql)),
  };
}

/** Both parsers throw for text that they refuse, each in a way of its own: undefined is the refusal. */
function answer<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}
