// The decisions of a plan: lane, workers, batch size.
import { expect, test } from "vitest";
import { planLoad, type LoadFacts } from "../../../src/core/load/plan-load.ts";
import { DEFAULT_REQUEST, type LoadRequest } from "../../../src/core/load/request.ts";
import { RFC_4180, type Dialect } from "../../../src/core/records/dialect.ts";
import { column, newHasher } from "../../support/load-fixtures.ts";

const MB = 1_048_576;

function plan(
  request: Partial<LoadRequest> = {},
  dialect: Partial<Dialect> = {},
  bytesTotal = 1000 * MB,
) {
  const facts: LoadFacts = {
    ...{
      path: "/o.csv",
      name: "o.csv",
      cores: 2,
      rejectsFile: "/o.rejects.csv",
      createTableSql: null,
      primaryKey: [],
    },
    fingerprint: { bytesTotal, sampled: "" },
    dialect: { ...RFC_4180, ...dialect },
    body: { start: 10, line: 2, header: "id,price" },
    ...{ headerNames: ["id", "price"], fieldCount: 2, decisions: [] },
    target: {
      table: { schema: "public", name: "o" },
      oid: 1,
      isUnlogged: false,
      columns: [column("id", { type: "bigint" }), column("price", { type: "numeric(12,2)" })],
    },
  };
  return planLoad({ ...DEFAULT_REQUEST, file: "o.csv", into: "o", ...request }, facts, newHasher);
}

test.each<[string, Partial<LoadRequest>, Partial<Dialect>, string, RegExp]>([
  ["plain CSV", {}, {}, "csv", /reads this dialect as it is/],
  ["another delimiter", {}, { delimiter: ";" }, "csv", /./],
  ["a delimiter of two characters", {}, { delimiter: "||" }, "text", /one byte/],
  ["a field left out", { columns: ["id", null] }, {}, "text", /price is left out/],
  ["decimal commas in numbers", {}, { decimalComma: true }, "text", /decimal comma/],
  ["notes between records", {}, { commentPrefix: "#" }, "text", /notes/],
  ["a NULL text with the delimiter", {}, { nullText: "a,b" }, "text", /NULL text/],
])("lane: %s", (_name, request, dialect, lane, words) => {
  const decided = plan(request, dialect);
  expect(decided.lane).toBe(lane);
  expect(decided.decisions.find(({ what }) => what === "sent to the server")?.evidence).toMatch(
    words,
  );
});

test.each<[string, Partial<LoadRequest>, number, number, number]>([
  ["auto is the cores", {}, 1000 * MB, 2, 4 * MB],
  ["as asked", { workers: 2 }, 1000 * MB, 2, 4 * MB],
  ["many workers, small batches", { workers: 64 }, 1000 * MB, 64, MB],
  ["no more than there are batches", { workers: 8 }, 5 * MB, 2, 4 * MB],
  ["one for a small file", {}, 1000, 1, 4 * MB],
  ["the batch size as asked", { batchBytes: 64 * 1024 }, 1000 * MB, 2, 64 * 1024],
])("workers: %s", (_name, request, bytes, workers, batchBytes) => {
  expect(plan(request, {}, bytes)).toMatchObject({ workers, batchBytes });
});

test.each([0, -1, 1.5, 65])("%d workers are refused", (workers) => {
  expect(() => plan({ workers })).toThrow(expect.objectContaining({ code: "option-invalid" }));
});
