// What a file's bytes are: text with its encoding, or the reason why they cannot be judged.
import { expect, test } from "vitest";
import { decode, readText } from "../../../src/adapters/check/read-text.ts";

test.each([
  ["ASCII", Buffer.from("abc"), "abc", true],
  ["UTF-8", Buffer.from("não 😀"), "não 😀", true],
  ["UTF-8 with a mark", Buffer.from("\ufeffé"), "é", true],
  ["Latin-1", Buffer.from("não", "latin1"), "não", false],
  ["UTF-16", Buffer.from("\ufeffnão", "utf16le"), "não", false],
  ["nothing", Buffer.alloc(0), "", true],
  [
    "text with a NUL far in",
    Buffer.from(`${"x".repeat(9_000)}\0y`),
    `${"x".repeat(9_000)}\0y`,
    true,
  ],
])("%s", (_what, bytes, text, isUtf8) => {
  expect(decode(bytes)).toMatchObject({ text, isUtf8 });
});

test("a NUL at the head makes a binary file", () => {
  expect(decode(Buffer.from("PGDMP\u0001\u000e\u0000\u0004"))).toEqual({ binary: "a binary file" });
});

test("a file that is not there is unreadable", () => {
  expect(readText("/nowhere/at/all.sql")).toEqual({ unreadable: "no file /nowhere/at/all.sql" });
});
