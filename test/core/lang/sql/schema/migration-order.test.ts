// The order in which migrations run, by their names.
import { expect, test } from "vitest";
import {
  compareMigrations,
  downSections,
  isDownMigration,
  runsBefore,
} from "../../../../../src/core/lang/sql/schema/migration-order.ts";

test.each([
  [
    ["db/V10__c.sql", "db/V2__b.sql", "db/V1__a.sql"],
    ["db/V1__a.sql", "db/V2__b.sql", "db/V10__c.sql"],
  ],
  [
    ["V1.1__b.sql", "V1__a.sql", "V1.10__d.sql", "V1.2__c.sql"],
    ["V1__a.sql", "V1.1__b.sql", "V1.2__c.sql", "V1.10__d.sql"],
  ],
  [
    ["R__views.sql", "V1__a.sql"],
    ["V1__a.sql", "R__views.sql"],
  ],
  [
    ["20240102_b.sql", "20240101120000_a.sql", "20231231_z.sql"],
    ["20231231_z.sql", "20240102_b.sql", "20240101120000_a.sql"],
  ],
  [
    ["m/0010/up.sql", "m/0009/up.sql"],
    ["m/0009/up.sql", "m/0010/up.sql"],
  ],
  [
    ["a/b.sql", "a.sql"],
    ["a/b.sql", "a.sql"],
  ],
])("%j in order", (paths, ordered) => {
  expect([...paths].sort(compareMigrations)).toEqual(ordered);
});

test.each<[string, string, boolean]>([
  ["db/V1__a.sql", "db/V2__b.sql", true],
  ["db/V2__b.sql", "db/V1__a.sql", false],
  ["db/V1__a.sql", "other/V2__b.sql", false],
  ["prisma/20240101_init/migration.sql", "prisma/20240202_more/migration.sql", true],
  ["seed.sql", "db/V2__b.sql", false],
  ["db/a.sql", "db/b.sql", false],
])("%s runs before %s: %s", (path, other, expected) => {
  expect(runsBefore(path, other)).toBe(expected);
});

test.each<[string, boolean]>([
  ["0001_init.down.sql", true],
  ["m/0001/down.sql", true],
  ["deploy/revert/users.sql", true],
  ["U2__undo_users.sql", true],
  ["20240101_rollback.sql", true],
  ["V2__users.sql", false],
  ["0001_init.up.sql", false],
  ["downloads.sql", false],
  ["undo_log.sql", false],
  ["shutdown.sql", false],
])("%s takes back: %s", (path, expected) => {
  expect(isDownMigration(path)).toBe(expected);
});

test.each([
  ["goose", "-- +goose Up\nA;\n«-- +goose Down\nB;\n»"],
  ["dbmate", "-- migrate:up\nA;\n\n«-- migrate:down transaction:false\nB;\n»"],
  ["sql-migrate, down first", "«-- +migrate Down\nB;\n»-- +migrate Up\nA;\n"],
  ["MyBatis", "A;\n«-- //@UNDO\nB;\n»"],
  ["none", "-- goes down the road, migrate: later\nA;"],
])("the part of %s that goes back", (_name, source) => {
  const text = source.replaceAll(/[«»]/gu, "");
  const marked = downSections(text).reduceRight(
    (done, { start, end }) =>
      `${done.slice(0, start)}«${done.slice(start, end)}»${done.slice(end)}`,
    text,
  );
  expect(marked).toBe(source);
});
