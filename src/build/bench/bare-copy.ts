// What a load costs without its promise: the same reader and the same cuts, but one COPY a connection, no ledger, no
// claim, no hash, no count that is compared. Run as `bare-copy FILE TABLE WORKERS WASM-FOLDER` with the PG* environment.
import { open } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { newMemory } from "../../adapters/load/node-ports.ts";
import { present } from "../../core/base/assert.ts";
import type { Hasher, Source } from "../../core/load/ports.ts";
import { split, startReading } from "../../core/load/split.ts";
import { RFC_4180 } from "../../core/records/dialect.ts";

const BATCH_BYTES = 4 * 1_048_576;

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
    recordBytesMax: 16 * 1_048_576,
  },
  { source, newHasher: () => noHash, memory: newMemory(wasmFolder, 64 * 1_048_576) },
  startReading(),
  new AbortController().signal,
);
await Promise.all(Array.from({ length: Number(workers) }, () => copyBatches()));

async function copyBatches(): Promise<void> {
  const client = new Client();
  await client.connect();
  const copy = client.query(copyFrom(`COPY ${table} FROM STDIN (FORMAT csv)`));
  for (;;) {
    const { value: batch } = await batches.next();
    if (!batch) break;
    // Handed on only when the batch is in the socket: its buffer is used again.
    await new Promise<void>((resolve, reject) => {
      copy.write(batch.bytes, (error) => (error ? reject(error) : resolve()));
    });
    batch.release();
  }
  copy.end();
  await finished(copy);
  await client.end();
}

async function firstLineLength(): Promise<number> {
  const handle = await open(file, "r");
  const { buffer } = await handle.read(Buffer.alloc(65_536), 0, 65_536, 0);
  await handle.close();
  return present(buffer.indexOf(10), "a header") + 1;
}
