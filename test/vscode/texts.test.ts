// Names, numbers and errors as the extension words them.
import { expect, test } from "vitest";

import { errors } from "../../src/core/base/errors.ts";
import { problemFrom } from "../../src/adapters/load-process/messages.ts";
import { errorText, sentences } from "../../src/vscode/error-text.ts";
import { loadDescription } from "../../src/vscode/load-row-text.ts";
import { percent, shareText, shortCountText, sizeText } from "../../src/vscode/number-text.ts";
import { proposedTable, tableReference } from "../../src/vscode/table-reference.ts";
import { inEnglish } from "../../src/vscode/translate.ts";
import { plan } from "./sample-plan.ts";

test.each([
  ["orders.csv", "orders"],
  ["Orders 2026 (final).csv", "orders_2026_final"],
  ["2026-01.tsv", "t_2026_01"],
  ["orders.rejects.csv", "orders"],
  ["Relatório Março.csv", "relatorio_marco"],
  ["日本.csv", "data"],
  [`${"x".repeat(80)}.csv`, "x".repeat(63)],
  ["noextension", "noextension"],
])("table for %s", (file, name) => {
  expect(proposedTable(file)).toBe(name);
});

test.each([
  ["public", "orders", "public.orders"],
  ["public", "Orders", 'public."Orders"'],
  ["my schema", 'a"b', '"my schema"."a""b"'],
  ["public", "ação", 'public."ação"'],
])("reference to %s.%s", (schema, name, text) => {
  expect(tableReference(schema, name)).toBe(text);
});

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1 kB"],
  [26_412_345, "26.4 MB"],
  [268_000_000, "268 MB"],
  [5e15, "5,000 TB"],
])("size of %d", (bytes, text) => {
  expect(sizeText(bytes, "en")).toBe(text);
});

test("shares and counts", () => {
  expect(percent(999, 1000)).toBe(99);
  expect(percent(5, 0)).toBe(0);
  expect(shareText(1, 2, "en")).toBe("50%");
  expect(shortCountText(1_234_567, "en")).toBe("1.2M");
  expect(sizeText(26_412_345, "pt-BR")).toBe("26,4 MB");
});

test.each([
  [
    errors.fileEmpty("orders.csv"),
    "orders.csv is empty: there is nothing to load (byte 0). Check how the file was written.",
  ],
  [
    errors.loadProcessEnded("signal SIGKILL"),
    "The load's process ended: signal SIGKILL. What is committed stays; run Resume Load to go on.",
  ],
  [
    errors.tableExists("orders"),
    "Table orders exists already. Choose the existing table in the table step, or another name.",
  ],
  [
    new TypeError("x is not a function"),
    "Rowmill met a bug: x is not a function. Please report it with the log.",
  ],
])("%s", (error, text) => {
  expect(errorText(problemFrom(error), inEnglish)).toBe(text);
});

test("sentences leave out what is not there", () => {
  expect(sentences("done", null, "", "see the log. ")).toBe("Done. See the log.");
});

test.each([
  ["complete", 0, "complete · 199,980 rows · 20 rejected"],
  ["stopped", 6_600_000, "stopped at 25% · 199,980 rows · 20 rejected"],
  ["running", 0, "not ended, at 0% · 199,980 rows · 20 rejected"],
] as const)("a load that is %s", (status, bytes, text) => {
  const counts = {
    ...{ records: 200_000, loaded: 199_980, rejected: 20, skipped: 0 },
    ...{ duplicates: 0, batches: 2 },
  };
  const row = { status, plan, committed: { ...counts, bytes } };
  expect(loadDescription(row, "en", inEnglish)).toBe(text);
});
