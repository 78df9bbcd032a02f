// The settings of the checks as editors send them: whole, in part, or wrong.
import { expect, test } from "vitest";

import {
  readCheckSettings,
  readServerOptions,
  rulePageUri,
} from "../../../src/core/config/check-settings.ts";

test.each([
  ["nothing", undefined, true, true],
  ["null", null, true, true],
  ["one of them", { enable: false }, false, true],
  ["both", { enable: true, codeLens: false }, true, false],
  ["what is not valid", { enable: "no", codeLens: 0 }, true, true],
])("%s", (_name, values, isEnabled, showsCodeLenses) => {
  expect(readCheckSettings(values)).toEqual({ isEnabled, showsCodeLenses });
});

test("an editor that says nothing of rule pages opens none", () => {
  expect(readServerOptions(undefined)).toEqual({ opensRulePages: false });
  expect(readServerOptions({ opensRulePages: true })).toEqual({ opensRulePages: true });
  expect(rulePageUri("sql/no-x")).toBe("rowmill-rule:/sql/no-x.md");
});
