import { expect, test } from "vitest";
import { snapshotTable } from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { rule } from "../../../../src/core/rules/live/foreign-key-cost.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const key = (references: string, hasUsableIndex: boolean) => ({
  name: `${references}_fkey`,
  columns: [`${references}_id`],
  references,
  hasUsableIndex,
});
const snapshot = {
  tables: [
    snapshotTable("lines", { foreignKeys: [key("orders", true), key("items", true)] }),
    snapshotTable("slow", { foreignKeys: [key("orders", false)] }),
    snapshotTable("free"),
  ],
};

ruleTable(rule, {
  reports: [
    ["a COPY", "COPY «lines» FROM STDIN", { snapshot }],
    ["an INSERT … SELECT", "INSERT INTO «lines» SELECT * FROM s", { snapshot }],
    ["one row, and no index to look it up", "INSERT INTO «slow» VALUES (1)", { snapshot }],
  ],
  quiet: [
    ["no connection", "COPY lines FROM STDIN"],
    ["one row", "INSERT INTO lines VALUES (1)", { snapshot }],
    ["no foreign keys", "COPY free FROM STDIN", { snapshot }],
    ["rows that go out", "COPY lines TO STDOUT", { snapshot }],
  ],
});

test("a lookup without an index is a warning", async () => {
  const [usual] = await findingsOf(rule, "COPY lines FROM STDIN", { snapshot });
  const [slow] = await findingsOf(rule, "COPY slow FROM STDIN", { snapshot });
  expect([usual?.severity, slow?.severity]).toEqual(["info", "warning"]);
  expect(usual?.message.en).toContain("of orders, items for 2 foreign keys");
});
