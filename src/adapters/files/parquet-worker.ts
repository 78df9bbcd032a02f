// The program of a thread that reads slices of a Parquet file: their text goes out in buffers that come back when it
// was taken. Whoever is ahead of the others thus waits, with all its buffers full.
import { parentPort, workerData } from "node:worker_threads";
import { assert, present } from "../../core/base/assert.ts";
import { ParquetFile } from "./parquet-file.ts";
import {
  isThreadOrder,
  isToThread,
  problemOf,
  type FromThread,
  type ThreadOrder,
} from "./parquet-messages.ts";
import { SliceReader, type Part, type Slice } from "./parquet-slices.ts";

const port = present(parentPort, "to run in a thread");
const order: unknown = workerData;
assert(isThreadOrder(order), "the order of a thread");

/** The buffers that may be filled: made when they are first needed, so that a short slice makes few. */
class Buffers {
  readonly #bytes: number;
  readonly #free: ArrayBuffer[] = [];
  #unmade: number;
  #waiting: ((buffer: ArrayBuffer) => void) | null = null;

  constructor({ buffers, bufferBytes }: ThreadOrder) {
    this.#unmade = buffers;
    this.#bytes = bufferBytes;
  }

  async take(): Promise<ArrayBuffer> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#unmade > 0) {
      this.#unmade -= 1;
      return new ArrayBuffer(this.#bytes);
    }
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  give(buffer: ArrayBuffer): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting === null) this.#free.push(buffer);
    else waiting(buffer);
  }
}

const buffers = new Buffers(order);
const opened = openReader(order);
// One promise behind the other: slices are read in their order.
let last: Promise<void> = Promise.resolve();

port.on("message", (message: unknown) => {
  assert(isToThread(message), "a message to this thread");
  if (message.kind === "emptied") buffers.give(message.buffer);
  else last = last.then(() => read(message.number, message.slice));
});

async function openReader({ path, descriptor, columns }: ThreadOrder): Promise<SliceReader> {
  const file = await ParquetFile.openedAs(path, descriptor);
  const fields = columns.map((name) =>
    present(
      file.fields.find((field) => field.name === name),
      "a field of the file",
    ),
  );
  return new SliceReader(file, fields);
}

async function read(number: number, slice: Slice): Promise<void> {
  try {
    const reader = await opened;
    for await (const part of reader.parts(slice)) await send(number, part);
    tell({ kind: "end", number });
  } catch (error) {
    tell({ kind: "failed", number, problem: problemOf(error) });
  }
}

async function send(number: number, { text, ...rest }: Part): Promise<void> {
  let told = rest;
  for (let from = 0; from < text.length;) {
    const buffer = await buffers.take();
    const piece = new Uint8Array(buffer, 0, Math.min(buffer.byteLength, text.length - from));
    piece.set(text.subarray(from, from + piece.length));
    from += piece.length;
    tell({ kind: "text", number, piece: { ...told, text: piece } }, buffer);
    told = { ...told, rowStart: rest.rowStart + rest.rows, rows: 0, refusals: new Map() };
  }
}

function tell(message: FromThread, ...transferred: ArrayBuffer[]): void {
  port.postMessage(message, transferred);
}
