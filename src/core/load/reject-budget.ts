// How many rejects the load may have, over all workers and all runs of it.
import { errors } from "../base/errors.ts";
import { placeText } from "../base/ingest-error.ts";
import { assert } from "../base/assert.ts";
import type { Reject } from "./events.ts";

export class RejectBudget {
  readonly #max: number | null;
  readonly #file: string;
  /** By batch, so that a batch tried again is not counted twice. */
  readonly #byBatch = new Map<number, number>();

  constructor(max: number | null, file: string) {
    this.#max = max;
    this.#file = file;
  }

  /** Counts what the ledger has for a batch already. */
  note(batch: number, rejected: number): void {
    this.#byBatch.set(batch, rejected);
  }

  /** Throws, before the batch is committed, when its rejects, all or those known so far, are more than allowed. */
  reserve(batch: number, count: number, rejects: () => readonly Reject[]): void {
    this.#byBatch.set(batch, count);
    if (this.#max === null || count === 0) return;
    const total = [...this.#byBatch.values()].reduce((sum, count) => sum + count, 0);
    if (total <= this.#max) return;
    const [first] = rejects().toSorted((a, b) => a.record - b.record);
    assert(first !== undefined, "a reject");
    const { line, record, byteOffset, sqlstate, message } = first;
    const place = {
      file: first.file ?? this.#file,
      line,
      record,
      column: first.column ?? undefined,
      byteOffset,
    };
    this.#byBatch.delete(batch);
    throw errors.tooManyRejects(
      total,
      this.#max,
      `${placeText(place)}: ${message} (${sqlstate})`,
      place,
    );
  }
}
