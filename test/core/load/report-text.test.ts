// The end of a load in words, as CLI, notification and monitor say it.
import { expect, test } from "vitest";

import type { LoadReport, Problem } from "../../../src/core/load/events.ts";
import { problemText, reportText, stoppedText } from "../../../src/core/load/report-text.ts";

const report: LoadReport = {
  loadId: "a1",
  status: "complete",
  isAlreadyLoaded: false,
  table: "public.orders",
  file: "/data/orders.csv",
  records: 200_000,
  loaded: 199_980,
  rejected: 20,
  skipped: 0,
  duplicates: 0,
  staged: 0,
  merge: null,
  bytes: 26_000_000,
  elapsedMs: 2_000,
  rowsPerSecond: 100_000,
  bytesPerSecond: 13_000_000,
  workers: 4,
  chunks: 8,
  retries: 0,
  rejectsFile: "/data/orders.rejects.csv",
  reconciled: true,
  bottleneck: null,
  decisions: [],
  warnings: [],
  isCancelled: false,
  problem: null,
};

const problem: Problem = {
  kind: "user",
  code: "too-many-rejects",
  message: "1 record was refused and 0 allowed",
  hint: "mend the record",
  place: { file: "/data/orders.csv", line: 12, record: 9, column: "price" },
  sqlstate: null,
};

const stopped = { ...report, status: "stopped", records: null, reconciled: false } as const;
const none = { loaded: 0, rejected: 0, skipped: 0 };

test.each<[string, Partial<LoadReport>, string, string | null]>([
  [
    "rejects",
    {},
    "199,980 of 200,000 records loaded into public.orders, 20 rejected, 0 skipped: all accounted for",
    "mend the rejected records in /data/orders.rejects.csv and load that file",
  ],
  [
    "one record",
    { records: 1, loaded: 1, rejected: 0, rejectsFile: null },
    "1 of 1 record loaded into public.orders, 0 rejected, 0 skipped: all accounted for",
    null,
  ],
  [
    "already loaded",
    { isAlreadyLoaded: true },
    "Already loaded: public.orders has orders.csv (199,980 loaded, 20 rejected, 0 skipped): nothing was loaded again",
    "to load the same content once more on purpose, give the load a name with --load-id",
  ],
  [
    "does not add up",
    { reconciled: false, loaded: 100 },
    "The load into public.orders does not add up: 200,000 records in orders.csv, but 100 loaded, 20 rejected, 0 skipped",
    "nothing is called loaded that the ledger does not show; a resume loads what is missing",
  ],
  [
    "cancelled",
    { ...stopped, isCancelled: true },
    "Stopped: 199,980 records committed into public.orders, 20 rejected, 0 skipped",
    "what is committed stays; a resume continues after it, and nothing is loaded twice",
  ],
  [
    "cancelled before anything was committed",
    { ...stopped, ...none, isCancelled: true },
    "Stopped: nothing was committed into public.orders",
    "start the load again when you are ready",
  ],
  [
    "a problem",
    { ...stopped, loaded: 5, rejected: 0, problem },
    "1 record was refused and 0 allowed (/data/orders.csv, line 12, record 9, column price). " +
      "Stopped: 5 records committed into public.orders, 0 rejected, 0 skipped",
    "mend the record",
  ],
])("%s", (_name, changes, message, hint) => {
  expect(reportText({ ...report, ...changes }, "en")).toEqual({ message, hint });
});

test.each<[string, Partial<LoadReport>, string]>([
  [
    "complete",
    {},
    "199.980 de 200.000 registros em public.orders, 20 rejeitados, 0 ignorados: tudo confere",
  ],
  [
    "cancelled",
    { ...stopped, loaded: 1, rejected: 1, isCancelled: true },
    "Carga parada: 1 registro confirmado em public.orders, 1 rejeitado, 0 ignorados",
  ],
])("pt-BR: %s", (_name, changes, message) => {
  expect(reportText({ ...report, ...changes }, "pt-br").message).toBe(message);
});

test.each(["en", "pt-BR", "de", "no such locale!"])("every text has words in %s", (locale) => {
  for (const changes of [{}, { isAlreadyLoaded: true }, { reconciled: false }, stopped]) {
    const { message } = reportText({ ...report, ...changes }, locale);
    expect(message).toContain("public.orders");
    expect(message).not.toMatch(/undefined|NaN|\.$/u);
  }
  expect(stoppedText({ table: "t", ...none }, locale).hint).not.toBe(null);
});

test.each([
  ["orders.csv is odd", "orders.csv is odd (line 3)"],
  ["orders.csv, line 3: odd", "orders.csv, line 3: odd"],
  ["odd", "Odd (orders.csv, line 3)"],
  ["https://a.example/ is odd", "https://a.example/ is odd (orders.csv, line 3)"],
])("a place that the message names is not named again: %s", (message, text) => {
  expect(problemText({ message, place: { file: "orders.csv", line: 3 } })).toBe(text);
});

const counted = { ...report, records: 10, rejected: 1 };
const merge = { staged: 9, updated: 0, unchanged: 0, superseded: 0, dropped: 0, deleted: 0 };

test.each<[string, Partial<LoadReport>, string, string]>([
  [
    "skip",
    { loaded: 6, skipped: 3, duplicates: 2 },
    "6 of 10 records loaded into public.orders, 1 rejected, 3 skipped (2 with a key that was there): all accounted for",
    "6 de 10 registros em public.orders, 1 rejeitado, 3 ignorados (2 com chave que já estava lá): tudo confere",
  ],
  [
    "upsert",
    {
      ...{ loaded: 5, skipped: 4, duplicates: 4 },
      merge: { ...merge, inserted: 3, updated: 2, unchanged: 1, superseded: 3 },
    },
    "5 of 10 records loaded into public.orders (3 new, 2 updated), 1 rejected, 4 skipped (1 unchanged, 3 superseded in the file): all accounted for",
    "5 de 10 registros em public.orders (novos: 3, atualizados: 2), 1 rejeitado, 4 ignorados (sem mudança: 1, substituídos no arquivo: 3): tudo confere",
  ],
  [
    "replace",
    { loaded: 9, merge: { ...merge, inserted: 9, deleted: 7 } },
    "9 of 10 records loaded into public.orders (in place of 7), 1 rejected, 0 skipped: all accounted for",
    "9 de 10 registros em public.orders (no lugar de 7), 1 rejeitado, 0 ignorados: tudo confere",
  ],
  [
    "stopped before its merge",
    { ...stopped, loaded: 0, rejected: 1, staged: 9, skipped: 0 },
    "Stopped: nothing is in public.orders yet; 9 rows are staged, 1 rejected, 0 skipped",
    "Carga parada: nada está em public.orders ainda; 9 linhas esperam na tabela de preparação, 1 rejeitado, 0 ignorados",
  ],
])("modes: %s", (_name, change, english, portuguese) => {
  expect(reportText({ ...counted, ...change }, "en").message).toBe(english);
  expect(reportText({ ...counted, ...change }, "pt-BR").message).toBe(portuguese);
});

test.each([
  ["-", "en", "Already loaded: public.orders has standard input ("],
  ["-", "pt-BR", "Já carregado: public.orders já tem a entrada padrão ("],
  ["3 files", "en", "Already loaded: public.orders has 3 files ("],
  [
    "https://a.example/d/orders.csv.gz?key=secret",
    "en",
    "Already loaded: public.orders has orders.csv.gz (",
  ],
])("a load of %s, in %s: %s", (file, locale, start) => {
  const { message } = reportText({ ...report, file, isAlreadyLoaded: true }, locale);
  expect(message.startsWith(start)).toBe(true);
});
