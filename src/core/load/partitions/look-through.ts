// Looks through a source for records without a partition: text by text as it is read where WebAssembly finds the
// records, batch by batch elsewhere.
import type { WasmMemory } from "../../records/wasm-memory.ts";
import type { LoadPlan } from "../plan.ts";
import type { Hasher, Source } from "../ports.ts";
import { split, startReading } from "../split.ts";
import { MissingFinder } from "./missing-finder.ts";
import type { LookedThrough } from "./missing-groups.ts";
import { ReadAhead } from "./read-ahead.ts";
import type { KeyFields } from "./routing-plan.ts";
import type { PartitionTree } from "./tree.ts";

const BATCH_BYTES = 2 * 1024 * 1024;
const EMPTY = new Uint8Array(0);

export interface Looking {
  readonly source: Source;
  readonly tree: PartitionTree;
  readonly keys: KeyFields;
  readonly memory: WasmMemory;
  /** Bytes of text that were looked at. */
  readonly onProgress: (bytes: number) => void;
}

export async function lookThrough(
  plan: Pick<LoadPlan, "source" | "dialect" | "body" | "recordBytesMax">,
  looking: Looking,
  signal: AbortSignal,
): Promise<LookedThrough> {
  const { tree, keys, memory } = looking;
  const finder = new MissingFinder(tree, keys, memory);
  if (finder.readsText && (await lookAtTexts(finder, plan.body, looking, signal)))
    return finder.result();
  // Begun anew where a record was too long for the first way.
  const inBatches = new MissingFinder(tree, keys, memory);
  const cuts = { ...plan, batchBytes: BATCH_BYTES };
  const ports = { source: looking.source, newHasher: noHasher, memory };
  for await (const batch of split(cuts, ports, startReading(), signal)) {
    inBatches.look(batch.bytes, batch);
    looking.onProgress(batch.end);
    batch.release();
  }
  return inBatches.result();
}

/** Nobody asks for these batches' digests. */
const noHasher = (): Hasher => ({ update: () => undefined, digest: () => "" });

/** False when it came upon a record that is too long for it. */
async function lookAtTexts(
  finder: MissingFinder,
  body: LoadPlan["body"],
  { source, memory, onProgress }: Looking,
  signal: AbortSignal,
): Promise<boolean> {
  const reader = await source.open(signal);
  const texts = new ReadAhead(reader, memory);
  try {
    let [header, line, record, read] = [body.start, body.line, 1, 0];
    let rest: Uint8Array = EMPTY;
    for (;;) {
      signal.throwIfAborted();
      const text = await texts.next(rest);
      if (text === null) return false;
      const { bytes, isEnd } = text;
      const start = Math.min(header, bytes.length);
      const place = { start, isEnd, firstRecord: record, firstLine: line };
      const seen = finder.lookAtText(bytes, place);
      if (seen === null) return false;
      // They would pile up in the reader.
      reader.takePlaces?.(seen.records);
      header -= start;
      line += seen.lines;
      record += seen.records;
      read += bytes.length - rest.length;
      rest = bytes.subarray(seen.end);
      onProgress(read);
      if (!isEnd) continue;
      const next = (await reader.nextFile?.(signal)) ?? null;
      if (next === null) return true;
      line = next.line;
      texts.restart();
    }
  } finally {
    await texts.close();
    await reader.close();
  }
}
