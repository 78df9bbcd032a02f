// Which product a script is for, where nobody said so and its own words leave no doubt. Judged as
// PostgreSQL's, a dump of another server would be told what it cannot do.
import type { SqlDialect } from "./dialect.ts";

/** `foreign` is a product that Rowmill has no dialect for; undefined where nothing points elsewhere. */
export function guessDialect(text: string): SqlDialect | "foreign" | undefined {
  const head = text.slice(0, HEAD_MAX);
  const small = head.toLowerCase();
  if (!TELLING.some((word) => small.includes(word)) && !ALONE.test(small)) return undefined;
  if (FOREIGN.test(head)) return "foreign";
  return MYSQL.test(head) ? "mysql" : undefined;
}

const HEAD_MAX = 20_000;

/** A part of each thing below: to look for plain words is many times faster, and mostly none is there. */
const TELLING = [
  ...["[dbo]", "nvarchar", "identity(", "identity (", "varchar2", "number(", "number ("],
  ...["from dual", "object_id", "engine=", "engine =", "auto_increment", "`"],
];
const ALONE = /\n[ \t]*(?:go|\/)[ \t;\r]*(?:\n|$)/u;

/** SQL Server: GO, [dbo], N'…', IDENTITY(1,1). Oracle: VARCHAR2, a slash alone, FROM dual. ClickHouse: MergeTree. */
const FOREIGN =
  /^[ \t]*GO[ \t]*;?[ \t\r]*$|\[dbo\]|\bNVARCHAR\s*\(|\bIDENTITY ?\(\s*\d+\s*,|\bVARCHAR2\b|\bNUMBER ?\(\s*\d+\s*,|^[ \t]*\/[ \t\r]*$|\bFROM dual\b|\bOBJECT_ID\s*\(|\bENGINE ?= ?\w*MergeTree\b/imu;

const MYSQL =
  /\bENGINE ?=\s*(?:InnoDB|MyISAM|MEMORY)\b|\bAUTO_INCREMENT\b|\bINSERT\s+(?:IGNORE\s+)?INTO\s+`|\bCREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?`|\bLOCK\s+TABLES\s+`/iu;
