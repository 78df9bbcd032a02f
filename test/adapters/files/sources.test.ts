// Files, patterns and streams as sources: what is noticed while a file is read, and what a stream can and cannot do.
import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterAll, expect, test } from "vitest";
import { expandFiles } from "../../../src/adapters/files/expand-files.ts";
import { FileSource } from "../../../src/adapters/files/file-source.ts";
import { OnceSource } from "../../../src/adapters/files/once-source.ts";
import { placeName, rejectsFileFor } from "../../../src/adapters/files/place.ts";
import { readStart } from "../../../src/adapters/files/read-start.ts";
import { makeFolder } from "../../support/test-folder.ts";

const never = new AbortController().signal;
const { path: folder, file, remove } = makeFolder();
afterAll(remove);

test.each<[string, (path: string) => void, RegExp]>([
  ["grows", (path) => appendFileSync(path, "x"), /had 1000 bytes and has 1001/],
  ["shrinks", (path) => truncateSync(path, 10), /had 1000 bytes and has 10/],
  ["is written to", (path) => writeFileSync(path, "b".repeat(1000)), /written to/],
  ["is replaced", (path) => renameSync(file("other", "a".repeat(1000)), path), /another file/],
  ["is removed", (path) => rmSync(path), /removed/],
])("a file that %s while it is read stops the reading", async (_what, change, difference) => {
  const path = file("changing.csv", "a".repeat(1000));
  const reader = await new FileSource(path).open();
  try {
    expect(await reader.read(new Uint8Array(100))).toBe(100);
    change(path);
    const next = reader.read(new Uint8Array(100));
    await expect(next).rejects.toMatchObject({ code: "source-replaced", place: { file: path } });
    await expect(next).rejects.toThrow(difference);
  } finally {
    await reader.close();
  }
});

test("names stay in their order, the matches of a pattern come by name, and each file once", async () => {
  const data = join(folder, "data");
  mkdirSync(join(data, "deep"), { recursive: true });
  for (const name of ["b.csv", "a.csv", "c.tsv", "[x].csv", ".hidden.csv", "deep/d.csv"])
    file(join("data", name), "x");
  symlinkSync(join(data, "a.csv"), join(data, "link.csv"));
  const found = async (...asked: string[]): Promise<string[]> =>
    (
      await expandFiles(
        asked.map((name) => join(data, name)),
        never,
      )
    ).map((path) => path.slice(data.length + 1));
  expect(await found("b.csv", "*.csv")).toEqual(["b.csv", "[x].csv", "a.csv", "link.csv"]);
  expect(await found("**/*.csv")).toContain(join("deep", "d.csv"));
  expect(await found("*/*.csv")).toEqual([join("deep", "d.csv")]);
  expect(await found("{a,b}.csv")).toEqual(["a.csv", "b.csv"]);
  // A name that is there is no pattern.
  expect(await found("[x].csv")).toEqual(["[x].csv"]);
  expect(await found("gone.csv")).toEqual(["gone.csv"]);
  expect(await expandFiles(["-", "https://a.example/*.csv"], never)).toEqual([
    "-",
    "https://a.example/*.csv",
  ]);
  await expect(found("*.parquet")).rejects.toMatchObject({ code: "no-file-matches" });
  await expect(found("nowhere/*.csv")).rejects.toMatchObject({ code: "no-file-matches" });
  await expect(expandFiles(["s3://bucket/*.csv"], never)).rejects.toMatchObject({
    code: "address-scheme",
  });
});

test("a stream can be looked at from its start again and again, until more than its start was read", async () => {
  const chunks = Array.from({ length: 40 }, (_, index) => Buffer.alloc(50_000, index));
  const whole = Buffer.concat(chunks);
  const source = new OnceSource("-", Readable.from(chunks));
  const before = await source.fingerprint(never);
  expect((await readStart(source, 300_000, never)).bytes.equals(whole.subarray(0, 300_000))).toBe(
    true,
  );
  expect((await readStart(source, 10, never)).bytes.equals(whole.subarray(0, 10))).toBe(true);
  expect((await readStart(source, 3_000_000, never)).bytes.equals(whole)).toBe(true);
  await expect(source.open(never)).rejects.toMatchObject({ code: "source-once" });
  expect(await source.fingerprint(never)).toEqual(before);
});

test("a stream whose writer is idle does not hold up a load that stops, and nothing of it is lost", async () => {
  const stream = new PassThrough();
  const source = new OnceSource("-", stream);
  const stop = new AbortController();
  const reader = await source.open(stop.signal);
  const read = reader.read(new Uint8Array(10));
  setTimeout(() => stop.abort(new Error("stop")), 20);
  await expect(read).rejects.toThrow("stop");
  stream.end("a,b\n");
  expect((await readStart(source, 100, never)).bytes.toString()).toBe("a,b\n");
});

test("a short stream can be read as often as it is needed", async () => {
  const source = new OnceSource("-", Readable.from([Buffer.from("a,b\n"), Buffer.from("1,2\n")]));
  for (let pass = 0; pass < 3; pass++)
    expect(await readStart(source, 100, never)).toMatchObject({ isWhole: true });
  expect((await readStart(source, 100, never)).bytes.toString()).toBe("a,b\n1,2\n");
});

test.each([
  ["/data/orders.csv", "orders.csv", "/data/orders.rejects.csv"],
  ["/data/orders.csv.gz", "orders.csv.gz", "/data/orders.rejects.csv"],
  ["/data/orders", "orders", "/data/orders.rejects.csv"],
  ["-", "standard input", join(process.cwd(), "stdin.rejects.csv")],
  ["https://a.example/d/x.csv.zst?key=1", "x.csv.zst", join(process.cwd(), "x.rejects.csv")],
  ["https://a.example/", "a.example", join(process.cwd(), "a.rejects.csv")],
])("%s is called %s, and its rejects go to %s", (path, name, rejects) => {
  expect(placeName(path)).toBe(name);
  expect(rejectsFileFor(path)).toBe(rejects);
});
