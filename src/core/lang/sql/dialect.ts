// The SQL dialects that Rowmill tells apart, and how the words of a user name them.

export const SQL_DIALECTS = [
  "postgresql",
  "mysql",
  "mariadb",
  "sqlite",
  "bigquery",
  "snowflake",
  "spark",
  "hive",
  "flink",
] as const;

export type SqlDialect = (typeof SQL_DIALECTS)[number];

export const isSqlDialect = (name: string): name is SqlDialect =>
  SQL_DIALECTS.some((dialect) => dialect === name);
