// Fixes on a text and on the disk: until none is left, never half of it, never other bytes than those of the fix.
import {
  chmodSync,
  linkSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fixText, refusalOf, replaceText } from "../../../src/adapters/check/fix-file.ts";
import { readText, type SourceText } from "../../../src/adapters/check/read-text.ts";
import type { ReportedFinding } from "../../../src/core/analysis/finding.ts";
import { safeFixes } from "../../../src/core/analysis/safe-fixes.ts";
import { makeFolder } from "../../support/test-folder.ts";

const { path: folder, file, remove } = makeFolder();
afterAll(remove);

/** A finding for each match; its fix puts `by` there. */
function replacing(text: string, what: RegExp, by: string, safety: "safe" | "unsafe" = "safe") {
  return [...text.matchAll(what)].map((match): ReportedFinding => {
    const range = { start: match.index, end: match.index + match[0].length };
    const words = { en: "x", ptBr: "x" };
    return {
      ...{ rule: "sql/no-x", severity: "error", range, message: words },
      fixes: [{ title: words, safety, edits: [{ range, text: by }] }],
    };
  });
}

const fixedBy = (text: string, find: (now: string) => readonly ReportedFinding[]) =>
  fixText(text, (now) => Promise.resolve(find(now)));

test("every safe fix is applied, and those that it makes room for", async () => {
  expect(await fixedBy("aaab", (now) => replacing(now, /aa/g, "a"))).toEqual({
    text: "ab",
    fixes: 2,
  });
});

test("an unsafe fix is not applied", async () => {
  expect(await fixedBy("ab", (now) => replacing(now, /a/g, "", "unsafe"))).toEqual({
    text: "ab",
    fixes: 0,
  });
});

test("two rules that undo each other end", async () => {
  const { text } = await fixedBy("a", (now) => [
    ...replacing(now, /a/g, "b"),
    ...replacing(now, /b/g, "a"),
  ]);
  expect(text).toBe("b");
});

test("a fix that never ends is broken off", async () => {
  const { text } = await fixedBy("a", (now) => replacing(now, /$/g, "a"));
  expect(text).toBe("a".repeat(11));
});

test("a fix takes the line ends of the file", async () => {
  expect((await fixedBy("a\r\nb\r\n", (now) => replacing(now, /b/g, "c\nd"))).text).toBe(
    "a\r\nc\r\nd\r\n",
  );
});

test("of fixes that touch each other the first is taken", () => {
  const text = "abcdef";
  const findings = [/abc/g, /cd/g, /d/g, /ef/g].flatMap((what) => replacing(text, what, ""));
  expect(safeFixes(findings).map(({ edits }) => edits[0]?.range.start)).toEqual([0, 3, 4]);
});

function onDisk(name: string, bytes: Buffer | string): { path: string; read: SourceText } {
  const path = file(name, bytes);
  const read = readText(path);
  if (!("text" in read)) throw new Error(JSON.stringify(read));
  return { path, read };
}

test("a file is replaced with its mode and its byte order mark, and nothing is left beside it", () => {
  const { path, read } = onDisk("a.sql", "\ufeffold é");
  chmodSync(path, 0o640);
  expect(replaceText(path, read, "new é")).toBeUndefined();
  expect(readFileSync(path, "utf8")).toBe("\ufeffnew é");
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(["a.sql"]);
});

test("a link stays a link", () => {
  const { path, read } = onDisk("b.sql", "old");
  const link = join(folder, "link.sql");
  symlinkSync(path, link);
  expect(replaceText(link, read, "new")).toBeUndefined();
  expect(readlinkSync(link)).toBe(path);
  expect(readFileSync(path, "utf8")).toBe("new");
});

test("a file that changed meanwhile is left as it is", () => {
  const { path, read } = onDisk("c.sql", "old");
  writeFileSync(path, "edited");
  expect(replaceText(path, read, "new")).toBe("it changed meanwhile");
  expect(readFileSync(path, "utf8")).toBe("edited");
});

test("what could not be given back byte for byte is refused", () => {
  const latin = onDisk("d.sql", Buffer.from("não", "latin1"));
  expect(refusalOf(latin.path, latin.read)).toBe("it is not UTF-8");
  const linked = onDisk("e.sql", "x");
  linkSync(linked.path, join(folder, "f.sql"));
  expect(refusalOf(linked.path, linked.read)).toMatch(/hard links/);
  const plain = onDisk("g.sql", "x");
  expect(refusalOf(plain.path, plain.read)).toBeUndefined();
});
