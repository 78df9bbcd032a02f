// Fields to columns: by name, by position, as given; and what is refused before the first byte.
import { expect, test } from "vitest";
import { mapColumns } from "../../../src/core/load/mapping.ts";
import type { TargetTable } from "../../../src/core/load/plan.ts";
import { column } from "../../support/load-fixtures.ts";

const target: TargetTable = {
  table: { schema: "public", name: "orders" },
  oid: 1,
  isUnlogged: false,
  columns: [
    column("id", { type: "bigint", isNotNull: true }),
    column("customer_id"),
    column("price", { type: "numeric", isNotNull: true, hasDefault: true }),
    column("total", { isGenerated: true }),
  ],
};

const shape = (headerNames: readonly string[] | null, fieldCount = headerNames?.length ?? 0) => ({
  file: "o.csv",
  headerNames,
  fieldCount,
});

test.each([
  ["exact names", ["id", "price"], undefined, ["id", "price"]],
  ["another order", ["price", "id"], undefined, ["price", "id"]],
  [
    "case and separators forgiven",
    ["ID", "Customer Id", "Price"],
    undefined,
    ["id", "customer_id", "price"],
  ],
  ["as given, one left out", ["x", "y"], ["id", null], ["id", null]],
])("by header: %s", (_name, header, given, expected) => {
  expect(mapColumns(shape(header), target, given).mapping.map((entry) => entry.column)).toEqual(
    expected,
  );
});

test("what was forgiven is stated", () => {
  const { decisions } = mapColumns(shape(["ID"]), target, undefined);
  expect(decisions.map(({ what, value }) => [what, value])).toContainEqual(['header "ID"', "id"]);
});

test("without a header the fields are the columns in order, generated ones left out", () => {
  expect(
    mapColumns(shape(null, 3), target, undefined).mapping.map((entry) => entry.column),
  ).toEqual(["id", "customer_id", "price"]);
});

test.each([
  ["a name near one", shape(["id", "custmer_id"]), undefined, "column-unknown", /"customer_id"/],
  ["the wrong number without header", shape(null, 2), undefined, "column-count", /./],
  ["the wrong number given", shape(["a", "b"]), ["id"], "column-count", /./],
  ["one column twice", shape(["id", "ID"]), undefined, "column-twice", /./],
  ["a generated column", shape(["id", "total"]), undefined, "column-generated", /./],
  ["a required column is missing", shape(["price"]), undefined, "column-required", /default/],
  ["more fields than a table can have", shape(null, 1601), undefined, "too-many-columns", /./],
])("refused: %s", (_name, file, given, code, hint) => {
  expect(() => mapColumns(file, target, given)).toThrow(
    expect.objectContaining({ code, hint: expect.stringMatching(hint) as string }),
  );
});
