// The guards of both ends, and errors on their way across.
import { expect, test } from "vitest";

import {
  errorOf,
  isFromLoadProcess,
  isToLoadProcess,
  problemFrom,
} from "../../../src/adapters/load-process/messages.ts";
import { errors } from "../../../src/core/base/errors.ts";
import { IngestError } from "../../../src/core/base/ingest-error.ts";

test.each<[unknown, boolean, boolean]>([
  [{ type: "start", id: 1 }, true, false],
  [{ type: "cancel", id: 1 }, true, false],
  [{ type: "events", id: 1 }, false, true],
  [{ type: "done", id: 1 }, false, true],
  [{ type: "log" }, false, true],
  [{ type: "done" }, false, false],
  [{ type: "cancel", id: "1" }, false, false],
  [{ type: "toString", id: 1 }, false, false],
  [null, false, false],
  ["start", false, false],
])("%j", (message, isTo, isFrom) => {
  expect([isToLoadProcess(message), isFromLoadProcess(message)]).toEqual([isTo, isFrom]);
});

test("an error crosses as JSON and is itself again", () => {
  const error = errors.tooManyRejects(2, 1, "bad", { file: "a.csv", line: 3 });
  const crossed: unknown = JSON.parse(JSON.stringify(problemFrom(error)));
  expect(crossed).toEqual(problemFrom(error));
  const again = errorOf(problemFrom(error));
  expect(again).toBeInstanceOf(IngestError);
  expect(problemFrom(again)).toEqual(problemFrom(error));
});

test("what is no IngestError is a bug", () => {
  expect(problemFrom("boom")).toMatchObject({ code: "bug", message: "Rowmill met a bug: boom" });
});
