// A job from request to report: how many connections it opens, and which of two failures it tells.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withLoadJob, type LoadJobOptions } from "../../src/adapters/load-job.ts";
import { DEFAULT_REQUEST, type LoadRequest } from "../../src/core/load/request.ts";
import { loadOptions } from "../support/load-options.ts";
import { startDatabase, type TestDatabase } from "../support/test-database.ts";

const never = new AbortController().signal;
let on: TestDatabase;
let options: LoadJobOptions;
let entries: string[] = [];

beforeAll(async () => {
  on = await startDatabase();
  const note = (message: string): void => void entries.push(message);
  const log = { debug: note, info: note, warn: note, error: note };
  options = { ...(await loadOptions(on.server)), log };
  await on.client.query("CREATE TABLE t (a int, b text); CREATE VIEW v AS SELECT 1 AS a");
  on.file("t.csv", "a,b\n1,x\n2,y\n");
  on.file("header.csv", "a,b\n");
});
afterAll(() => on.close());

const request = (name: string, into: string): LoadRequest => ({
  ...DEFAULT_REQUEST,
  ...{ file: join(on.folder, name), into },
});

test("plan and load share a connection; the first chunk is told once", async () => {
  entries = [];
  const report = await withLoadJob(options, async (job) => {
    const prepared = await job.prepare(request("t.csv", "t"), () => undefined, never);
    return job.run(prepared, () => undefined, never);
  });
  expect(report).toMatchObject({ status: "complete", loaded: 2, problem: null });
  // The shared one, the worker's, and the one that analyses.
  expect(entries.filter((entry) => entry === "session open")).toHaveLength(3);
  expect(entries.filter((entry) => entry === "first chunk sent")).toHaveLength(1);
});

test.each([
  ["of table and file the table's", "header.csv", "v", "table-not-loadable"],
  ["of the file alone", "header.csv", "t", "file-header-only"],
  ["of the file's name before all", "none.csv", "v", "file-not-found"],
])("the failure that is told: %s", async (_what, name, into, code) => {
  await expect(
    withLoadJob(options, (job) => job.prepare(request(name, into), () => undefined, never)),
  ).rejects.toMatchObject({ code });
});

test("a file that another hand writes to between plan and load is not loaded", async () => {
  const path = on.file("touched.csv", "a,b\n3,x\n");
  const run = withLoadJob(options, async (job) => {
    const prepared = await job.prepare(request("touched.csv", "t"), () => undefined, never);
    writeFileSync(path, "a,b\n3,x\n4,y\n");
    return job.run(prepared, () => undefined, never);
  });
  await expect(run).rejects.toThrow(/touched\.csv/);
});
