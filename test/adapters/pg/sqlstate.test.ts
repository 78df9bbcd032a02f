// SQLSTATE -> what the engine does, and the words for what the driver rejects with.
import { DatabaseError } from "pg";
import { expect, test } from "vitest";
import { kindOfSqlstate, toIngestError } from "../../../src/adapters/pg/sqlstate.ts";
import { errors } from "../../../src/core/base/errors.ts";

test.each([
  [
    "user",
    ["0A000", "28000", "28P01", "3D000", "3F000", "42501", "42601", "42703", "42P01", "54011"],
  ],
  [
    "data",
    [
      "22001",
      "22007",
      "22P02",
      "22P04",
      "22021",
      "23502",
      "23505",
      "23514",
      "44000",
      "54000",
      "54001",
      "P0001",
      "P0002",
    ],
  ],
  [
    "transient",
    [
      "08000",
      "08006",
      "08P01",
      "40001",
      "40P01",
      "53200",
      "53300",
      "55P03",
      "57014",
      "57P01",
      "57P02",
      "57P03",
      "57P05",
      "25006",
      "25P03",
      "25P04",
    ],
  ],
  ["fatal", ["25P02", "53100", "53400", "57P04", "58030", "XX000", "XX001", "F0000", "99999", ""]],
])("%s", (kind, codes) => {
  expect(codes.map((code) => [code, kindOfSqlstate(code)])).toEqual(
    codes.map((code) => [code, kind]),
  );
});

test.each([
  [
    "our next step where we know one",
    { code: "42501" },
    "let the owner GRANT this role what it lacks",
  ],
  [
    "detail, then the next step",
    { code: "53100", detail: "Disk is at 100 %." },
    "Disk is at 100 %; free space on the server's disk, then resume; what was committed stays",
  ],
  [
    "the server's hint",
    { code: "22007", hint: "Perhaps you need a different datestyle." },
    "Perhaps you need a different datestyle",
  ],
  [
    "the kind's own",
    { code: "XX000" },
    "what was committed stays; `rowmill resume` goes on once the cause is gone",
  ],
])("a hint is %s", (_name, fields, hint) => {
  const error = toIngestError(serverError(fields), { file: "a.csv", line: 3 });
  expect(error).toMatchObject({
    code: "server",
    sqlstate: fields.code,
    message: "it went wrong",
    hint,
  });
  expect(error.place).toMatchObject({ file: "a.csv", line: 3 });
});

test("the server's column completes the place, and the original is kept", () => {
  const original = serverError({ code: "23502", column: "amount" });
  const error = toIngestError(original, { line: 3 });
  expect(error.place).toEqual({ line: 3, column: "amount" });
  expect(error.cause).toBe(original);
});

test.each([
  ["ECONNRESET", "cut from the other side"],
  ["EPIPE", "the other side closed it"],
  ["ETIMEDOUT", "no answer in time"],
  ["ERR_STREAM_PREMATURE_CLOSE", "closed too early"],
])("a socket's %s is a lost connection", (code, words) => {
  const error = toIngestError(Object.assign(new Error(`write ${code}`), { code }));
  expect(error).toMatchObject({ kind: "transient", code: "connection-lost" });
  expect(error.message).toContain(words);
});

test.each([
  "Connection terminated unexpectedly",
  "Connection terminated",
  "Client was closed and is not queryable",
])("the driver's %j is a lost connection", (message) => {
  expect(toIngestError(new Error(message))).toMatchObject({
    kind: "transient",
    code: "connection-lost",
  });
});

test.each([
  ["an error of no known kind", new Error("boom"), "boom"],
  [
    "a missing file",
    Object.assign(new Error("ENOENT: no such file"), { code: "ENOENT" }),
    "ENOENT: no such file",
  ],
  ["something that is no error", "boom", "boom"],
])("%s stops the load", (_name, thrown, reason) => {
  expect(toIngestError(thrown)).toMatchObject({
    kind: "fatal",
    code: "unexpected",
    message: `the database driver gave up: ${reason}`,
  });
});

test("one of ours stays as it is", () => {
  const ours = errors.tlsRequired("a:1");
  expect(toIngestError(ours)).toBe(ours);
});

function serverError(fields: {
  code: string;
  detail?: string;
  hint?: string;
  column?: string;
}): DatabaseError {
  return Object.assign(new DatabaseError("it went wrong", 10, "error"), {
    severity: "ERROR",
    ...fields,
  });
}
