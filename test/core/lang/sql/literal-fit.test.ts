// Which literals a type holds; test/adapters/pg/literal-fit.pg.test.ts asks real servers the same.
import { expect, test } from "vitest";
import { misfitOf } from "../../../../src/core/lang/sql/literal-fit.ts";
import { LITERALS } from "./literals.ts";

test.each(LITERALS)("%s in %s", (text, type, sqlstate) => {
  const kind = /^[-+.\d]/u.test(text) ? "number" : "text";
  const value = kind === "text" ? text.slice(1, -1).replaceAll("''", "'") : text;
  expect(misfitOf({ kind, text: value }, type)?.sqlstate).toBe(sqlstate);
});

test("what holds no certain value fits", () => {
  expect(misfitOf({ kind: "null" }, "smallint")).toBeUndefined();
  expect(misfitOf({ kind: "text", text: "many" }, "smallint")).toBeUndefined();
  expect(misfitOf({ kind: "text", text: "99999" }, "mood")).toBeUndefined();
  expect(misfitOf({ kind: "text", text: "99999" }, "smallint[]")).toBeUndefined();
  expect(misfitOf({ kind: "number", text: "9".repeat(100_000) }, "smallint")).toBeUndefined();
});
