// Which files of a folder are read, in which order, and where the walk ends.
import { symlinkSync } from "node:fs";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

import {
  readSource,
  WORKSPACE_BOUNDS,
  workspaceFiles,
  type WalkBounds,
} from "../../../src/adapters/files/workspace-files.ts";
import { makeFolder } from "../../support/test-folder.ts";

const { path: root, file, files, remove } = makeFolder();
const FILES = {
  "b.sql": "SELECT 2",
  "a.sql": "SELECT 1",
  "notes.txt": "nothing",
  "db/migrations/V1__orders.sql": "CREATE TABLE orders (id int)",
  "db/migrations/V2__items.sql": "CREATE TABLE items (id int)",
  "node_modules/pg/schema.sql": "not ours",
  ".git/x.sql": "hidden",
  "target/classes/db.sql": "built",
  "dist/db.sql": "built",
  "vendor/lib/db.sql": "fetched",
};

beforeAll(() => {
  files(FILES);
  symlinkSync(join(root, "db"), join(root, "again"));
});
afterAll(remove);

async function walked(bounds: Partial<WalkBounds> = {}, folder = root): Promise<string[]> {
  const found: string[] = [];
  const isSql = (name: string) => name.endsWith(".sql");
  const all = { ...WORKSPACE_BOUNDS, ...bounds };
  for await (const path of workspaceFiles(folder, isSql, all, new AbortController().signal))
    found.push(relative(root, path));
  return found;
}

test("source files in order; built, fetched, hidden and linked folders are passed over", async () => {
  expect(await walked()).toEqual([
    "a.sql",
    "b.sql",
    "db/migrations/V1__orders.sql",
    "db/migrations/V2__items.sql",
  ]);
});

test.each([
  ["files", { filesMax: 2 }, ["a.sql", "b.sql"]],
  ["bytes", { bytesMax: 10 }, ["a.sql"]],
  ["bytes of one file", { fileBytesMax: 10 }, ["a.sql", "b.sql"]],
])("bounded by %s", async (_what, bounds, expected) => {
  expect(await walked(bounds)).toEqual(expected);
});

test("a folder that is not there holds nothing", async () => {
  expect(await walked({}, join(root, "gone"))).toEqual([]);
});

test("an aborted walk throws its reason", async () => {
  const walk = workspaceFiles(root, () => true, WORKSPACE_BOUNDS, AbortSignal.abort("enough"));
  await expect(walk.next()).rejects.toBe("enough");
});

test.each([
  ["as it is", Buffer.from("SELECT 'ação'"), "SELECT 'ação'"],
  ["without its mark", Buffer.from("\ufeffSELECT 1"), "SELECT 1"],
  ["from UTF-16", Buffer.from("\ufeffSELECT 1", "utf16le"), "SELECT 1"],
  ["not at all when binary", Buffer.from([80, 75, 3, 4, 0, 0]), undefined],
])("text is read %s", async (name, bytes, text) => {
  expect(await readSource(file(`${name}.bin`, bytes))).toBe(text);
});

test("a file that is gone has no text", async () => {
  expect(await readSource(join(root, "gone.sql"))).toBeUndefined();
});
