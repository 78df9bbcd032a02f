// A column that is a list, a map or a struct: hyparquet decodes the pages of its leaves and puts their values together,
// and each becomes JSON text. Of each leaf lie in memory its dictionary and one page, decoded.
import type { DecodedArray, ParquetParsers, SchemaTree } from "hyparquet";
import { assembleNested } from "hyparquet/src/assemble.js";
import { readPage } from "hyparquet/src/column.js";
import { convert } from "hyparquet/src/convert.js";
import type { ParquetBytes } from "./parquet-bytes.ts";
import { ChunkPages, PageProblem, type ColumnDecoder, type StoredPage } from "./parquet-chunk.ts";
import { ListCursor } from "./parquet-cursors.ts";
import type { FieldReader } from "./parquet-group.ts";
import type { Scratch } from "./parquet-unpack.ts";
import type { ParquetKind } from "./parquet-values.ts";
import type { TextBuffer } from "./text-buffer.ts";

/** Rows that are put together at a time. */
const ROWS_MAX = 1_000;

export interface NestedColumn {
  readonly kind: ParquetKind;
  readonly tree: SchemaTree;
  readonly decoders: readonly ColumnDecoder[];
}

export class NestedReader implements FieldReader {
  readonly #kind: ParquetKind;
  readonly #tree: SchemaTree;
  readonly #parsers: ParquetParsers | undefined;
  readonly #leaves: readonly LeafReader[];
  #rows = 0;
  #values: ListCursor;

  constructor(file: ParquetBytes, { kind, tree, decoders }: NestedColumn, scratch: Scratch) {
    this.#kind = kind;
    this.#tree = tree;
    this.#parsers = decoders[0]?.parsers;
    this.#leaves = decoders.map((decoder) => new LeafReader(file, decoder, scratch));
    this.#values = new ListCursor([], kind);
  }

  async ready(): Promise<number> {
    if (this.#rows > 0) return this.#rows;
    let rows = ROWS_MAX;
    for (const leaf of this.#leaves) rows = Math.min(rows, await leaf.ready());
    this.#rows = rows;
    this.#values = new ListCursor(this.#take(rows), this.#kind);
    return rows;
  }

  async skip(rows: number): Promise<void> {
    for (let left = rows; left > 0;) {
      const passed = Math.min(left, await this.ready());
      if (passed === 0) throw new PageProblem(`column ${this.#tree.element.name} ends too early`);
      this.#values.skip(passed);
      this.#rows -= passed;
      left -= passed;
    }
  }

  write(out: TextBuffer): string | null {
    this.#rows -= 1;
    return this.#values.write(out);
  }

  problem(error: Error): PageProblem {
    return new PageProblem(`column ${this.#tree.element.name}: ${error.message}`, { cause: error });
  }

  #take(rows: number): DecodedArray {
    const [only] = this.#leaves;
    if (this.#tree.children.length === 0 || this.#parsers === undefined)
      return only?.take(rows) ?? [];
    const parts = new Map(this.#leaves.map((leaf) => [leaf.name, leaf.take(rows)]));
    assembleNested(parts, this.#tree, this.#parsers);
    return parts.get(this.#tree.element.name) ?? [];
  }
}

/** One of the columns that are stored for it. */
class LeafReader {
  readonly name: string;
  readonly #pages: ChunkPages;
  readonly #decoder: ColumnDecoder;
  /** Lists may go on in the next page, so a page's last value is held back. */
  readonly #isRepeated: boolean;
  #dictionary: DecodedArray | undefined;
  #values: DecodedArray = [];
  #from = 0;

  constructor(file: ParquetBytes, decoder: ColumnDecoder, scratch: Scratch) {
    this.#pages = new ChunkPages(file, decoder, scratch);
    this.name = this.#pages.name;
    this.#decoder = decoder;
    this.#isRepeated = decoder.schemaPath.some(
      ({ element }) => element.repetition_type === "REPEATED",
    );
  }

  /** How many values can be taken now; 0 only behind the last one. Throws for a page that is not sound. */
  async ready(): Promise<number> {
    for (;;) {
      const isLast = this.#pages.isAtEnd;
      const heldBack = this.#isRepeated && !isLast ? 1 : 0;
      const count = this.#values.length - this.#from - heldBack;
      if (count > 0 || isLast) return Math.max(0, count);
      const page = await this.#pages.next();
      if (page !== null) this.#open(page);
    }
  }

  /** As many values as `ready` said, or fewer. */
  take(count: number): DecodedArray {
    const from = this.#from;
    this.#from += count;
    return this.#values.slice(from, this.#from);
  }

  #open(page: StoredPage): void {
    try {
      this.#decode(page);
    } catch (error) {
      throw error instanceof Error ? this.#pages.problem(error) : error;
    }
  }

  #decode({ header, body }: StoredPage): void {
    if (header.type === "INDEX_PAGE") return;
    // Values are parts of the page, and the body is used for the next one.
    const reader = { view: new DataView(body.slice().buffer), offset: 0 };
    const isDictionary = header.type === "DICTIONARY_PAGE";
    const rest = this.#isRepeated && !isDictionary ? this.#values.slice(this.#from) : undefined;
    const { data = [] } = readPage(reader, header, this.#decoder, this.#dictionary, rest, 0);
    if (isDictionary) {
      this.#dictionary = convert(data, this.#decoder);
      return;
    }
    this.#values = data;
    this.#from = 0;
  }
}
