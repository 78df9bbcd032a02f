// What the dialects spell differently: quotes, escapes, comments. Everything that reads characters asks here.
import type { SqlDialect } from "./dialect.ts";

export interface Lexis {
  readonly dialect: SqlDialect;
  /** A backslash escapes the next character in every quoted string, not only in E'…'. */
  readonly hasBackslashes: boolean;
  /** "…" is a string, not a name. */
  readonly hasDoubleQuotedStrings: boolean;
  readonly hasBackticks: boolean;
  readonly hasDollarQuotes: boolean;
  /** '''…''' and """…""". */
  readonly hasTripleQuotes: boolean;
  readonly hasHashComments: boolean;
  /** Comments from // to the line's end. */
  readonly hasSlashComments: boolean;
  readonly hasNestedComments: boolean;
  /** psql: commands behind a backslash, and data behind COPY … FROM stdin. */
  readonly hasPsql: boolean;
  /** The DELIMITER command of the mysql client. */
  readonly hasDelimiters: boolean;
  /** CREATE PROCEDURE, FUNCTION, TRIGGER … BEGIN …; …; END without quotes around the body. */
  readonly hasBareBodies: boolean;
}

const plain: Omit<Lexis, "dialect"> = {
  hasBackslashes: false,
  hasDoubleQuotedStrings: false,
  hasBackticks: false,
  hasDollarQuotes: false,
  hasTripleQuotes: false,
  hasHashComments: false,
  hasSlashComments: false,
  hasNestedComments: false,
  hasPsql: false,
  hasDelimiters: false,
  hasBareBodies: false,
};

const backslashed = { hasBackslashes: true, hasDoubleQuotedStrings: true, hasBackticks: true };
const mysql = { ...backslashed, hasHashComments: true, hasDelimiters: true, hasBareBodies: true };
const spark = { ...backslashed, hasNestedComments: true };
const snowflake = { hasBackslashes: true, hasDollarQuotes: true, hasSlashComments: true };

const lexes: Readonly<Record<SqlDialect, Lexis>> = {
  postgresql: {
    ...plain,
    dialect: "postgresql",
    hasDollarQuotes: true,
    hasNestedComments: true,
    hasPsql: true,
  },
  mysql: { ...plain, ...mysql, dialect: "mysql" },
  mariadb: { ...plain, ...mysql, dialect: "mariadb" },
  sqlite: { ...plain, dialect: "sqlite", hasBackticks: true, hasBareBodies: true },
  bigquery: {
    ...plain,
    ...backslashed,
    dialect: "bigquery",
    hasHashComments: true,
    hasTripleQuotes: true,
  },
  snowflake: { ...plain, ...snowflake, dialect: "snowflake" },
  spark: { ...plain, ...spark, dialect: "spark" },
  hive: { ...plain, ...spark, dialect: "hive" },
  flink: { ...plain, dialect: "flink", hasBackticks: true },
};

export const lexisOf = (dialect: SqlDialect): Lexis => lexes[dialect];
