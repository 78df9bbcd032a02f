// Whether a program talks to another database than PostgreSQL, as far as its imports say.
import type { CodeDocument } from "../document.ts";

/**
 * Drivers whose Exec of one row is something else: ClickHouse's collects a block, SQLite and DuckDB make no
 * round trip, and for the others our advice would be no help.
 */
export function isForOtherDatabase({ imports, text }: CodeDocument): boolean {
  const ownPackage = /^package\s+([\w.]+)/mu.exec(text.slice(0, 4_000))?.[1] ?? "";
  const names = [...imports, ownPackage];
  return (
    names.some((name) => OTHER_DATABASE.test(name)) && !names.some((name) => POSTGRES.test(name))
  );
}

const OTHER_DATABASE =
  /clickhouse|cassandra|gocql|scylla|go-?hdb|hdbcli|oracle|go-ora|godror|cx_Oracle|snowflake|bigquery|sqlite|duckdb|maxcompute|odps|trino|presto|teradata|mssql|sqlserver|databricks|spanner|flink/iu;
const POSTGRES = /postgres|psycopg|asyncpg|pg8000|\bpgx?\b|lib\/pq|npgsql/iu;
