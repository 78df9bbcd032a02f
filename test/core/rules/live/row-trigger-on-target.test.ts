import { expect, test } from "vitest";
import type { KnownTrigger } from "../../../../src/core/lang/sql/schema/known.ts";
import { snapshotTable } from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { rule } from "../../../../src/core/rules/live/row-trigger-on-target.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const trigger = (name: string, parts: Partial<KnownTrigger> = {}): KnownTrigger => ({
  name,
  isForEachRow: true,
  isEnabled: true,
  events: ["insert"],
  ...parts,
});
const snapshot = {
  tables: [
    snapshotTable("t", {
      triggers: [trigger("audit"), trigger("notify"), trigger("a"), trigger("b")],
    }),
    snapshotTable("updated", { triggers: [trigger("touch", { events: ["update"] })] }),
    snapshotTable("once", { triggers: [trigger("audit", { isForEachRow: false })] }),
    snapshotTable("asleep", { triggers: [trigger("audit", { isEnabled: false })] }),
  ],
};

ruleTable(rule, {
  reports: [
    ["a COPY", "COPY «t» FROM STDIN", { snapshot }],
    ["an INSERT", "INSERT INTO «t» VALUES (1)", { snapshot }],
    [
      "an upsert and a trigger on UPDATE",
      "INSERT INTO «updated» (a) SELECT a FROM s ON CONFLICT (a) DO UPDATE SET b = 1",
      { snapshot },
    ],
    [
      "SQL in Java",
      'class A { void f() { s.executeUpdate("INSERT INTO «t» VALUES (1)"); } }',
      { snapshot, file: "A.java" },
    ],
  ],
  quiet: [
    ["no connection", "COPY t FROM STDIN"],
    ["a trigger on UPDATE", "COPY updated FROM STDIN", { snapshot }],
    ["a trigger for each statement", "COPY once FROM STDIN", { snapshot }],
    ["a trigger that is disabled", "COPY asleep FROM STDIN", { snapshot }],
    ["rows that go out", "COPY t TO STDOUT", { snapshot }],
  ],
});

test("it names them, and warns of many rows only", async () => {
  const [one] = await findingsOf(rule, "INSERT INTO t VALUES (1)", { snapshot });
  const [many] = await findingsOf(rule, "COPY t FROM STDIN", { snapshot });
  expect([one?.severity, many?.severity]).toEqual(["info", "warning"]);
  expect(many?.message.en).toContain("fires audit, notify, a and 1 more");
});
