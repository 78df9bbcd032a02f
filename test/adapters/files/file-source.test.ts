// The fingerprint of a file: the same object while nobody touches the file, another once its content is another.
import { appendFileSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { FileSource } from "../../../src/adapters/files/file-source.ts";
import { makeFolder } from "../../support/test-folder.ts";

const never = new AbortController().signal;
const folder = makeFolder();
afterAll(folder.remove);

function file(content: string): string {
  const path = folder.file("a.csv", content);
  // Long ago, so that a later write has another time on any file system.
  utimesSync(path, 1, 1);
  return path;
}

test("of an untouched file it is read once", async () => {
  const source = new FileSource(file("a,b\n1,2\n"));
  const first = await source.fingerprint(never);
  expect(first.bytesTotal).toBe(8);
  expect(await source.fingerprint(never)).toBe(first);
  expect(await new FileSource(source.path).fingerprint(never)).toEqual(first);
});

test.each([
  ["longer", (path: string) => appendFileSync(path, "3,4\n")],
  ["of another content of the same length", (path: string) => writeFileSync(path, "a,b\n1,3\n")],
  [
    "another one",
    (path: string) => {
      writeFileSync(`${path}.new`, "a,b\n1,3\n");
      renameSync(`${path}.new`, path);
    },
  ],
])("of a file that is %s now it is another", async (_what, change) => {
  const source = new FileSource(file("a,b\n1,2\n"));
  const first = await source.fingerprint(never);
  change(source.path);
  expect(await source.fingerprint(never)).not.toEqual(first);
});

test("of a file that is gone there is none", async () => {
  const source = new FileSource(file("a\n"));
  await source.fingerprint(never);
  rmSync(source.path);
  await expect(source.fingerprint(never)).rejects.toMatchObject({ code: "file-not-found" });
});
