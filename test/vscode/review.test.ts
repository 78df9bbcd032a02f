// The review step's list, as text.
import { expect, test } from "vitest";

import { reviewItems, toggledRejects, type ReviewItem } from "../../src/vscode/review.ts";
import { inEnglish } from "../../src/vscode/translate.ts";
import { plan } from "./sample-plan.ts";

const context = { connection: "shop", locale: "en", t: inEnglish };

const line = ({ label, description, detail, isSeparator, action }: ReviewItem) =>
  isSeparator === true
    ? `--- ${label}`
    : [action === undefined ? " " : ">", label, description, detail].filter(Boolean).join(" | ");

test("an existing table", () => {
  expect(reviewItems(plan, context).map(line).join("\n")).toMatchInlineSnapshot(`
    "> | Load 26.4 MB into public.orders | shop · 4 workers
    > | Bad records: the first one stops the load | Select to change
    > | Cancel
    --- Decisions about the file
      | delimiter: , | found in the file | splits 200 of 200 records
      | encoding: utf-8 | default | all bytes are ASCII
    --- Columns
      | id → id | bigint
      | when → ordered_at | timestamp with time zone
      | x is left out"
  `);
});

test("a new table offers its statement", () => {
  const items = reviewItems({ ...plan, createTableSql: "CREATE TABLE …", workers: 1 }, context);
  expect(items.map((item) => item.action).filter(Boolean)).toEqual([
    ...["load", "toggle-rejects", "show-ddl", "cancel"],
  ]);
  expect(items[0]?.description).toBe("shop · 1 worker");
});

test.each([
  [0, 0, null],
  [null, 0, 0],
  [20, 20, null],
  [null, 20, 20],
  [null, null, 0],
])("rejects %j, setting %j: toggled to %j", (max, settingMax, toggled) => {
  const before = { ...plan, rejects: { ...plan.rejects, max } };
  expect(toggledRejects(before, settingMax).rejects).toEqual({ ...plan.rejects, max: toggled });
});

test.each([
  [null, "Bad records: all go to the reject file"],
  [1200, "Bad records: up to 1,200 go to the reject file"],
])("the policy for %j", (max, label) => {
  const items = reviewItems({ ...plan, rejects: { ...plan.rejects, max } }, context);
  expect(items.map((item) => item.label)).toContain(label);
});
