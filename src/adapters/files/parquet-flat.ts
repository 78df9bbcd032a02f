// A column that is no list, map or struct, as fields of CSV: from the bytes of a page to text, a value at a time. Of it
// lie in memory its dictionary, as text, and one page. hyparquet decodes the encodings that are rare.
import { readPage } from "hyparquet/src/column.js";
import { convert } from "hyparquet/src/convert.js";
import { readPlain } from "hyparquet/src/plain.js";
import { ChunkPages, PageProblem, type ColumnDecoder, type StoredPage } from "./parquet-chunk.ts";
import type { ParquetBytes } from "./parquet-bytes.ts";
import {
  BooleanCursor,
  Dictionary,
  EntryCursor,
  FixedCursor,
  LengthsCursor,
  ListCursor,
  type ValueCursor,
} from "./parquet-cursors.ts";
import type { FieldReader } from "./parquet-group.ts";
import { rowsOf, type PageHeader } from "./parquet-pages.ts";
import { RunReader } from "./parquet-runs.ts";
import { pageBytes, type PageBytes, type StoredWriter } from "./parquet-stored.ts";
import { Scratch, unpackInto } from "./parquet-unpack.ts";
import { storedWriter, type ParquetKind } from "./parquet-values.ts";
import type { TextBuffer } from "./text-buffer.ts";

/** Bytes of a value, where all have the same. */
const WIDTHS: Partial<Record<string, number>> = { INT32: 4, INT64: 8, FLOAT: 4, DOUBLE: 8 };

export class FlatReader implements FieldReader {
  readonly #kind: ParquetKind;
  readonly #decoder: ColumnDecoder;
  readonly #pages: ChunkPages;
  readonly #writer: StoredWriter;
  readonly #isOptional: boolean;
  /** The page, unpacked. */
  readonly #unpacked = new Scratch();
  #dictionary: Dictionary | null = null;
  #rows = 0;
  /** Of each row, 1 when it has a value; null when all have. */
  #levels: RunReader | null = null;
  #values: ValueCursor;

  constructor(file: ParquetBytes, kind: ParquetKind, decoder: ColumnDecoder, scratch: Scratch) {
    this.#kind = kind;
    this.#decoder = decoder;
    this.#pages = new ChunkPages(file, decoder, scratch);
    this.#writer = storedWriter(kind, decoder.element.type);
    this.#isOptional = decoder.element.repetition_type === "OPTIONAL";
    this.#values = new ListCursor([], kind);
  }

  async ready(): Promise<number> {
    while (this.#rows === 0) {
      const page = await this.#pages.next();
      if (page === null) return 0;
      this.#open(page);
    }
    return this.#rows;
  }

  async skip(rows: number): Promise<void> {
    let left = rows - this.#skipInPage(rows);
    while (left > 0) {
      const page = await this.#pages.nextAfter(left);
      if (page === null) throw new PageProblem(`column ${this.#pages.name} ends too early`);
      if (typeof page === "number") left -= page;
      else {
        this.#open(page);
        left -= this.#skipInPage(left);
      }
    }
  }

  write(out: TextBuffer): string | null {
    this.#rows -= 1;
    return this.#levels?.next() === 0 ? null : this.#values.write(out);
  }

  problem(error: Error): PageProblem {
    return this.#pages.problem(error);
  }

  /** As far as the page has rows; returns how many. */
  #skipInPage(rowsMax: number): number {
    const rows = Math.min(rowsMax, this.#rows);
    this.#rows -= rows;
    try {
      this.#values.skip(this.#levels?.skip(rows) ?? rows);
    } catch (error) {
      throw error instanceof Error ? this.problem(error) : error;
    }
    return rows;
  }

  #open(page: StoredPage): void {
    try {
      this.#decode(page);
    } catch (error) {
      throw error instanceof Error ? this.problem(error) : error;
    }
  }

  #decode({ header, body }: StoredPage): void {
    const rows = rowsOf(header);
    const words = header.dictionary_page_header;
    if (rows === null && words === undefined) return;
    if (rows === null) {
      const count = words?.num_values ?? 0;
      this.#dictionary = new Dictionary(this.#entries(this.#unpack(header, body, 0), count), count);
      return;
    }
    this.#rows = rows;
    this.#levels = null;
    this.#values = this.#dataOf(header, body) ?? this.#decoded(header, body);
  }

  /** Null for an encoding that hyparquet is to decode. */
  #dataOf(header: PageHeader, body: Uint8Array): ValueCursor | null {
    const two = header.data_page_header_v2;
    const encoding = (two ?? header.data_page_header)?.encoding;
    const isEntries = encoding === "RLE_DICTIONARY" || encoding === "PLAIN_DICTIONARY";
    if (!isEntries && (encoding !== "PLAIN" || this.#decoder.type === "INT96")) return null;
    const levelBytes = two?.definition_levels_byte_length ?? 0;
    const start = levelBytes + (two?.repetition_levels_byte_length ?? 0);
    const page = this.#unpack(header, body, start);
    const valuesAt = two === undefined ? this.#readLevels(header, page) : start;
    if (two !== undefined && this.#isOptional)
      this.#levels = new RunReader(page.bytes, start - levelBytes, start, 1);
    if (!isEntries) return this.#plain(page, valuesAt);
    if (this.#dictionary === null) throw new RangeError("it needs a dictionary, and there is none");
    return new EntryCursor(this.#dictionary, page, valuesAt);
  }

  /** The levels of a page of version 1, which have their length before them; returns where they end. */
  #readLevels({ data_page_header: one }: PageHeader, { bytes, view }: PageBytes): number {
    if (!this.#isOptional) return 0;
    const encoding = one?.definition_level_encoding;
    if (encoding !== "RLE") throw new RangeError(`its levels are in ${encoding ?? "no encoding"}`);
    const end = 4 + view.getUint32(0, true);
    this.#levels = new RunReader(bytes, 4, end, 1);
    return end;
  }

  /** What stands before byte `start` of the body is never packed. */
  #unpack(header: PageHeader, body: Uint8Array, start: number): PageBytes {
    const bytes = this.#unpacked.take(header.uncompressed_page_size);
    if (start > bytes.length) throw new RangeError("its levels are longer than the page");
    bytes.set(body.subarray(0, start));
    const isPacked = header.data_page_header_v2?.is_compressed !== false;
    const codec = isPacked ? this.#decoder.codec : "UNCOMPRESSED";
    unpackInto(codec, body.subarray(start), bytes.subarray(start));
    return pageBytes(bytes);
  }

  #plain(page: PageBytes, start: number): ValueCursor {
    const { type, element } = this.#decoder;
    if (type === "BOOLEAN") return BooleanCursor.plain(page, start);
    if (type === "BYTE_ARRAY") return new LengthsCursor(page, start, this.#writer);
    const length = type === "FIXED_LEN_BYTE_ARRAY" ? element.type_length : WIDTHS[type];
    if (length === undefined || length < 1) throw new RangeError("values of no length");
    return new FixedCursor(page, start, length, this.#writer);
  }

  /** The entries of a dictionary. */
  #entries(page: PageBytes, count: number): ValueCursor {
    if (this.#decoder.type !== "INT96") return this.#plain(page, 0);
    const values = readPlain({ view: page.view, offset: 0 }, "INT96", count, undefined);
    return new ListCursor(convert(values, this.#decoder), this.#kind);
  }

  /** The values and NULLs of a page, by hyparquet. */
  #decoded(header: PageHeader, body: Uint8Array): ValueCursor {
    // Values may be parts of the body, which is used for other pages before they are written.
    const reader = { view: new DataView(body.slice().buffer), offset: 0 };
    const { data = [] } = readPage(reader, header, this.#decoder, undefined, undefined, 0);
    if (data.length < this.#rows) throw new RangeError("it ends before its values do");
    return new ListCursor(data, this.#kind);
  }
}
