// Standard input through the built program: loaded, compressed, stopped and piped again, and what it cannot do.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { cli, jsonOf, resultOf, startRowmill, type CliResult } from "../support/rowmill.ts";
import { startDatabase, type TestDatabase } from "../support/test-database.ts";

const RECORDS = 60_000;
const csv = (to: number): string => {
  const records = Array.from({ length: to }, (_, index) => `${index + 1},value ${index + 1}`);
  return ["id,v", ...records, ""].join("\n");
};

let on: TestDatabase;

beforeAll(async () => {
  on = await startDatabase();
});
afterAll(() => on.close());
beforeEach(() => on.reset("CREATE TABLE t (id int CHECK (id > 0), v text)"));

function piped(args: readonly string[], input: string | Buffer): Promise<CliResult> {
  const shell = ["sh", "-c", 'cat "$0" | "$@"', on.file("input", input)];
  const isOffline = args[0] === "sniff";
  return startRowmill([...args, "--json"], isOffline ? null : on.server, {}, shell).result;
}

const load = ["load", "-", "--into", "t", "--batch-kb", "64"];
const rejects = (): string[] => ["--rejects", join(on.folder, "t.rejects.csv")];

const rowsAndIds = () => on.rows("SELECT count(*)::int, count(DISTINCT id)::int FROM t");

test.each([
  ["as it is", csv(RECORDS)],
  ["compressed", gzipSync(csv(RECORDS))],
])("%s: loaded, and known when the same bytes come again", async (_what, input) => {
  const result = await piped(load, input);
  expect(result.exitCode).toBe(0);
  expect(jsonOf(result)).toMatchObject({
    status: "complete",
    file: "-",
    loaded: RECORDS,
    bytes: csv(RECORDS).length,
    reconciled: true,
  });
  expect(jsonOf(await piped(load, input))).toMatchObject({ isAlreadyLoaded: true });
  expect(await rowsAndIds()).toEqual([[RECORDS, RECORDS]]);
});

test("a load that stopped goes on when the same bytes are piped again, and refuses others", async () => {
  const bad = csv(RECORDS).replace("\n50000,", "\n-50000,");
  const stopped = jsonOf(await piped([...load, ...rejects()], bad));
  expect(stopped).toMatchObject({ status: "stopped", problem: { code: "too-many-rejects" } });
  const resume = ["resume", String(stopped["loadId"]), "--max-rejects", "1"];

  const early = await piped(resume, bad.replace("\n1000,value", "\n1000,VALUE"));
  expect(JSON.stringify(jsonOf(early))).toContain('"code":"file-changed"');
  const late = await piped(resume, bad.replace("\n30000,value", "\n30000,VALUE"));
  expect(jsonOf(late)).toMatchObject({ status: "stopped", problem: { code: "file-changed" } });

  const result = await piped(resume, bad);
  expect(jsonOf(result)).toMatchObject({ status: "complete", loaded: RECORDS - 1, rejected: 1 });
  expect(await rowsAndIds()).toEqual([[RECORDS - 1, RECORDS - 1]]);
});

test("a writer that never closes its end does not hold up an early end", async () => {
  const args = [cli, "load", "-", "--into", "nowhere", "--dsn", on.server.dsn];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...on.server.env } });
  const result = resultOf(child);
  child.stdin.on("error", () => undefined);
  child.stdin.write(`id,v\n${"1,x\n".repeat(200_000)}`);
  expect(await result).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("No table nowhere") as string,
  });
});

test.each([
  ["a new table", ["load", "-", "--into", "fresh", "--create-table"], "source-once-new-table"],
  ["other files", ["load", "-", "package.json", "--into", "t"], "source-not-alone"],
])("%s is refused with the next step", async (_what, args, code) => {
  const result = await piped(args, csv(5));
  expect(result.exitCode).toBe(2);
  expect(jsonOf(result)).toMatchObject({ error: { code } });
});

test("sniffed without a file", async () => {
  const result = await piped(["sniff", "-"], csv(1_000));
  expect(jsonOf(result)).toMatchObject({ file: "-", fieldCount: 2, bytes: 0 });
});
