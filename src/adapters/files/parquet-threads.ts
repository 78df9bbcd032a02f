// Threads that read slices of a Parquet file, and their texts in the file's order. Each has two slices to do, so that
// none waits for a message, and a fixed number of buffers: what lies in memory is bounded by these, however far ahead
// a thread could be.
import { Worker } from "node:worker_threads";
import { assert, present } from "../../core/base/assert.ts";
import { structureErrors } from "../../core/base/structure-errors.ts";
import type { ParquetFile } from "./parquet-file.ts";
import {
  errorFrom,
  isFromThread,
  type FromThread,
  type Piece,
  type ThreadOrder,
  type ToThread,
} from "./parquet-messages.ts";
import type { Slice } from "./parquet-slices.ts";

/** Of each thread: what is ready and not taken yet is 8 MB at most. */
const BUFFERS: TextBuffers = { buffers: 16, bufferBytes: 512 * 1024 };
const SLICES_AHEAD = 2;
/** What of a thread's heap is young, in MB: its garbage is short-lived, and V8 would let it grow to 48. */
const YOUNG_MB = 2;

type TextBuffers = Pick<ThreadOrder, "buffers" | "bufferBytes">;

export interface ThreadsOptions {
  /** Stays open until the threads are closed. */
  readonly file: ParquetFile;
  readonly columns: readonly string[];
  readonly slices: readonly Slice[];
  readonly threads: number;
  readonly textBuffers?: TextBuffers;
}

export class ThreadReaders {
  readonly #path: string;
  readonly #slices: readonly Slice[];
  readonly #threads: readonly Worker[];
  /** What has come of each slice and was not taken, by its number. */
  readonly #arrived = new Map<number, { readonly from: Worker; readonly message: FromThread }[]>();
  #given = 0;
  #bufferedBytes = 0;
  #bufferedBytesMax = 0;
  #isClosing = false;
  #death: Error | null = null;
  #wake: (() => void) | null = null;

  /** `program` is the bundle of parquet-worker.ts. */
  constructor(program: URL, options: ThreadsOptions) {
    const { file, columns, slices, threads, textBuffers = BUFFERS } = options;
    const { path, descriptor } = file;
    const workerData = { path, descriptor, columns, ...textBuffers };
    this.#path = path;
    this.#slices = slices;
    this.#threads = Array.from({ length: threads }, () => this.#start(program, workerData));
    for (let ahead = 0; ahead < SLICES_AHEAD; ahead++)
      for (const thread of this.#threads) this.#giveSlice(thread);
  }

  /** Text that arrived and was not taken, in bytes: the most so far. */
  get bufferedBytesMax(): number {
    return this.#bufferedBytesMax;
  }

  get threadsRunning(): number {
    return this.#threads.filter(({ threadId }) => threadId !== -1).length;
  }

  /** The texts of all slices in order. Rejects with the first slice's IngestError, or when a thread died. */
  async *parts(): AsyncGenerator<Piece, void, void> {
    for (const number of this.#slices.keys()) {
      for (;;) {
        const { from, message } = await this.#next(number);
        if (message.kind === "failed") throw errorFrom(message.problem);
        if (message.kind === "end") break;
        const { text } = message.piece;
        yield message.piece;
        this.#bufferedBytes -= text.length;
        tell(from, { kind: "emptied", buffer: text.buffer }, text.buffer);
      }
      this.#arrived.delete(number);
    }
  }

  /** Resolves when no thread runs any more; whoever waits for a part is told. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#death ??= new Error("the reading threads were closed");
    this.#wake?.();
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #start(program: URL, workerData: ThreadOrder): Worker {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
    const thread = new Worker(program, { workerData, resourceLimits });
    thread.on("message", (message: unknown) => {
      assert(isFromThread(message), "a message of a reading thread");
      this.#take(thread, message);
    });
    thread.on("error", (error) => this.#die(error.message));
    thread.on("exit", (code) => this.#die(`it ended with ${code}`));
    return thread;
  }

  #giveSlice(thread: Worker): void {
    const slice = this.#slices[this.#given];
    if (slice === undefined) return;
    tell(thread, { kind: "read", number: this.#given, slice });
    this.#given += 1;
  }

  #take(from: Worker, message: FromThread): void {
    if (message.kind === "end") this.#giveSlice(from);
    if (message.kind === "text") this.#bufferedBytes += message.piece.text.length;
    this.#bufferedBytesMax = Math.max(this.#bufferedBytesMax, this.#bufferedBytes);
    const arrived = this.#arrived.get(message.number);
    if (arrived === undefined) this.#arrived.set(message.number, [{ from, message }]);
    else arrived.push({ from, message });
    this.#wake?.();
  }

  async #next(number: number) {
    for (;;) {
      const arrived = this.#arrived.get(number) ?? [];
      if (arrived.length > 0) return present(arrived.shift(), "a message");
      if (this.#death !== null) throw this.#death;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #die(reason: string): void {
    if (this.#isClosing) return;
    this.#death ??= structureErrors.parquetReaderDied(this.#path, reason);
    this.#wake?.();
  }
}

function tell(thread: Worker, message: ToThread, ...transferred: ArrayBuffer[]): void {
  thread.postMessage(message, transferred);
}
