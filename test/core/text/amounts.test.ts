// Counts and sizes as people read them.
import { expect, test } from "vitest";
import { countText, sizeText } from "../../../src/core/text/amounts.ts";

test.each([
  [0, "0 bytes", "0 bytes"],
  [1_023, "1,023 bytes", "1.023 bytes"],
  [1_024, "1 kB", "1 kB"],
  [1_536, "1.5 kB", "1,5 kB"],
  [200 * 2 ** 20, "200 MB", "200 MB"],
  [1.26 * 2 ** 30, "1.3 GB", "1,3 GB"],
  [5_000 * 2 ** 50, "5,000 PB", "5.000 PB"],
])("%d bytes", (bytes, en, ptBr) => {
  expect([sizeText(bytes, "en"), sizeText(bytes, "ptBr")]).toEqual([en, ptBr]);
});

test("counts", () => {
  expect([countText(12_400, "en"), countText(12_400, "ptBr")]).toEqual(["12,400", "12.400"]);
});
