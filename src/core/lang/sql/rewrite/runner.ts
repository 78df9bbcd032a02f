// Who runs a script of SQL, as far as its path and its text say: a migration tool or psql with
// --single-transaction opens a transaction around it, so a script without BEGIN is no sign of autocommit.
import type { SqlDocument } from "../document.ts";

export const isInRunnersTransaction = (document: SqlDocument, file: string): boolean =>
  isMigrationScript(document, file) ||
  /single-transaction|\bautocommit\s*(?:=\s*)?(?:off|0|false)/iu.test(topOf(document));

/** A change of the schema that a tool runs once, and alone. */
export const isMigrationScript = (document: SqlDocument, file: string): boolean =>
  isMigration(file) ||
  /--[ \t]*(?:\+[ \t]*(?:goose|migrate|micrate)\b|migrate:|rambler (?:up|down)|changeset |liquibase )/iu.test(
    topOf(document),
  );

/** Folders and names of the tools that number the changes of a schema. */
export const isMigration = (file: string): boolean =>
  FOLDER.test(file) || /(?:^|\/)\w+Migrations?\//u.test(file) || NUMBERED.test(file);

const FOLDER =
  /(?:^|\/)(?:(?:[\w.-]*[_.-])?migrations?|migrat(?:e|ors?)|alembic|liquibase|flyway|changelogs?|changesets?|sqitch|deploy|revert|versions|up(?:dates?|grades?)|schema-changes?|schema\/(?:\w+\/)*deltas?|evolutions)\//iu;

/** V2__x.sql of Flyway, 001_x.sql, 20260101-x.sql, x.up.sql, and x--1.0--1.1.sql of an extension. */
const NUMBERED =
  /(?:^|\/)(?:[VUB]\d[\w.]*__[^/]*|R__[^/]*|\d{3,}[_-][^/]*|[^/]*\.(?:up|down|do|undo)|[^/]+--\d[^/]*)\.sql$/u;

/** Written by pg_dump, mysqldump, phpMyAdmin: tables and rows of one moment, which cannot drift apart. */
export const isDump = (document: SqlDocument): boolean =>
  /\b(?:postgresql|mysql|mariadb|sql)\b[^\n]*\bdump\b/iu.test(topOf(document));

/** Such marks stand at the top. */
const topOf = ({ text }: Pick<SqlDocument, "text">): string => text.slice(0, 4_000);
