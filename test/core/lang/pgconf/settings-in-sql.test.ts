// What a script leaves behind in the server's configuration.
import { expect, test } from "vitest";
import { settingsInSql } from "../../../../src/core/lang/pgconf/settings-in-sql.ts";
import { parseSql } from "../../../../src/core/lang/sql/parse.ts";
import { textIn } from "../../../../src/core/text/range.ts";

const written = (text: string): readonly string[] =>
  settingsInSql(parseSql(text, "postgresql")).settings.map(
    ({ range, place }) => `${textIn(text, range)} (${place})`,
  );

test.each([
  ["ALTER SYSTEM", "ALTER SYSTEM SET fsync = off;", ["fsync = off (alter-system)"]],
  [
    "TO and quotes",
    "alter system set Max_Wal_Size to '1GB';",
    ["Max_Wal_Size to '1GB' (alter-system)"],
  ],
  [
    "ALTER DATABASE",
    "ALTER DATABASE shop SET synchronous_commit TO off",
    ["synchronous_commit TO off (alter-database)"],
  ],
  [
    "a list",
    "ALTER SYSTEM SET synchronous_standby_names = 'a', 'b';",
    ["synchronous_standby_names = 'a', 'b' (alter-system)"],
  ],
  [
    "the last of a name",
    "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET fsync = on;",
    ["fsync = on (alter-system)"],
  ],
  ["one that is reset", "ALTER SYSTEM SET fsync = off; ALTER SYSTEM RESET fsync;", []],
  [
    "all that are reset",
    "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET a = 1; ALTER SYSTEM RESET ALL;",
    [],
  ],
  [
    "one that goes back to its default",
    "ALTER SYSTEM SET fsync = off; ALTER SYSTEM SET fsync TO DEFAULT;",
    [],
  ],
  [
    "one that is reset in a database only",
    'ALTER SYSTEM SET a = 1; ALTER DATABASE "x y" RESET a;',
    ["a = 1 (alter-system)"],
  ],
  [
    "psql's variables and templates",
    "ALTER SYSTEM SET a = :size; ALTER SYSTEM SET b = '{{ b }}';",
    [],
  ],
  [
    "a session's settings",
    "SET fsync = off; SET LOCAL synchronous_commit = off; ALTER ROLE r SET a = 1;",
    [],
  ],
  ["half-typed", "ALTER SYSTEM SET", []],
  ["no value yet", "ALTER SYSTEM SET fsync =", []],
])("%s", (_name, text, expected) => {
  expect(written(text)).toEqual(expected);
});
