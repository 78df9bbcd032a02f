// One column of one row group, page by page: a page is read, held against its checksum where it has one, and decoded by
// hyparquet when its first value is asked for. So of a column lie in memory its dictionary and one page.
import type { AsyncBuffer, ColumnMetaData, DecodedArray } from "hyparquet";
import { readPage } from "hyparquet/src/column.js";
import { convert } from "hyparquet/src/convert.js";
import { crc32 } from "./crc32.ts";
import { chunkRange, readHeader, type PageHeader } from "./parquet-pages.ts";

/** All that hyparquet wants to know of a column to decode its pages. */
export type ColumnDecoder = Parameters<typeof readPage>[2] & ColumnMetaData;

export class ChunkReader {
  /** As the schema names it, with dots. */
  readonly name: string;
  readonly #file: AsyncBuffer;
  readonly #known: (value: unknown) => unknown;
  readonly #decoder: ColumnDecoder;
  /** Lists may go on in the next page, so a page's last value is held back. */
  readonly #isRepeated: boolean;
  readonly #end: number;
  #at: number;
  /** From 1, for people; the dictionary counts. */
  #page = 0;
  #dictionary: DecodedArray | undefined;
  #values: DecodedArray = [];
  #from = 0;

  /** `known`: what is given out for a value of the dictionary, decided once for all rows that have it. */
  constructor(file: AsyncBuffer, decoder: ColumnDecoder, known: (value: unknown) => unknown) {
    const { start, end } = chunkRange(decoder);
    this.name = decoder.path_in_schema.join(".");
    this.#file = file;
    this.#known = known;
    this.#decoder = decoder;
    this.#isRepeated = decoder.schemaPath.some(
      ({ element }) => element.repetition_type === "REPEATED",
    );
    this.#at = start;
    this.#end = end;
  }

  /** How many values can be taken now; 0 only behind the last one. Throws for a page that is not sound. */
  async ready(): Promise<number> {
    for (;;) {
      const isLast = this.#at >= this.#end;
      const heldBack = this.#isRepeated && !isLast ? 1 : 0;
      const count = this.#values.length - this.#from - heldBack;
      if (count > 0 || isLast) return Math.max(0, count);
      await this.#nextPage();
    }
  }

  /** As many values as `ready` said, or fewer. */
  take(count: number): DecodedArray {
    const from = this.#from;
    this.#from += count;
    return this.#values.slice(from, this.#from);
  }

  async #nextPage(): Promise<void> {
    this.#page += 1;
    const { header, length } = await readHeader(this.#file, this.#at, this.#end);
    const bodyAt = this.#at + length;
    this.#at = bodyAt + header.compressed_page_size;
    const body = new Uint8Array(await this.#file.slice(bodyAt, this.#at));
    if (header.crc !== undefined && crc32(body) !== header.crc)
      throw new PageProblem(`page ${this.#page}, at byte ${bodyAt}, does not fit its checksum`);
    this.#decode(header, body);
  }

  #decode(header: PageHeader, body: Uint8Array): void {
    const reader = { view: new DataView(body.buffer), offset: 0 };
    const isDictionary = header.type === "DICTIONARY_PAGE";
    if (header.type === "INDEX_PAGE") return;
    const rest = this.#isRepeated && !isDictionary ? this.#values.slice(this.#from) : undefined;
    const { data = [] } = readPage(reader, header, this.#decoder, this.#dictionary, rest, 0);
    if (isDictionary) {
      this.#dictionary = Array.from(convert(data, this.#decoder), this.#known);
      return;
    }
    this.#values = data;
    this.#from = 0;
  }
}

/** What is wrong with a page; whoever knows the row group and the column says where. */
export class PageProblem extends Error {}
