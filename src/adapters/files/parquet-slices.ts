// Slices of a Parquet file: stretches of rows that may be read beside each other, by several readers, and put together
// again in their order. What a slice's text is depends on the file alone, not on who reads it, nor on what was read
// before.
import type { ParquetField, ParquetFile } from "./parquet-file.ts";
import type { GroupReader, WrittenRows } from "./parquet-group.ts";
import { TextBuffer } from "./text-buffer.ts";

export interface Slice {
  /** Of its row group, from 0. */
  readonly group: number;
  /** Of its first row, in the row group, from 0. */
  readonly rowStart: number;
  readonly rows: number;
}

/** Some rows of a slice. */
export interface Part extends WrittenRows {
  readonly group: number;
  /** Of the first one, in the row group, from 0. */
  readonly rowStart: number;
  /** Their records; only valid until the next part is asked for. */
  readonly text: Uint8Array;
}

/** What the footer says of a slice's bytes, unpacked: their text is larger, by a half in our files. */
export const SLICE_BYTES = 4 * 1024 * 1024;
/** The same of a part. */
const PART_BYTES = 256 * 1024;
/** Most writers begin a page after so many rows, so that whoever passes over a slice need not unpack its last page. */
const PAGE_ROWS = 20_000;

/** The file's slices, in order. Lists have no rows that could be passed over, so their row groups stay whole. */
export function slicesOf(
  { groups }: ParquetFile,
  fields: readonly ParquetField[],
  sliceBytes: number,
): readonly Slice[] {
  const isFlat = fields.every((field) => field.isFlat);
  return groups.flatMap((group) => {
    const wanted = isFlat ? (group.rows * sliceBytes) / (group.bytesUncompressed + 1) : group.rows;
    const rowsMax = wanted < PAGE_ROWS ? Math.max(1, Math.ceil(wanted)) : wholePages(wanted);
    return Array.from({ length: Math.ceil(group.rows / rowsMax) }, (_, index) => ({
      group: group.index,
      rowStart: index * rowsMax,
      rows: Math.min(rowsMax, group.rows - index * rowsMax),
    }));
  });
}

const wholePages = (rows: number): number => Math.ceil(rows / PAGE_ROWS) * PAGE_ROWS;

/** Reads slices of a file that follow on each other, or leave some out; never one that came before. */
export class SliceReader {
  readonly #file: ParquetFile;
  readonly #fields: readonly ParquetField[];
  readonly #out = new TextBuffer(2 * PART_BYTES);
  #open: { readonly group: number; readonly reader: GroupReader; at: number } | null = null;

  constructor(file: ParquetFile, fields: readonly ParquetField[]) {
    this.#file = file;
    this.#fields = fields;
  }

  /** Rejects with an IngestError. */
  async *parts({ group, rowStart, rows }: Slice): AsyncGenerator<Part, void, void> {
    const facts = this.#file.groups[group];
    const parts = Math.ceil((facts?.bytesUncompressed ?? 0) / PART_BYTES);
    const rowsMax = Math.max(1, Math.ceil((facts?.rows ?? 0) / Math.max(1, parts)));
    const open = await this.#at(group, rowStart);
    const end = rowStart + rows;
    while (open.at < end) {
      this.#out.at = 0;
      const written = await this.#file.inGroup(group, () =>
        open.reader.write(this.#out, Math.min(rowsMax, end - open.at)),
      );
      const { bytes, at } = this.#out;
      yield { ...written, group, rowStart: open.at, text: bytes.subarray(0, at) };
      open.at += written.rows;
    }
  }

  async #at(group: number, row: number) {
    if (this.#open?.group !== group) {
      const reader = await this.#file.openGroup(group, this.#fields);
      this.#open = { group, reader, at: 0 };
    }
    const open = this.#open;
    const { reader, at } = open;
    if (at < row) await this.#file.inGroup(group, () => reader.skip(row - at));
    open.at = row;
    return open;
  }
}
