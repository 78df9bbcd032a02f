// What the language status says of the connected database.
import { expect, test } from "vitest";

import { emptySnapshot, snapshotTable } from "../../src/core/lang/sql/schema/snapshot-table.ts";
import { statusText, type CatalogState } from "../../src/vscode/catalog-status.ts";
import { inEnglish } from "../../src/vscode/translate.ts";

const snapshot = emptySnapshot({
  takenAt: "2026-11-22T11:55:00Z",
  tables: Array.from({ length: 1_240 }, (_, index) => snapshotTable(`t${index}`)),
});

const textOf = (state: CatalogState) => statusText(state, "2026-11-22T12:00:00Z", "en", inEnglish);

test("none is chosen: a click chooses", () => {
  expect(textOf({ kind: "none" })).toMatchObject({
    text: "Rowmill: no database",
    action: "choose",
  });
});

test("the catalog is being read", () => {
  expect(textOf({ kind: "reading", name: "sales" })).toMatchObject({
    text: "Rowmill: sales",
    isBusy: true,
  });
});

test("it is known: how much, and how old", () => {
  expect(textOf({ kind: "known", name: "sales", snapshot })).toEqual({
    text: "Rowmill: sales",
    detail: "1,240 tables, read 5 minutes ago",
    isBusy: false,
    isWarning: false,
    action: "refresh",
  });
});

test("one table is one", () => {
  const one = { ...snapshot, tables: [snapshotTable("t")] };
  expect(textOf({ kind: "known", name: "sales", snapshot: one }).detail).toBe(
    "1 table, read 5 minutes ago",
  );
});

test("it could not be read: why", () => {
  expect(textOf({ kind: "failed", name: "sales", problem: "no route to host" })).toMatchObject({
    detail: "the catalog was not read: no route to host",
    isWarning: true,
    action: "refresh",
  });
});
