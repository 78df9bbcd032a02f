// Ages as people say them.
import { expect, test } from "vitest";

import { ageText } from "../../../src/core/text/age.ts";

test.each([
  ["2026-11-22T12:00:00Z", "en", "now"],
  ["2026-11-22T11:59:01Z", "en", "now"],
  ["2026-11-22T11:59:00Z", "en", "1 minute ago"],
  ["2026-11-22T11:00:01Z", "en", "59 minutes ago"],
  ["2026-11-22T09:30:00Z", "en", "2 hours ago"],
  ["2026-11-21T11:00:00Z", "en", "yesterday"],
  ["2026-11-22T12:00:30Z", "en", "now"],
  ["2026-11-22T11:55:00Z", "pt-BR", "há 5 minutos"],
])("%s in %s: %s", (at, locale, text) => {
  expect(ageText(at, "2026-11-22T12:00:00Z", locale)).toBe(text);
});
