// Where a COPY was refused, read from the server's context in any of its languages.
import { expect, test } from "vitest";
import { refusalPlace } from "../../../src/adapters/pg/copy-error.ts";
import { planFor } from "../../support/load-fixtures.ts";

const plan = { ...planFor(1, ["price", "unit price", "id"]) };
const inTable = (name: string) => ({
  ...plan,
  target: { ...plan.target, table: { schema: "public", name } },
});
const refusal = (where: string, facts = {}) =>
  Object.assign(new Error("no"), { code: "22P02", severity: "ERROR", where, ...facts });

test.each([
  ["English", "t", 'COPY t, line 17, column price: "abc"', { line: 17, column: "price" }],
  ["Portuguese", "t", 'COPY t, linha 17, coluna price: "abc"', { line: 17, column: "price" }],
  ["French", "t", "COPY t, ligne 17", { line: 17 }],
  [
    "a table with digits",
    "orders_2026",
    'COPY orders_2026, line 3, column id: "x"',
    { line: 3, column: "id" },
  ],
  [
    "a column with a blank",
    "t",
    'COPY t, line 3, column unit price: "x"',
    { line: 3, column: "unit price" },
  ],
  ["a value that looks like a column", "t", 'COPY t, line 3: "1,price: 2"', { line: 3 }],
  [
    "a trigger before it",
    "t",
    'PL/pgSQL function check() line 9 at RAISE\nCOPY t, line 4: "4,x"',
    { line: 4 },
  ],
  ["a foreign key: no COPY at all", "t", "", {}],
  ["a shard, which counts its own lines", "orders", "COPY orders_102014, line 2", {}],
])("%s", (_name, table, where, expected) => {
  const { line, column } = refusalPlace(refusal(where), inTable(table));
  expect({
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  }).toEqual(expected);
});

test("the server's own column field wins", () => {
  expect(refusalPlace(refusal("COPY t, line 2", { column: "id" }), plan)).toMatchObject({
    line: 2,
    column: "id",
  });
});

test("an error of the connection has no place", () => {
  expect(refusalPlace(new Error("gone"), plan)).toEqual({});
});
