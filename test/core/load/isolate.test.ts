// One bad record costs one record, whether the server names the line or not.
import { expect, test } from "vitest";
import { errors } from "../../../src/core/base/errors.ts";
import { IngestError } from "../../../src/core/base/ingest-error.ts";
import { writeBatch, type OnReject } from "../../../src/core/load/isolate.ts";
import type { LoadPlan } from "../../../src/core/load/plan.ts";
import type { Batch, BatchWriter } from "../../../src/core/load/ports.ts";
import { split, startReading } from "../../../src/core/load/split.ts";
import { memoryPorts, memorySource, planFor } from "../../support/load-fixtures.ts";

/** A server that refuses rows whose first value begins with "bad"; it names the line unless told not to. */
class PickyWriter implements BatchWriter {
  rows: string[] = [];
  copies = 0;
  /** All that were sent. */
  lines = 0;
  readonly #namesLine: boolean;

  constructor(namesLine: boolean) {
    this.#namesLine = namesLine;
  }

  copy(bytes: Uint8Array, format: "csv" | "text"): Promise<number> {
    this.copies++;
    const lines = Buffer.from(bytes).toString().split("\n").slice(0, -1);
    this.lines += lines.length;
    if (
      format === "csv" &&
      lines.some((line) => !line.includes('"') && line.split(",").length !== 2)
    ) {
      return Promise.reject(
        errors.server({ kind: "data", sqlstate: "22P04", message: "ragged", hint: "mend it" }),
      );
    }
    const bad = lines.findIndex((line) => line.startsWith("bad"));
    if (bad >= 0) {
      const place = this.#namesLine ? { line: bad + 1, column: "a" } : {};
      return Promise.reject(
        errors.server({
          kind: "data",
          sqlstate: "22P02",
          message: "it is bad",
          hint: "mend it",
          place,
        }),
      );
    }
    // A trigger that drops rows.
    const taken = lines.filter((line) => !line.startsWith("drop"));
    this.rows.push(...taken);
    return Promise.resolve(taken.length);
  }

  copyEncoded(): Promise<number> {
    return Promise.reject(new Error("nothing is encoded here"));
  }

  undo(): Promise<void> {
    this.rows = [];
    return Promise.resolve();
  }
}

async function firstBatch(text: string, plan: LoadPlan): Promise<Batch> {
  const ports = memoryPorts(memorySource(Buffer.from(text), 1000));
  const { value } = await split(plan, ports, startReading(), new AbortController().signal).next();
  if (!value) throw new Error("no batch");
  return value;
}

async function write(text: string, namesLine: boolean, onReject: OnReject = () => undefined) {
  const plan = planFor(text.length, ["a", "b"], { batchBytes: 1_000_000 });
  const writer = new PickyWriter(namesLine);
  const outcome = await writeBatch(
    plan,
    await firstBatch(text, plan),
    { writer, onIsolating: () => undefined, onReject },
    new AbortController().signal,
  );
  const rejects = outcome.rejects.map(({ record, line, byteOffset, column, sqlstate, raw }) => [
    record,
    line,
    byteOffset,
    column,
    sqlstate,
    Buffer.from(raw).toString(),
  ]);
  const { rows, copies, lines } = writer;
  return { counts: outcome.counts, rejects, rows, copies, lines };
}

const good = (count: number): string =>
  Array.from({ length: count }, (_, index) => `${index},x\n`).join("");

test("a clean batch is one COPY", async () => {
  const result = await write(good(50), true);
  expect(result.copies).toBe(1);
  expect(result.counts).toEqual({
    records: 50,
    loaded: 50,
    rejected: 0,
    skipped: 0,
    duplicates: 0,
  });
});

test.each([
  ["the server names the line", true],
  ["the server names no line", false],
])("bad records are taken out: %s", async (_name, namesLine) => {
  const text = `bad1,x\n1,"a\nb"\nbad2,x\nbad3,x\n2,y\n${good(20)}bad4,z\n`;
  const { counts, rejects, rows } = await write(text, namesLine);
  expect(counts).toEqual({ records: 26, loaded: 22, rejected: 4, skipped: 0, duplicates: 0 });
  const column = namesLine ? "a" : null;
  expect(rejects).toEqual([
    [1, 1, 0, column, "22P02", "bad1,x"],
    [3, 4, 15, column, "22P02", "bad2,x"],
    [4, 5, 22, column, "22P02", "bad3,x"],
    [26, 27, 33 + 20 * 4 + 10, column, "22P02", "bad4,z"],
  ]);
  expect(rows).toContain("1\ta\\nb");
  expect(rows).toHaveLength(22);
});

test.each([
  ["all are bad, and named", "bad,x\n".repeat(4_000), true, 2],
  ["all are bad, and not named", "bad,x\n".repeat(4_000), false, 5],
  ["every tenth is bad", `${good(9)}bad,x\n`.repeat(400), true, 4],
  ["one is bad", `${good(2_000)}bad,x\n${good(1_999)}`, true, 4],
])("what follows a bad record is not sent over and over: %s", async (_name, text, named, times) => {
  const { counts, lines } = await write(text, named);
  expect(counts.records).toBe(4_000);
  expect(counts.rejected).toBe(text.split("bad").length - 1);
  // Beside the first attempts, of the whole batch as it is and line by line.
  expect(lines / 4_000).toBeLessThan(2 + times);
});

test("too many rejects stop the search for more", async () => {
  const onReject: OnReject = (count, rejects) => {
    if (count > 3)
      throw new Error(
        `too many: ${rejects()
          .map(({ record }) => record)
          .join(",")}`,
      );
  };
  await expect(write("bad,x\n".repeat(1_000), true, onReject)).rejects.toThrow("too many: 1,2,3,4");
});

test.each([
  ["too few fields", "1,a\n2\n3,c\n", [[2, 2, 4, null, "22P04", "2"]]],
  ["too many fields", "1,a\n2,b,c\n", [[2, 2, 4, null, "22P04", "2,b,c"]]],
  ["a quote in mid-field", '1,a"b"c\n2,b\n', [[1, 1, 0, "b", "22P04", '1,a"b"c']]],
  ["text after a quote", '1,"a"b\n2,b\n', [[1, 1, 0, "b", "22P04", '1,"a"b']]],
])("a record of the wrong shape never reaches the server: %s", async (_name, text, expected) => {
  const { rejects, counts } = await write(text, true);
  expect(rejects).toEqual(expected);
  expect(counts.records).toBe(counts.loaded + counts.rejected);
});

test.each([
  [
    "a blank record is skipped",
    "1,a\n\n2,b\n",
    { records: 3, loaded: 2, rejected: 0, skipped: 1, duplicates: 0 },
  ],
  [
    "a row that a trigger drops is skipped",
    "1,a\ndrop,x\n2,b\n",
    { records: 3, loaded: 2, rejected: 0, skipped: 1, duplicates: 0 },
  ],
])("%s", async (_name, text, expected) => {
  expect((await write(text, true)).counts).toEqual(expected);
});

test("an error that is not about a record goes to the caller", async () => {
  const plan = planFor(4, ["a", "b"], { batchBytes: 100 });
  const lost = errors.connectionLost("gone");
  const fail = (): Promise<number> => Promise.reject(lost);
  const writer: BatchWriter = { copy: fail, copyEncoded: fail, undo: () => Promise.resolve() };
  const writing = writeBatch(
    plan,
    await firstBatch("1,a\n", plan),
    { writer, onIsolating: () => undefined, onReject: () => undefined },
    new AbortController().signal,
  );
  await expect(writing).rejects.toBe(lost);
  expect(lost).toBeInstanceOf(IngestError);
});
