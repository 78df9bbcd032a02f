// The load plan's file: written, read back, and refused with its line.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readLoadFile, writeLoadFile } from "../../../src/adapters/files/load-file.ts";
import { planFor } from "../../support/load-fixtures.ts";

const folder = mkdtempSync(join(tmpdir(), "rowmill-load-file-"));
const path = join(folder, "orders.load.yaml");
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string) => {
  writeFileSync(path, text);
  return readLoadFile(path);
};

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
  ["file: o.csv\ninto: t\nworker: 2\n", 3, /no field is called worker/],
  ["file: o.csv\ninto: t\nworkers: many\n", 3, /auto or a number/],
  ["file: o.csv\ninto: t\n\nheader: maybe\n", 4, /one of auto, yes, no/],
  ["file: o.csv\n", 1, /into is missing/],
  ["into: t\n", 1, /file is missing/],
  ["file: o.csv\ninto: [t\n", 3, /./],
  ["- a\n", 1, /fields and values/],
  ["file: 7\ninto: t\n", 1, /a text is expected/],
  ["version: 2\nfile: o.csv\ninto: t\n", 1, /1 is expected/],
])("refused: %j", async (text, line, words) => {
  await expect(read(text)).rejects.toMatchObject({
    code: "load-file-invalid",
    message: expect.stringMatching(words) as string,
    place: { file: path, line },
  });
});

test("a file that is not there", async () => {
  await expect(readLoadFile(join(folder, "none.load.yaml"))).rejects.toMatchObject({
    code: "file-not-found",
  });
});
