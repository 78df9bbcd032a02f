// Every grammar loads from its package and is loaded once.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GRAMMAR_FILES, openGrammars } from "../../../src/adapters/files/grammars.ts";
import { inRoot } from "../../../src/build/root.ts";
import { present } from "../../../src/core/base/assert.ts";
import { CODE_LANGUAGES } from "../../../src/core/lang/code/document.ts";

const inPackages = (file: string): string =>
  join(inRoot("node_modules"), present(GRAMMAR_FILES[file], `a package with ${file}`), file);

test.each(CODE_LANGUAGES)("%s: the grammar reads an empty text and a call", async (language) => {
  const grammar = await openGrammars(inPackages).load(language);
  const empty = present(grammar.parse(""), "a tree");
  const call = present(grammar.parse("f(1)"), "a tree");
  expect(empty.rootNode.endIndex).toBe(0);
  expect(call.rootNode.endIndex).toBe(4);
  empty.delete();
  call.delete();
});

test("a grammar is loaded once, TSX beside TypeScript", async () => {
  const grammars = openGrammars(inPackages);
  const typescript = await grammars.load("typescript");
  expect(await grammars.load("typescript", false)).toBe(typescript);
  expect(await grammars.load("typescript", true)).not.toBe(typescript);
  expect(await grammars.load("javascript", true)).toBe(await grammars.load("javascript"));
});

test("a folder without the files is said by the path, and asked again", async () => {
  const folder = mkdtempSync(join(tmpdir(), "grammars-"));
  const grammars = openGrammars(folder);
  await expect(grammars.load("python")).rejects.toThrow(/\.wasm/u);
  await expect(grammars.load("python")).rejects.toThrow(/\.wasm/u);
  rmSync(folder, { recursive: true });
});

test("a parse over the time limit has no tree, and the next one starts anew", async () => {
  const grammar = await openGrammars(inPackages, { msMax: 1 }).load("python");
  expect(grammar.parse("f(x, [1, 2, 3])\n".repeat(60_000))).toBeUndefined();
  const next = present(grammar.parse("f(1)"), "a tree");
  expect(next.rootNode.endIndex).toBe(4);
  next.delete();
});

test("an edit reads the text as it is now and leaves the earlier tree as it was", async () => {
  const grammar = await openGrammars(inPackages).load("python");
  const text = "a(1)\nb(2)\n";
  const tree = present(grammar.parse(text), "a tree");
  const edit = { start: 5, oldEnd: 6, newEnd: 9 };
  const edited = present(grammar.parse("a(1)\nlong(2)\n", { tree, text, edit }), "a tree");
  expect(edited.rootNode.text).toBe("a(1)\nlong(2)\n");
  expect(edited.rootNode.hasChanges).toBe(false);
  expect(tree.rootNode.endIndex).toBe(text.length);
  tree.delete();
  edited.delete();
});
