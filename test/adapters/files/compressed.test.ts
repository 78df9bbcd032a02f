// Compressed sources: what unpacks to the same text however it is stored, and what is refused, with its byte.
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { openSource } from "../../../src/adapters/files/open-source.ts";
import { Xxh64 } from "../../../src/adapters/files/xxh64.ts";
import { IngestError } from "../../../src/core/base/ingest-error.ts";
import { makeFolder } from "../../support/test-folder.ts";
import { rawBlock, rleBlock, zstdFrame, zstdOfOrders } from "../../support/zstd-frames.ts";

const never = new AbortController().signal;
const { file, remove } = makeFolder();
afterAll(remove);

/** The whole text, read in pieces of `pieceBytes`. */
async function textOf(path: string, pieceBytes = 100_000): Promise<Buffer> {
  const { bytes } = await openSource(path, { ratioMax: 1_000 }, never);
  const reader = await bytes.open(never);
  const pieces: Buffer[] = [];
  try {
    for (;;) {
      const piece = Buffer.alloc(pieceBytes);
      const count = await reader.read(piece);
      if (count === 0) return Buffer.concat(pieces);
      pieces.push(piece.subarray(0, count));
    }
  } finally {
    await reader.close();
  }
}

/** For texts that are too long to keep. */
async function lengthOf(path: string, ratioMax: number): Promise<number> {
  const { bytes } = await openSource(path, { ratioMax }, never);
  const reader = await bytes.open(never);
  const piece = Buffer.alloc(1_000_000);
  let length = 0;
  try {
    for (let count = -1; count !== 0; length += count) count = await reader.read(piece);
    return length;
  } finally {
    await reader.close();
  }
}

async function problemOf(reading: Promise<unknown>): Promise<IngestError> {
  const error: unknown = await reading.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof IngestError) return error;
  throw new Error(`no refusal but ${String(error)}`);
}

const text = (bytes: number): Buffer =>
  Buffer.from(
    "id,name,amount\n1,Ana,10.50\n2,Bruno,7\n".repeat(Math.ceil(bytes / 38)).slice(0, bytes),
  );

const flipped = (bytes: Uint8Array, at: number): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 0x55, at);
  return copy;
};

test.each([
  ["one member", gzipSync(text(300_000)), text(300_000)],
  ["an empty text", gzipSync(""), Buffer.alloc(0)],
  [
    "several members",
    Buffer.concat([gzipSync("a,b\n"), gzipSync("1,2\n")]),
    Buffer.from("a,b\n1,2\n"),
  ],
  ["zeros as padding", Buffer.concat([gzipSync("a\n"), Buffer.alloc(100_000)]), Buffer.from("a\n")],
])(
  "gzip: %s",
  async (_what, stored, expected) => {
    const path = file("t.csv.gz", stored);
    expect((await textOf(path)).equals(expected)).toBe(true);
    expect((await textOf(path, 7)).equals(expected)).toBe(true);
  },
  30_000,
);

test.each([
  [
    "blocks as they are, of a repeated byte, and a checksum",
    [rawBlock("a,b\n"), rleBlock("7", 1000), rawBlock("\n")],
  ],
  ["one short block", [rawBlock("x")]],
  ["no byte at all", [rawBlock("")]],
  ["many short blocks", Array.from({ length: 300 }, (_, index) => rawBlock(`${index}\n`))],
])("zstd: %s", async (_what, blocks) => {
  const { stored, text: expected } = zstdFrame(blocks);
  const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  const path = file("t.csv.zst", Buffer.concat([skippable, stored, skippable, stored]));
  expect((await textOf(path)).equals(Buffer.concat([expected, expected]))).toBe(true);
});

test("zstd: a file that the zstd program made, with Huffman and sequence tables", async () => {
  const path = file("orders", zstdOfOrders.stored);
  expect((await textOf(path)).equals(zstdOfOrders.text())).toBe(true);
  expect((await openSource(path, { ratioMax: 1000 }, never)).decisions).toMatchObject([
    { what: "compressed", value: "zstd" },
  ]);
});

test("zstd: a match 78 MB back, whose distance does not fit a word beside other bits", async () => {
  const beginning = text(300);
  const filling = Array.from({ length: 600 }, () => [131_072 * 8 + 2, "\n"] as const);
  const length = beginning.length + 600 * 131_072;
  const distance = length - 10;
  // One sequence: no literals, code 26 for the distance, code 43 for a length of 131 and seven bits more.
  const stream = Buffer.alloc(8);
  stream.writeBigUInt64LE(85n | (BigInt(distance + 3 - 2 ** 26) << 7n) | (1n << 33n));
  const sequence = Buffer.concat([Buffer.from([0, 1, 0x54, 0, 26, 43]), stream.subarray(0, 5)]);
  const stored = [
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 17 << 3]),
    ...[
      block(beginning.length * 8, beginning),
      ...filling.map(([head, byte]) => block(head, byte)),
    ],
    block(sequence.length * 8 + 5, sequence),
  ];
  const path = file("far.csv.zst", Buffer.concat(stored));
  const read = await textOf(path, 1_000_000);
  expect(read.length).toBe(length + 216);
  expect(read.subarray(-216).equals(beginning.subarray(10, 226))).toBe(true);
}, 30_000);

/** A block with its header of three bytes. */
function block(head: number, content: Uint8Array | string): Buffer {
  const stored = Buffer.alloc(3);
  stored.writeUIntLE(head, 0, 3);
  return Buffer.concat([stored, Buffer.from(content)]);
}

const archive = gzipSync(text(500_000), { level: 0 });
const frame = zstdFrame(Array.from({ length: 6 }, () => rawBlock(text(100_000)))).stored;

test.each([
  ["gzip, cut in the middle", "gz", archive.subarray(0, 300_000), /unexpected end/],
  ["gzip, cut in its last byte", "gz", archive.subarray(0, -1), /unexpected end/],
  ["gzip, a byte of its checksum", "gz", flipped(archive, archive.length - 6), /data check/],
  ["gzip, its length", "gz", flipped(archive, archive.length - 2), /length check/],
  ["gzip, a letter behind it", "gz", Buffer.concat([archive, Buffer.from("x")]), /unexpected end/],
  [
    "gzip, letters behind zeros",
    "gz",
    Buffer.concat([archive, Buffer.from("\0\0\0x")]),
    /not gzip/,
  ],
  ["zstd, cut in the middle", "zst", frame.subarray(0, 300_000), /ends within a block/],
  ["zstd, cut before its checksum", "zst", frame.subarray(0, -4), /ends within a checksum/],
  ["zstd, a byte of its checksum", "zst", flipped(frame, frame.length - 1), /checksum/],
  ["zstd, a letter of the text", "zst", flipped(frame, 200_000), /checksum/],
  [
    "zstd, a letter behind it",
    "zst",
    Buffer.concat([frame, Buffer.from("x")]),
    /ends within the start/,
  ],
  ["zstd, a line behind it", "zst", Buffer.concat([frame, Buffer.from("x,y\n")]), /not zstd/],
])("corrupt: %s", async (_what, ending, stored, reason) => {
  const path = file(`corrupt.csv.${ending}`, stored);
  const problem = await problemOf(textOf(path));
  expect(problem).toMatchObject({ kind: "user", code: "source-corrupt", place: { file: path } });
  expect(problem.message).toMatch(reason);
  expect(problem.place.byteOffset).toBeLessThanOrEqual(stored.length);
});

test("whatever bytes of an archive are changed, its text comes unchanged or not at all", async () => {
  const stored = [
    { ending: "gz", bytes: gzipSync(text(2_000)), text: text(2_000) },
    { ending: "zst", bytes: zstdOfOrders.stored, text: zstdOfOrders.text() },
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...stored),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async ({ ending, bytes, text: expected }, at, change) => {
        const copy = Buffer.from(bytes);
        copy.writeUInt8(copy.readUInt8(at % copy.length) ^ change, at % copy.length);
        const read = await textOf(file(`changed.${ending}`, copy)).catch((error: unknown) => error);
        expect(
          read instanceof IngestError || (read instanceof Buffer && read.equals(expected)),
        ).toBe(true);
      },
    ),
    { seed: 4, numRuns: 300 },
  );
}, 30_000);

test.each([
  ["gzip", "gz", gzipSync(Buffer.alloc(105_000_000))],
  ["zstd", "zst", zstdFrame(Array.from({ length: 801 }, () => rleBlock("0", 131_072))).stored],
])(
  "a bomb: %s stops at the limit, and a higher limit lets it through",
  async (_what, ending, stored) => {
    const path = file(`bomb.${ending}`, stored);
    expect(await problemOf(lengthOf(path, 1_000))).toMatchObject({
      code: "source-bomb",
      hint: expect.stringContaining("--max-ratio") as string,
    });
    expect(await lengthOf(path, 1_000_000)).toBeGreaterThan(100_000_000);
  },
  30_000,
);

test("a window of more than 128 MB is refused before it is allocated", async () => {
  const stored = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (18 << 3) | 0, 1, 0, 0]);
  expect(await problemOf(textOf(file("window.zst", stored)))).toMatchObject({
    code: "window-too-large",
    message: expect.stringContaining("256 MB") as string,
  });
});

test.each([
  ["orders.csv.gz", "id\n1\n", "source-not-packed", "gzip"],
  ["orders.csv.zst", "id\n1\n", "source-not-packed", "zstd"],
  ["orders.csv", "PK\u0003\u0004rest", "packing-unknown", "ZIP"],
  ["orders.csv.bz2", "BZh91AY&SY", "packing-unknown", "bzip2"],
])("%s: %j is refused as %s", async (name, content, code, named) => {
  const path = file(name, Buffer.from(content, "latin1"));
  const problem = await problemOf(openSource(path, { ratioMax: 1000 }, never));
  expect(problem).toMatchObject({ code, place: { file: path } });
  expect(problem.message).toContain(named);
});

test.each([
  ["", "51d8e999"],
  ["a", "a98c6e5b"],
  ["abc", "ad770999"],
  ["Nobody inspects the spammish repetition", "8a378bf1"],
])("XXH64 of %j ends in %s, in any pieces", (input, expected) => {
  const bytes = Buffer.from(input);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const hash = new Xxh64();
    hash.update(bytes.subarray(0, cut));
    hash.update(bytes.subarray(cut));
    expect(hash.low().toString(16)).toBe(expected);
  }
});
