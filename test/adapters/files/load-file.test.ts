// The load plan's file: written, read back, and refused with its line.
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readLoadFile, writeLoadFile } from "../../../src/adapters/files/load-file.ts";
import { planFor } from "../../support/load-fixtures.ts";
import { makeFolder } from "../../support/test-folder.ts";

const { path: folder, file, remove } = makeFolder();
afterAll(remove);

const read = (text: string) => readLoadFile(file("orders.load.yaml", text));

test("what was decided comes back as the same request", async () => {
  const plan = planFor(10, ["a", "b"]);
  const named = {
    ...plan,
    loadId: "nightly",
    source: { ...plan.source, path: join(folder, "data/orders.csv") },
    target: { ...plan.target, table: { schema: "public", name: "Odd Name" } },
    rejects: { max: null, file: join(folder, "orders.rejects.csv") },
    dialect: { ...plan.dialect, delimiter: "\t", quote: null, escape: null, nullText: "\\N" },
    createTableSql: 'CREATE TABLE public."Odd Name" (\n  a text\n)',
  };
  expect(await read(writeLoadFile(named, folder))).toMatchObject({
    file: join(folder, "data/orders.csv"),
    into: 'public."Odd Name"',
    columns: ["a", "b"],
    ...{ header: "no", delimiter: "\t", quote: "", escape: "", nullText: "\\N", encoding: "utf-8" },
    ...{
      createTable: true,
      createTableSql: named.createTableSql,
      workers: 2,
      rejectsMax: null,
      durability: "on",
    },
    rejectsFile: join(folder, "orders.rejects.csv"),
    loadName: "nightly",
  });
});

test.each([
  { mode: "append", key: [], isAtomic: true },
  { mode: "upsert", key: ["a", "b"], isAtomic: false },
  { mode: "replace", key: [], isAtomic: false },
] as const)("the mode comes back: %j", async (facts) => {
  const plan = planFor(10, ["a", "b"], facts);
  expect(await read(writeLoadFile(plan, folder))).toMatchObject(facts);
});

test.each([
  ["keep", "keep"],
  ["lookups", "auto"],
  ["rebuild", "rebuild"],
] as const)("indexes %s come back as %s, and advice is a comment", async (indexes, asked) => {
  const advice = {
    ...{ setting: "max_wal_size", now: "1GB", better: "8GB", why: "it forces 5 checkpoints" },
    ...{ statement: "ALTER SYSTEM SET max_wal_size = '8GB';", isWarning: true },
  };
  const text = writeLoadFile(planFor(10, ["a"], { indexes, advice: [advice] }), folder);
  expect(text).toContain("# advice: max_wal_size is 1GB, 8GB would be better: it forces 5");
  expect(await read(text)).toMatchObject({ indexes: asked });
});

test.each([
  ["file: o.csv\ninto: t\nworker: 2\n", 3, /no field is called worker/],
  ["file: o.csv\ninto: t\nworkers: many\n", 3, /auto or a number/],
  ["file: o.csv\ninto: t\n\nheader: maybe\n", 4, /one of auto, yes, no/],
  ["file: o.csv\n", 1, /into is missing/],
  ["into: t\n", 1, /file is missing/],
  ["file: o.csv\ninto: [t\n", 3, /./],
  ["- a\n", 1, /fields and values/],
  ["file: 7\ninto: t\n", 1, /a path or a list of paths/],
  ["into: t\nfile: []\n", 2, /a path or a list of paths/],
  ["version: 2\nfile: o.csv\ninto: t\n", 1, /1 is expected/],
])("refused: %j", async (text, line, words) => {
  await expect(read(text)).rejects.toMatchObject({
    code: "load-file-invalid",
    message: expect.stringMatching(words) as string,
    place: { file: join(folder, "orders.load.yaml"), line },
  });
});

test("several files are a list, relative to the load file; what has no folder stays as it is", async () => {
  const request = await read("file: [a.csv, 'd/*.csv', https://a.example/b.csv]\ninto: t\n");
  const files = [join(folder, "a.csv"), join(folder, "d/*.csv"), "https://a.example/b.csv"];
  expect(request).toMatchObject({ file: files[0], files });
  expect(await read("file: '-'\ninto: t\n")).toMatchObject({ file: "-" });
  const plan = planFor(10, ["a"]);
  const facts = { name: "x", fingerprint: plan.source.fingerprint, body: plan.body };
  const source = { ...plan.source, path: "2 files", name: "2 files" };
  const paths = [join(folder, "a.csv"), "https://a.example/b.csv"];
  const planned = {
    ...plan,
    source: { ...source, files: paths.map((at) => ({ ...facts, path: at })) },
  };
  expect(await read(writeLoadFile(planned, folder))).toMatchObject({
    file: paths[0],
    files: paths,
  });
});

test("a file that is not there", async () => {
  await expect(readLoadFile(join(folder, "none.load.yaml"))).rejects.toMatchObject({
    code: "file-not-found",
  });
});
