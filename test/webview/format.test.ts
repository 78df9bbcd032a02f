// Numbers, sizes and durations as people of both languages read them.
import { expect, test } from "vitest";

import { formatFor, type Format } from "../../webview/monitor/format.ts";
import { wordsFor } from "../../webview/monitor/words.ts";

/** Intl puts narrow and non-breaking spaces where a reader sees a space. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

type Row = readonly [kind: keyof Format, value: number, english: string, portuguese: string];

test.each<Row>([
  ["count", 0, "0", "0"],
  ["count", 1_234_567, "1,234,567", "1.234.567"],
  ["count", 12.7, "13", "13"],
  ["rate", 48_200.4, "48,200", "48.200"],
  ["rate", 1_234_567, "1.23M", "1,23 mi"],
  ["bytes", 0, "0 bytes", "0 byte"],
  ["bytes", 1, "1 byte", "1 byte"],
  ["bytes", 999, "999 bytes", "999 bytes"],
  ["bytes", 1_500, "1.5 kB", "1,5 kB"],
  ["bytes", 310_400_000, "310 MB", "310 MB"],
  ["bytes", 41_340_000, "41.3 MB", "41,3 MB"],
  ["bytes", 2_000_000_000, "2.0 GB", "2,0 GB"],
  ["bytes", 5e15, "5,000 TB", "5.000 TB"],
  ["bytesPerSecond", 0, "0.0 kB/s", "0,0 kB/s"],
  ["bytesPerSecond", 420, "0.4 kB/s", "0,4 kB/s"],
  ["bytesPerSecond", 41_340_000, "41.3 MB/s", "41,3 MB/s"],
  ["percent", 0, "0%", "0%"],
  ["percent", 0.999, "99%", "99%"],
  ["percent", 1, "100%", "100%"],
  ["duration", -5, "0s", "0 s"],
  ["duration", 8_400, "8s", "8 s"],
  ["duration", 130_000, "2m 10s", "2 min 10 s"],
  ["duration", 3_900_000, "1h 5m", "1 h 5 min"],
  ["clock", 0, "0:00", "0:00"],
  ["clock", 65_000, "1:05", "1:05"],
  ["clock", 3_909_000, "1:05:09", "1:05:09"],
  ["milliseconds", 0.234, "0.23 ms", "0,23 ms"],
  ["milliseconds", 3.21, "3.2 ms", "3,2 ms"],
  ["milliseconds", 1234.5, "1,235 ms", "1.235 ms"],
])("%s of %d", (kind, value, english, portuguese) => {
  expect(plain(formatFor("en")[kind](value))).toBe(english);
  expect(plain(formatFor("pt-BR")[kind](value))).toBe(portuguese);
});

test.each(["", "not a locale", "xx-unknown", "en_US"])(
  "the tag %j falls back to English",
  (locale) => {
    expect(formatFor(locale).count(1234)).toBe("1,234");
  },
);

test.each([
  ["en", "Cancel Load"],
  ["en-GB", "Cancel Load"],
  ["pt-BR", "Cancelar carga"],
  ["pt-br", "Cancelar carga"],
  ["pt", "Cancelar carga"],
  ["ptolemaic", "Cancel Load"],
  ["de", "Cancel Load"],
])("words of %s", (locale, cancel) => {
  expect(wordsFor(locale).cancel).toBe(cancel);
});

test("rows have a singular in both languages", () => {
  expect([wordsFor("en").workerRows("1", 1), wordsFor("pt-BR").workerRows("1", 1)]).toEqual([
    "1 row",
    "1 linha",
  ]);
});
