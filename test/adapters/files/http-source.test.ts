// Addresses as sources: breaks, servers without ranges, content that changes under the reader, redirects, refusals.
import { randomBytes } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { redirectedUrl } from "../../../src/adapters/files/http-get.ts";
import { HttpSource } from "../../../src/adapters/files/http-source.ts";
import { makeCertificates } from "../../../src/build/certificate.ts";
import {
  startFileServer,
  type FileServer,
  type FileServerOptions,
} from "../../support/file-server.ts";

const never = new AbortController().signal;
/** A test does not want to wait for the server to come to its senses. */
const PAUSE_MS = 1;
const content = randomBytes(300_000);
let server: FileServer;

beforeEach(async () => {
  server = await startFileServer(content);
});

afterEach(() => server.close());

async function read(path = "/t.csv", onChunk: () => void = () => undefined): Promise<Buffer> {
  const reader = await new HttpSource(server.address + path, PAUSE_MS).open(never);
  const pieces: Buffer[] = [];
  try {
    for (;;) {
      const piece = Buffer.alloc(10_000);
      const count = await reader.read(piece);
      if (count === 0) return Buffer.concat(pieces);
      pieces.push(piece.subarray(0, count));
      onChunk();
    }
  } finally {
    await reader.close();
  }
}

const fingerprint = () => new HttpSource(`${server.address}/t.csv`).fingerprint(never);

const noRanges = { hasRanges: false, cutAfter: 70_000, cuts: 2 } as const;
const changedAt = { "last-modified": "Sun, 22 Nov 2026 10:00:00 GMT" };

test.each<[string, FileServerOptions, number]>([
  ["one answer", {}, 1],
  ["no ranges", { hasRanges: false }, 1],
  ["no length", { hasRanges: false, statesLength: false }, 1],
  ["cut every 70,000 bytes: taken up by range", { cutAfter: 70_000 }, 5],
  ["cut, no ranges: read anew and compared", noRanges, 3],
  ["cut, no ranges and no length", { ...noRanges, statesLength: false }, 3],
  ["cut, nothing to know the content by: compared", { headers: {}, cutAfter: 70_000, cuts: 2 }, 3],
  ["cut, a weak ETag: compared", { headers: { etag: 'W/"1"' }, cutAfter: 70_000, cuts: 2 }, 3],
  ["cut, known by its time of change", { headers: changedAt, cutAfter: 99_999 }, 4],
])("%s", async (_what, options, requests) => {
  server.options = options;
  expect((await read()).equals(content)).toBe(true);
  expect(server.requests).toHaveLength(requests);
});

test("after a break only the rest is asked for", async () => {
  server.options = { cutAfter: 200_000 };
  await read();
  expect(server.requests).toEqual(["/t.csv bytes=0-", "/t.csv bytes=200000-"]);
});

test.each<[string, FileServerOptions, FileServerOptions, RegExp]>([
  ["another ETag", {}, { headers: { etag: '"two"' } }, /ETag/],
  [
    "another time of change",
    { headers: changedAt },
    { headers: { "last-modified": "now" } },
    /time/,
  ],
  ["the same ETag and other bytes", noRanges, noRanges, /first 70000 bytes/],
])("content that changes while it is read: %s", async (_what, options, then, difference) => {
  server.options = { ...options, cutAfter: 70_000 };
  const reading = read("/t.csv", () => {
    server.options = { ...then, cutAfter: 70_000 };
    server.content = Buffer.from(content.map((byte) => byte ^ 1));
  });
  await expect(reading).rejects.toMatchObject({ kind: "user", code: "source-replaced" });
  await expect(reading).rejects.toThrow(difference);
});

test("a server that is gone is asked again for a while, and then the load stops, resumable", async () => {
  server.options = { cutAfter: 0 };
  await expect(read()).rejects.toMatchObject({ kind: "transient", code: "address-lost" });
  expect(server.requests).toHaveLength(8);
});

test("a cancelled load does not wait for the server", async () => {
  server.options = { cutAfter: 70_000 };
  const stop = new AbortController();
  const reader = await new HttpSource(`${server.address}/t.csv`).open(stop.signal);
  const piece = Buffer.alloc(300_000);
  let filled = 0;
  while (filled < 70_000) filled += await reader.read(piece.subarray(filled));
  const next = reader.read(piece.subarray(filled));
  setTimeout(() => stop.abort(new Error("stop")), 50);
  await expect(next).rejects.toThrow(/stop|abort/);
  await reader.close();
});

test("redirects are followed, five at most", async () => {
  const hops = (count: number): string =>
    count === 0 ? "/t.csv" : `/to/${encodeURIComponent(hops(count - 1))}`;
  expect((await read(hops(5))).equals(content)).toBe(true);
  await expect(read(hops(6))).rejects.toMatchObject({ code: "address-invalid" });
});

test.each([
  ["https://a.example/x", "/y?z=1", "https://a.example/y?z=1"],
  ["http://a.example/x", "https://b.example/", "https://b.example/"],
])("from %s to %s: %s", (from, location, to) => {
  expect(redirectedUrl(new URL(from), location).href).toBe(to);
});

test.each([
  ["https://a.example/x", "http://a.example/x", "address-invalid", /not encrypted/],
  [
    "https://a.example/x",
    "https://ana:secret@b.example/",
    "address-credentials",
    /user or a password/,
  ],
  ["http://a.example/x", "file:///etc/passwd", "address-invalid", /file: is not read/],
  ["http://a.example/x", "http://[", "address-invalid", /no URL/],
])("from %s to %s is refused as %s", (from, location, code, words) => {
  const redirected = () => redirectedUrl(new URL(from), location);
  expect(redirected).toThrow(expect.objectContaining({ code }) as Error);
  expect(redirected).toThrow(words);
});

test("an address with a password is refused without repeating it", () => {
  const make = () => new HttpSource("https://ana:secret@a.example/x?key=secret");
  expect(make).toThrow(expect.objectContaining({ code: "address-credentials" }) as Error);
  expect(make).not.toThrow(/secret/);
});

test("a server without a trusted certificate is refused at once", async () => {
  const { serverPem, serverKeyPem } = makeCertificates();
  const secure = createServer({ cert: serverPem, key: serverKeyPem }, (_request, response) => {
    response.end("id\n1\n");
  });
  await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
  const { port } = secure.address() as AddressInfo;
  try {
    const reading = new HttpSource(`https://localhost:${port}/t.csv`).fingerprint(never);
    await expect(reading).rejects.toMatchObject({ kind: "user", code: "address-untrusted" });
  } finally {
    secure.close();
  }
});

test.each([
  ["/status/404", "address-refused"],
  ["/status/403", "address-refused"],
])("%s: %s", async (path, code) => {
  await expect(read(path)).rejects.toMatchObject({ kind: "user", code });
});

test("the fingerprint is of length, validators and blocks from all over", async () => {
  const before = await fingerprint();
  expect(before.bytesTotal).toBe(content.length);
  expect(await fingerprint()).toEqual(before);
  server.content = Buffer.from(content);
  server.content.writeUInt8(content.readUInt8(content.length - 1) ^ 1, content.length - 1);
  expect(await fingerprint()).not.toEqual(before);
  server.content = content;
  server.options = { headers: { etag: '"two"' } };
  expect(await fingerprint()).not.toEqual(before);
  server.options = { hasRanges: false, statesLength: false };
  expect(await fingerprint()).toMatchObject({ bytesTotal: 0 });
});
