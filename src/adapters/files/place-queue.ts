// Where the records that were made so far stand in their file, until the batch that holds them is cut.
import type { SourcePlaces } from "../../core/load/ports.ts";

export class PlaceQueue {
  #lines: number[] = [];
  #byteOffsets: number[] = [];
  #refusals = new Map<number, string>();
  /** Records that were taken away. */
  #taken = 0;

  add(line: number, byteOffset: number, refusal: string | null): void {
    if (refusal !== null) this.#refusals.set(this.#taken + this.#lines.length, refusal);
    this.#lines.push(line);
    this.#byteOffsets.push(byteOffset);
  }

  /** The places of the next `records`, which are forgotten here. */
  take(records: number): SourcePlaces {
    const first = this.#taken;
    const lines = this.#lines.splice(0, records);
    const byteOffsets = this.#byteOffsets.splice(0, records);
    const refusals = new Map<number, string>();
    for (const [record, refusal] of this.#refusals) {
      if (record >= first + records) continue;
      refusals.set(record - first, refusal);
      this.#refusals.delete(record);
    }
    this.#taken += records;
    return {
      at: (index) => ({
        line: lines[index] ?? 0,
        byteOffset: byteOffsets[index] ?? 0,
        refusal: refusals.get(index) ?? null,
      }),
    };
  }
}
