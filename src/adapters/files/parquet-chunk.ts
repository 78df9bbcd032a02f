// The pages of one column of one row group, as they are stored: each is read, and held against its checksum where it
// has one, when it is asked for. Who decodes them is parquet-flat.ts, or parquet-nested.ts.
import type { ColumnMetaData } from "hyparquet";
import type { readPage } from "hyparquet/src/column.js";
import { crc32 } from "./crc32.ts";
import type { ParquetBytes } from "./parquet-bytes.ts";
import { chunkRange, readHeader, rowsOf, type PageHeader } from "./parquet-pages.ts";
import type { Scratch } from "./parquet-unpack.ts";

/** All that hyparquet wants to know of a column to decode its pages. */
export type ColumnDecoder = Parameters<typeof readPage>[2] & ColumnMetaData;

export interface StoredPage {
  readonly header: PageHeader;
  /** Still packed; only valid until any page of the row group is read. */
  readonly body: Uint8Array;
}

export class ChunkPages {
  /** As the schema names it, with dots. */
  readonly name: string;
  readonly #file: ParquetBytes;
  readonly #scratch: Scratch;
  readonly #end: number;
  #at: number;
  /** From 1, for people; the dictionary counts. */
  #page = 0;
  #bodyAt = 0;

  constructor(file: ParquetBytes, decoder: ColumnDecoder, scratch: Scratch) {
    const { start, end } = chunkRange(decoder);
    this.name = decoder.path_in_schema.join(".");
    this.#file = file;
    this.#scratch = scratch;
    this.#at = start;
    this.#end = end;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#end;
  }

  /** Null behind the last page. Throws for one that does not fit its checksum. */
  async next(): Promise<StoredPage | null> {
    const header = await this.#open();
    return header === null ? null : this.#read(header);
  }

  /** The next page; of a page of data that has no more than `rowsMax` rows only how many, and it is passed over. */
  async nextAfter(rowsMax: number): Promise<StoredPage | number | null> {
    const header = await this.#open();
    if (header === null) return null;
    const rows = rowsOf(header);
    return rows === null || rows > rowsMax ? this.#read(header) : rows;
  }

  /** An error over the page that was given out last, with its place. */
  problem(error: Error): PageProblem {
    return new PageProblem(
      `column ${this.name}: page ${this.#page}, at byte ${this.#bodyAt}: ${error.message}`,
      { cause: error },
    );
  }

  async #open(): Promise<PageHeader | null> {
    if (this.isAtEnd) return null;
    this.#page += 1;
    this.#bodyAt = this.#at;
    const { header, length } = await this.#header();
    this.#bodyAt = this.#at + length;
    this.#at = this.#bodyAt + header.compressed_page_size;
    return header;
  }

  async #header(): ReturnType<typeof readHeader> {
    try {
      return await readHeader(this.#file, this.#at, this.#end);
    } catch (error) {
      // What Thrift stumbles over has no place yet; our own errors and those of the disk have.
      const isPlaced = !(error instanceof Error) || "kind" in error || "syscall" in error;
      throw isPlaced ? error : this.problem(error);
    }
  }

  async #read(header: PageHeader): Promise<StoredPage> {
    const body = this.#scratch.take(header.compressed_page_size);
    await this.#file.readInto(body, this.#bodyAt);
    if (header.crc !== undefined && crc32(body) !== header.crc)
      throw new PageProblem(
        `column ${this.name}: page ${this.#page}, at byte ${this.#bodyAt}, does not fit its checksum`,
      );
    return { header, body };
  }
}

/** What is wrong with a page or a column; whoever knows the row group says where. */
export class PageProblem extends Error {}
