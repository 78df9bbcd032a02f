// Which files a check takes: by kind, by folder, by what is named; the same list on every machine.
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFiles } from "../../../src/adapters/check/find-files.ts";
import { makeFolder } from "../../support/test-folder.ts";

const { path: root, file, remove } = makeFolder();

beforeAll(() => {
  const names = [
    ...["b.sql", "a.sql", "db/10.sql", "db/2.sql", "src/load.py", "src/readme.md", "src/Load.java"],
    ...[
      "node_modules/x/y.sql",
      "vendor/v.sql",
      "target/t.sql",
      "dist/d.sql",
      ".git/g.sql",
      ".h.sql",
    ],
    ...["db/seed/s.sql", "notes.txt"],
  ];
  for (const name of names) file(name, "SELECT 1;\n");
  symlinkSync(join(root, "db"), join(root, "again"));
  symlinkSync(join(root, "a.sql"), join(root, "link.sql"));
  symlinkSync(join(root, "nowhere.sql"), join(root, "dangling.sql"));
});
afterAll(remove);

const found = async (
  paths: readonly string[],
  isIgnored: (file: string) => boolean = () => false,
) => {
  const absolute = paths.map((path) => join(root, path));
  const { files } = await findFiles(absolute, root, isIgnored, new AbortController().signal);
  return files.map(({ file }) => file);
};

test("a folder gives the files that have rules, sorted, without what is built, fetched or hidden", async () => {
  expect(await found(["."])).toEqual([
    ...["a.sql", "b.sql", "db/10.sql", "db/2.sql", "db/seed/s.sql", "link.sql"],
    ...["src/Load.java", "src/load.py"],
  ]);
});

test("the globs of rowmill.yaml leave files out of a folder", async () => {
  expect(await found(["."], (file) => /^(db|src)\//.test(file))).toEqual([
    "a.sql",
    "b.sql",
    "link.sql",
  ]);
});

test.each([
  ["of another kind", "notes.txt"],
  ["in a folder that is passed over", "node_modules/x/y.sql"],
  ["hidden", ".h.sql"],
  ["ignored", "db/2.sql"],
])("a named file is taken though it is %s", async (_why, file) => {
  expect(await found([file], () => true)).toEqual([file]);
});

test("a file that is named and found is there once", async () => {
  expect(await found([".", "a.sql", "db/.."])).toEqual(await found(["."]));
});

test("a named folder that would be passed over is walked", async () => {
  expect(await found(["vendor"])).toEqual(["vendor/v.sql"]);
});

test("a path that is not there is the user's error", async () => {
  await expect(found(["nowhere"])).rejects.toThrow(/no file .*nowhere/);
});

test("a walk stops when it is cancelled", async () => {
  const stop = new AbortController();
  stop.abort(new Error("enough"));
  await expect(findFiles([root], root, () => false, stop.signal)).rejects.toThrow("enough");
});
