// Units, switches, standby lists, file names: the small readers, as tables.
import { expect, test } from "vitest";
import { pgconfKindOf } from "../../../../src/core/lang/pgconf/kind.ts";
import { needsEveryone, readSyncStandbys } from "../../../../src/core/lang/pgconf/sync-standbys.ts";
import { bytesOf, isOff, isOn, secondsOf } from "../../../../src/core/lang/pgconf/units.ts";

test.each([
  ["max_wal_size", "4GB", 4 * 2 ** 30],
  ["max_wal_size", "1024", 2 ** 30],
  ["max_wal_size", " 1.5 GB ", 1.5 * 2 ** 30],
  ["maintenance_work_mem", "65536", 64 * 2 ** 20],
  ["maintenance_work_mem", "64MB", 64 * 2 ** 20],
  ["max_wal_size", "4gb", undefined],
  ["max_wal_size", "4 min", undefined],
  ["max_wal_size", "much", undefined],
  ["other", "4", undefined],
])("%s = %s", (name, value, bytes) => {
  expect(bytesOf(name, value)).toBe(bytes);
});

test.each([
  ["5min", 300],
  ["30", 30],
  ["90s", 90],
  ["1h", 3_600],
  ["1d", 86_400],
  ["500ms", 0.5],
  ["5GB", undefined],
])("checkpoint_timeout = %s", (value, seconds) => {
  expect(secondsOf("checkpoint_timeout", value)).toBe(seconds);
});

test("switches", () => {
  expect(["on", "TRUE", "yes", "1"].every(isOn)).toBe(true);
  expect(["off", "False", "no", "0"].every(isOff)).toBe(true);
  expect(["lz4", "local", "", "o"].some((value) => isOn(value) || isOff(value))).toBe(false);
});

test.each([
  ["a", { method: "first", needed: 1, names: ["a"] }, true],
  ["a, b", { method: "first", needed: 1, names: ["a", "b"] }, false],
  ['FIRST 1 ("s-1")', { method: "first", needed: 1, names: ["s-1"] }, true],
  ["2 (a, b)", { method: "first", needed: 2, names: ["a", "b"] }, true],
  ["any 2 (a,b,c)", { method: "any", needed: 2, names: ["a", "b", "c"] }, false],
  ["*", { method: "first", needed: 1, names: ["*"] }, false],
  ["walreceiver", { method: "first", needed: 1, names: ["walreceiver"] }, false],
])("standbys %s", (value, expected, isEveryone) => {
  const standbys = readSyncStandbys(value);
  expect(standbys).toEqual(expected);
  expect(standbys !== undefined && needsEveryone(standbys)).toBe(isEveryone);
});

test.each(["", " ", "ANY 1 ()", "a b", "1 (a", "ANY (a)"])("no standbys in %j", (value) => {
  expect(readSyncStandbys(value)).toBeUndefined();
});

test.each([
  ["postgresql.conf", "conf"],
  ["docker/postgres.conf", "conf"],
  ["deploy/postgresql.auto.conf", "conf"],
  ["deploy/postgresql-prod.conf", "conf"],
  ["postgres/conf.d/10-wal.conf", "conf"],
  ["etc/pgsql/postgresql.conf.d/wal.conf", "conf"],
  ["nginx/conf.d/site.conf", undefined],
  ["pg_hba.conf", undefined],
  ["postgresql.conf.j2", undefined],
  ["postgresql.conf.sample", undefined],
  ["docker-compose.yml", "flags"],
  ["docker-compose.prod.yaml", "flags"],
  ["compose.yaml", "flags"],
  ["composer.yml", undefined],
  ["Dockerfile", "flags"],
  ["db/postgres.dockerfile", "flags"],
  ["Dockerfile.db", "flags"],
  ["scripts/start.sh", undefined],
  ["migrations/1.sql", "sql"],
  ["app.py", undefined],
])("%s is %s", (path, kind) => {
  expect(pgconfKindOf(path)).toBe(kind);
});
