// The rows of one row group, a stretch at a time: all wanted columns side by side, each as far as its page reaches.
import type { AsyncBuffer, DecodedArray, ParquetParsers, SchemaTree } from "hyparquet";
import { assembleNested } from "hyparquet/src/assemble.js";
import { ChunkReader, PageProblem, type ColumnDecoder } from "./parquet-chunk.ts";
import { fieldText, type ParquetKind } from "./parquet-values.ts";

/** Rows side by side: a list of values a column; those that came from a dictionary are fields of CSV already. */
export interface Stretch {
  readonly rows: number;
  readonly columns: readonly DecodedArray[];
}

export interface GroupColumn {
  readonly kind: ParquetKind;
  readonly tree: SchemaTree;
  /** One, unless the column is a list, a map or a struct. */
  readonly decoders: readonly ColumnDecoder[];
}

export class GroupReader {
  readonly #fields: readonly FieldReader[];
  #left: number;

  constructor(file: AsyncBuffer, columns: readonly GroupColumn[], rows: number) {
    this.#fields = columns.map((column) => new FieldReader(file, column));
    this.#left = rows;
  }

  /** At most `rowsMax` rows; null behind the last one. Throws a PageProblem that names the column. */
  async next(rowsMax: number): Promise<Stretch | null> {
    if (this.#left === 0) return null;
    let rows = Math.min(rowsMax, this.#left);
    for (const field of this.#fields) rows = Math.min(rows, await field.ready());
    if (rows === 0) throw new PageProblem(`a column ends ${this.#left} rows too early`);
    this.#left -= rows;
    return { rows, columns: this.#fields.map((field) => field.take(rows)) };
  }
}

/** A column as the table sees it. */
class FieldReader {
  readonly #tree: SchemaTree;
  readonly #parsers: ParquetParsers | undefined;
  readonly #chunks: readonly ChunkReader[];

  constructor(file: AsyncBuffer, { kind, tree, decoders }: GroupColumn) {
    const textOf = (value: unknown): unknown => {
      const text = fieldText(kind, value);
      // A refused value is refused in each row that has it.
      return typeof text === "string" ? text : value;
    };
    const isLeaf = tree.children.length === 0 && tree.element.repetition_type !== "REPEATED";
    const known = isLeaf ? textOf : (value: unknown) => value;
    this.#tree = tree;
    this.#parsers = decoders[0]?.parsers;
    this.#chunks = decoders.map((decoder) => new ChunkReader(file, decoder, known));
  }

  async ready(): Promise<number> {
    let rows = Number.POSITIVE_INFINITY;
    for (const chunk of this.#chunks) {
      try {
        rows = Math.min(rows, await chunk.ready());
      } catch (error) {
        if (!(error instanceof Error) || "kind" in error || "syscall" in error) throw error;
        throw new PageProblem(`column ${chunk.name}: ${error.message}`);
      }
    }
    return rows;
  }

  take(rows: number): DecodedArray {
    const [only] = this.#chunks;
    if (this.#tree.children.length === 0 || this.#parsers === undefined)
      return only?.take(rows) ?? [];
    const parts = new Map(this.#chunks.map((chunk) => [chunk.name, chunk.take(rows)]));
    assembleNested(parts, this.#tree, this.#parsers);
    return parts.get(this.#tree.element.name) ?? [];
  }
}
