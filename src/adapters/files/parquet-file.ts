// A Parquet file on disk: its footer checked against its size, its columns, and rows by ranges, still as stored.
// hyparquet decodes pages; it is shown a schema without logical types, so that no value goes through a JavaScript
// number or date on the way.
import { open, type FileHandle } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { parquetMetadataAsync, parquetSchema, snappyUncompress } from "hyparquet";
import type {
  AsyncBuffer,
  ColumnMetaData,
  Compressors,
  FileMetaData,
  RowGroup,
  SchemaElement,
  SchemaTree,
} from "hyparquet";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { getTreePath } from "hyparquet/src/schema.js";
import { present } from "../../core/base/assert.ts";
import { IngestError } from "../../core/base/ingest-error.ts";
import { sourceErrors } from "../../core/base/source-errors.ts";
import { structureErrors } from "../../core/base/structure-errors.ts";
import { fileError } from "./file-source.ts";
import { PageProblem, type ColumnDecoder } from "./parquet-chunk.ts";
import { GroupReader, type Stretch } from "./parquet-group.ts";
import { groupKind } from "./parquet-json.ts";
import { chunkRange, PAGE_BYTES_MAX, pagesProblem } from "./parquet-pages.ts";
import { leafKind, type ParquetKind } from "./parquet-values.ts";
import { unzstdFrame } from "./zstd-frame.ts";

export interface ParquetField {
  readonly name: string;
  readonly kind: ParquetKind;
}

export interface ParquetGroup {
  /** From 0. */
  readonly index: number;
  readonly rowStart: number;
  readonly rows: number;
  /** Where its first page stands. */
  readonly byteOffset: number;
  readonly bytesCompressed: number;
  readonly bytesUncompressed: number;
}

const CODECS = ["UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"];
const MAGIC_BYTES = 4;

export class ParquetFile {
  readonly path: string;
  readonly fields: readonly ParquetField[];
  readonly groups: readonly ParquetGroup[];
  readonly #handle: FileHandle;
  readonly #opened: FileState;
  readonly #metadata: FileMetaData;

  private constructor(path: string, handle: FileHandle, state: FileState, metadata: FileMetaData) {
    this.path = path;
    this.#handle = handle;
    this.#opened = state;
    const { children } = parquetSchema(metadata);
    this.fields = children.map((child) => ({
      name: child.element.name,
      kind:
        child.children.length > 0 || child.element.repetition_type === "REPEATED"
          ? groupKind(path, child)
          : leafKind(path, child.element),
    }));
    const isRepeated = (name: string): boolean =>
      children.some(
        ({ element }) => element.name === name && element.repetition_type === "REPEATED",
      );
    let rowStart = 0;
    this.groups = metadata.row_groups.map((group, index) => {
      const found = { index, ...groupOf({ path, size: state.size }, group, rowStart, isRepeated) };
      rowStart += found.rows;
      return found;
    });
    this.#metadata = { ...metadata, schema: metadata.schema.map(asStored) };
  }

  /** Rejects with an IngestError for whatever is no whole Parquet file. */
  static async open(path: string): Promise<ParquetFile> {
    const handle = await open(path, "r").catch((error: unknown) => {
      throw fileError(path, error);
    });
    try {
      const state = await stateOf(handle);
      const file = bufferOf(path, handle, state.size);
      const footer = await broken(path, () => parquetMetadataAsync(file, { geoparquet: false }));
      const metadata = { ...footer, schema: footer.schema.map(withConverted) };
      const start = Buffer.from(await file.slice(0, MAGIC_BYTES)).toString("latin1");
      if (start !== "PAR1")
        throw structureErrors.parquetBroken(path, "it does not begin with PAR1");
      return new ParquetFile(path, handle, state, metadata);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /**
   * The rows of the `index`-th group, with only these fields. Rejects when the headers of their pages contradict each
   * other, the footer or the file.
   */
  async openGroup(index: number, fields: readonly ParquetField[]): Promise<GroupReader> {
    const file = bufferOf(this.path, this.#handle, this.#opened.size);
    const group = present(this.#metadata.row_groups[index], "a row group of the file");
    const tree = parquetSchema(this.#metadata);
    const wanted = fields.map(({ name, kind }) => ({
      kind,
      tree: present(
        tree.children.find(({ element }) => element.name === name),
        "a column of the file",
      ),
      decoders: group.columns.flatMap(({ meta_data: column }) =>
        column?.path_in_schema[0] === name ? [decoderOf(tree, column)] : [],
      ),
    }));
    for (const decoder of wanted.flatMap(({ decoders }) => decoders)) {
      const problem = await broken(this.path, () => pagesProblem(file, decoder));
      const name = decoder.path_in_schema.join(".");
      if (problem !== null)
        throw structureErrors.parquetBroken(
          this.path,
          `row group ${index + 1}: column ${name} has ${problem}`,
        );
    }
    return new GroupReader(file, wanted, Number(group.num_rows));
  }

  /** Up to `rowsMax` more rows of the `index`-th group; null behind its last one. */
  async rows(reader: GroupReader, index: number, rowsMax: number): Promise<Stretch | null> {
    try {
      return await broken(this.path, () => reader.next(rowsMax));
    } catch (error) {
      if (!(error instanceof PageProblem)) throw error;
      throw structureErrors.parquetBroken(this.path, `row group ${index + 1}, ${error.message}`);
    }
  }

  /** Throws when somebody wrote to the file since it was opened. */
  async requireUnchanged(): Promise<void> {
    const now = await stateOf(this.#handle);
    if (now.size !== this.#opened.size)
      throw sourceErrors.sourceReplaced(
        this.path,
        `it had ${this.#opened.size} bytes and has ${now.size}`,
      );
    if (now.changed !== this.#opened.changed)
      throw sourceErrors.sourceReplaced(this.path, "somebody wrote to it");
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

interface FileState {
  readonly size: number;
  readonly changed: bigint;
}

async function stateOf(handle: FileHandle): Promise<FileState> {
  const { size, mtimeNs } = await handle.stat({ bigint: true });
  return { size: Number(size), changed: mtimeNs };
}

function bufferOf(path: string, handle: FileHandle, size: number): AsyncBuffer {
  return {
    byteLength: size,
    async slice(start, end = size) {
      const length = Math.max(0, end - start);
      if (start < 0 || start + length > size)
        throw structureErrors.parquetBroken(path, `it names bytes ${start} to ${end} of ${size}`);
      const bytes = new Uint8Array(length);
      for (let filled = 0; filled < length;) {
        const { bytesRead } = await handle.read(bytes, filled, length - filled, start + filled);
        if (bytesRead === 0) throw structureErrors.parquetBroken(path, "it became shorter");
        filled += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

/** All that hyparquet needs to decode the pages of a column. */
const decoderOf = (tree: SchemaTree, column: ColumnMetaData): ColumnDecoder => ({
  ...column,
  pathInSchema: column.path_in_schema,
  schemaPath: getTreePath(tree, column.path_in_schema),
  element: present(getTreePath(tree, column.path_in_schema).at(-1), "a column's type").element,
  parsers: { ...DEFAULT_PARSERS, timestampFromNanoseconds: (nanos) => nanos },
  compressors,
  utf8: false,
});

/** What the footer says of a row group, if the file can hold it. */
function groupOf(
  { path, size }: { readonly path: string; readonly size: number },
  group: RowGroup,
  rowStart: number,
  isRepeated: (name: string) => boolean,
): Omit<ParquetGroup, "index"> {
  let [byteOffset, bytesCompressed, bytesUncompressed] = [size, 0, 0];
  for (const { meta_data: column, file_path: elsewhere } of group.columns) {
    if (column === undefined || (elsewhere !== undefined && elsewhere !== ""))
      throw structureErrors.parquetBroken(path, "a column is encrypted, or lies in another file");
    const name = column.path_in_schema.join(".");
    if (!CODECS.includes(column.codec)) {
      const reason = `is compressed with ${column.codec}; ${CODECS.join(", ")} are read`;
      throw structureErrors.parquetUnsupported(path, name, reason);
    }
    const { start, end } = chunkRange(column);
    if (start < MAGIC_BYTES || end < start || end > size)
      throw structureErrors.parquetBroken(
        path,
        `column ${name} has bytes ${start} to ${end} of ${size}`,
      );
    // A value a row, unless it is repeated.
    const isFlat = column.path_in_schema.length === 1 && !isRepeated(name);
    if (isFlat && column.num_values !== group.num_rows)
      throw structureErrors.parquetBroken(
        path,
        `column ${name} has ${column.num_values} values in ${group.num_rows} rows`,
      );
    byteOffset = Math.min(byteOffset, start);
    bytesCompressed += end - start;
    bytesUncompressed += Number(column.total_uncompressed_size);
  }
  const rows = Number(group.num_rows);
  return { rowStart, rows, byteOffset, bytesCompressed, bytesUncompressed };
}

/** Newer writers may name lists and maps by their logical type alone. */
function withConverted(element: SchemaElement): SchemaElement {
  const logical = element.logical_type?.type;
  return element.type === undefined && (logical === "LIST" || logical === "MAP")
    ? { ...element, converted_type: logical }
    : element;
}

/** Physical types only; a map is a group of entries, for as a JavaScript object it would lose keys. */
function asStored(element: SchemaElement): SchemaElement {
  const stored = { ...element };
  delete stored.logical_type;
  if (element.type !== undefined || element.converted_type !== "LIST") delete stored.converted_type;
  return stored;
}

const compressors: Compressors = {
  SNAPPY(input, bytes) {
    const page = pageOf(bytes);
    snappyUncompress(input, page);
    return page;
  },
  GZIP: (input, bytes) => gunzipSync(input, { maxOutputLength: Math.max(1, pageOf(bytes).length) }),
  ZSTD: (input, bytes) => unzstdFrame(input, pageOf(bytes).length),
};

function pageOf(bytes: number): Uint8Array {
  if (bytes < 0 || bytes > PAGE_BYTES_MAX) throw new RangeError(`a page of ${bytes} bytes`);
  return new Uint8Array(bytes);
}

/** Whatever the decoder stumbles over is the file's fault; our own errors pass as they are. */
async function broken<T>(path: string, decode: () => Promise<T>): Promise<T> {
  try {
    return await decode();
  } catch (error) {
    if (!(error instanceof Error) || error instanceof IngestError || error instanceof PageProblem)
      throw error;
    if ("syscall" in error) throw fileError(path, error);
    throw structureErrors.parquetBroken(path, error.message);
  }
}
