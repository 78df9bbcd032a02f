// The words that PostgreSQL 13 to 18 refuse as a name of a column or table without quotes.
const RESERVED: ReadonlySet<string> = new Set(
  [
    "all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case cast",
    "char character check coalesce collate collation column concurrently constraint create cross current_catalog",
    "current_date current_role current_schema current_time current_timestamp current_user default deferrable desc",
    "distinct do else end except exists false fetch for foreign freeze from full grant group having ilike in initially",
    "inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull",
    "null offset on only or order outer overlaps placing primary references returning right select session_user similar",
    "some symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when",
    "where window with",
  ].flatMap((line) => line.split(" ")),
);

/** As it has to be written in SQL. */
export function quoteName(name: string): string {
  return isPlain(name) && !RESERVED.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function isPlain(name: string): boolean {
  const first = name.slice(0, 1);
  if (first >= "0" && first <= "9") return false;
  return name !== "" && Array.from(name).every((character) => PLAIN.includes(character));
}

const PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789_";
