// A secret does not print itself, however it is asked.
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "../../../src/core/base/secret.ts";

const secret = new Secret("canary");

test.each([
  ["as text", () => String(secret)],
  ["as JSON", () => JSON.stringify({ secret })],
  ["by Node's printer", () => inspect({ secret }, { depth: 9, showHidden: true })],
  ["by its keys", () => Object.values(secret).join()],
])("%s", (_name, print) => {
  expect(print()).not.toContain("canary");
});

test("it is given back on request", () => {
  expect(secret.reveal()).toBe("canary");
});
