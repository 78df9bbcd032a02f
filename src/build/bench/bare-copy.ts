// What a load costs without its promise: the same reader, the same cuts and the same pieces, but one COPY a connection,
// no ledger, no claim, no hash, no count that is compared. Run as `bare-copy FILE TABLE WORKERS WASM-FOLDER` with the
// PG* environment.
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { newMemory } from "../../adapters/load/node-ports.ts";
import { present } from "../../core/base/assert.ts";
import type { Hasher, Source } from "../../core/load/ports.ts";
import { split, startReading } from "../../core/load/split.ts";
import { RFC_4180 } from "../../core/records/dialect.ts";

const MB = 1_048_576;
/** As a load with two workers cuts, and as it hands the text on. */
const BATCH_BYTES = 4 * MB;
const PIECE_BYTES = MB;

const [file = "", table = "", workers = "2", wasmFolder = ""] = process.argv.slice(2);
const noHash: Hasher = { update: () => undefined, digest: () => "" };

const source: Source = {
  path: file,
  fingerprint: () => Promise.resolve({ bytesTotal: 0, sampled: "" }),
  async open() {
    const handle = await open(file, "r");
    return {
      startOffset: 0,
      storedBytes: 0,
      read: async (into) => (await handle.read(into, 0, into.length)).bytesRead,
      close: () => handle.close(),
    };
  },
};

const header = await firstLineLength();
const batches = split(
  {
    source: { path: file, name: file },
    dialect: { ...RFC_4180, hasHeader: true },
    body: { start: header, line: 2, header: "" },
    batchBytes: BATCH_BYTES,
    recordBytesMax: 16 * MB,
  },
  { source, newHasher: () => noHash, memory: newMemory(wasmFolder, 64 * MB) },
  startReading(),
  new AbortController().signal,
);
/** Read before anybody asks for it: a load's spare connection has the next batch ready too. */
let ahead = batches.next();
await Promise.all(Array.from({ length: Number(workers) }, () => copyBatches()));

async function copyBatches(): Promise<void> {
  const client = new Client();
  await client.connect();
  await pipeline(pieces, client.query(copyFrom(`COPY ${table} FROM STDIN (FORMAT csv)`)));
  await client.end();
}

/** The next piece is asked for when the last one is in the socket: its buffer is used again. */
async function* pieces(): AsyncGenerator<Uint8Array> {
  for (;;) {
    const next = ahead;
    ahead = batches.next();
    const { value: batch } = await next;
    if (!batch) return;
    for (let start = 0; start < batch.bytes.length; start += PIECE_BYTES)
      yield batch.bytes.subarray(start, start + PIECE_BYTES);
    batch.release();
  }
}

async function firstLineLength(): Promise<number> {
  const handle = await open(file, "r");
  const { buffer } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
  await handle.close();
  return present(buffer.indexOf(10), "a header") + 1;
}
