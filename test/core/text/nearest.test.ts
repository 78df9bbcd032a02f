// Which names somebody may have meant.
import { expect, test } from "vitest";
import { nearestNames, slipsBetween } from "../../../src/core/text/nearest.ts";

test.each([
  ["ordres", ["orders", "customers"], ["orders"]],
  ["Order_ID", ["order-id", "id"], ["order-id"]],
  ["x", ["orders"], []],
  ["custmer_id", ["customer_id", "customer", "id"], ["customer_id"]],
  ["", ["a"], ["a"]],
])("%j of %j", (name, names, expected) => {
  expect(nearestNames(name, names)).toEqual(expected);
});

test.each([
  ["", "", 0],
  ["abc", "abc", 0],
  ["abc", "", 3],
  ["kitten", "sitting", 3],
])("slips between %j and %j: %d", (a, b, slips) => {
  expect(slipsBetween(a, b)).toBe(slips);
});
