// Settings as the editor gives them: read, or named as not valid and replaced by their default.
import { expect, test } from "vitest";

import { readSettings, SETTINGS } from "../../../src/core/config/settings.ts";

const read = (values: Readonly<Record<string, unknown>>) => readSettings((key) => values[key]);

test("nothing set: the defaults of the table", () => {
  const defaults = Object.fromEntries(SETTINGS.map((setting) => [setting.key, setting.default]));
  expect(read({})).toEqual(read(defaults));
  expect(read({})).toEqual({
    settings: {
      workers: "auto",
      rejectsMax: 0,
      rejectsFolder: null,
      durability: "on",
      opensMonitor: true,
    },
    invalid: [],
  });
});

test.each([
  ["rowmill.load.workers", "8", { workers: 8 }],
  ["rowmill.load.workers", 8, { workers: 8 }],
  ["rowmill.load.maxRejects", "all", { rejectsMax: null }],
  ["rowmill.load.maxRejects", "20", { rejectsMax: 20 }],
  ["rowmill.load.rejectsFolder", " /data/rejects ", { rejectsFolder: "/data/rejects" }],
  ["rowmill.load.durability", "off", { durability: "off" }],
  ["rowmill.monitor.openOnLoad", false, { opensMonitor: false }],
])("%s = %j", (key, value, expected) => {
  const { settings, invalid } = read({ [key]: value });
  expect(settings).toMatchObject(expected);
  expect(invalid).toEqual([]);
});

test.each([
  ["rowmill.load.workers", "many"],
  ["rowmill.load.workers", 0],
  ["rowmill.load.workers", "100"],
  ["rowmill.load.maxRejects", "-1"],
  ["rowmill.load.maxRejects", ""],
  ["rowmill.load.maxRejects", null],
  ["rowmill.load.rejectsFolder", 3],
  ["rowmill.load.durability", "fsync"],
  ["rowmill.monitor.openOnLoad", "yes"],
])("%s = %j is not valid", (key, value) => {
  expect(read({ [key]: value })).toEqual({ settings: read({}).settings, invalid: [key] });
});

test("the patterns of the settings editor agree with the reader", () => {
  for (const setting of SETTINGS) {
    if (setting.type !== "text" || setting.pattern === null) continue;
    const pattern = new RegExp(setting.pattern.source, "u");
    for (const value of ["auto", "all", "0", "1", "99", "100", "-1", "", "1.5", "x"]) {
      const isRead = read({ [setting.key]: value }).invalid.length === 0;
      expect([setting.key, value, pattern.test(value)]).toEqual([setting.key, value, isRead]);
    }
  }
});
