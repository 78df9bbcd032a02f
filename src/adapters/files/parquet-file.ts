// A Parquet file on disk: its footer checked against its size, its columns, and rows by ranges, still as stored.
// hyparquet decodes pages; it is shown a schema without logical types, so that no value goes through a JavaScript
// number or date on the way.
import { open, type FileHandle } from "node:fs/promises";
import { fstatSync, type BigIntStats } from "node:fs";
import { parquetMetadataAsync, parquetSchema } from "hyparquet";
import type { ColumnMetaData, FileMetaData, RowGroup, SchemaElement, SchemaTree } from "hyparquet";
import { DEFAULT_PARSERS } from "hyparquet/src/convert.js";
import { getTreePath } from "hyparquet/src/schema.js";
import { present } from "../../core/base/assert.ts";
import { IngestError } from "../../core/base/ingest-error.ts";
import { sourceErrors } from "../../core/base/source-errors.ts";
import { structureErrors } from "../../core/base/structure-errors.ts";
import { fileError } from "./file-source.ts";
import { bytesOfDescriptor, bytesOfHandle, type ParquetBytes } from "./parquet-bytes.ts";
import { PageProblem, type ColumnDecoder } from "./parquet-chunk.ts";
import { FlatReader } from "./parquet-flat.ts";
import { GroupReader, type GroupField } from "./parquet-group.ts";
import { groupKind } from "./parquet-json.ts";
import { NestedReader } from "./parquet-nested.ts";
import { chunkRange, pagesProblem } from "./parquet-pages.ts";
import { CODECS, compressors, Scratch } from "./parquet-unpack.ts";
import { leafKind, type ParquetKind } from "./parquet-values.ts";

export interface ParquetField {
  readonly name: string;
  readonly kind: ParquetKind;
  /** A value a row, stored in one column; not so a list, a map or a struct. */
  readonly isFlat: boolean;
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

const MAGIC_BYTES = 4;

export class ParquetFile {
  readonly path: string;
  readonly fields: readonly ParquetField[];
  readonly groups: readonly ParquetGroup[];
  readonly #bytes: ParquetBytes;
  readonly #disk: Disk;
  readonly #opened: FileState;
  readonly #metadata: FileMetaData;

  private constructor(disk: Disk, state: FileState, bytes: ParquetBytes, metadata: FileMetaData) {
    const { path } = disk;
    this.path = path;
    this.#bytes = bytes;
    this.#disk = disk;
    this.#opened = state;
    const { children } = parquetSchema(metadata);
    this.fields = children.map((child) => fieldOf(path, child));
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
      return await ParquetFile.#on(handleDisk(path, handle));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** A file that somebody else of this process has opened, and closes later: for a thread, which may wait for the disk. */
  static openedAs(path: string, descriptor: number): Promise<ParquetFile> {
    return ParquetFile.#on(descriptorDisk(path, descriptor));
  }

  static async #on(disk: Disk): Promise<ParquetFile> {
    const { path } = disk;
    const state = stateOf(await disk.facts());
    const bytes = disk.bytes(state.size);
    const footer = await broken(path, () => parquetMetadataAsync(bytes, { geoparquet: false }));
    const metadata = { ...footer, schema: footer.schema.map(withConverted) };
    const start = Buffer.from(await bytes.slice(0, MAGIC_BYTES)).toString("latin1");
    if (start !== "PAR1") throw structureErrors.parquetBroken(path, "it does not begin with PAR1");
    return new ParquetFile(disk, state, bytes, metadata);
  }

  /** For a thread of this process, as long as this is open. */
  get descriptor(): number {
    return this.#disk.descriptor;
  }

  /**
   * The rows of the `index`-th group, with only these fields. Rejects when the headers of their pages contradict each
   * other, the footer or the file.
   */
  async openGroup(index: number, fields: readonly ParquetField[]): Promise<GroupReader> {
    const group = present(this.#metadata.row_groups[index], "a row group of the file");
    const tree = parquetSchema(this.#metadata);
    const scratch = new Scratch();
    const readers: GroupField[] = [];
    for (const field of fields) {
      const { name, kind } = field;
      const decoders = group.columns.flatMap(({ meta_data: column }) =>
        column?.path_in_schema[0] === name ? [decoderOf(tree, column)] : [],
      );
      await this.#requireSound(index, decoders);
      const [decoder] = decoders;
      const branch = tree.children.find(({ element }) => element.name === name);
      const reader =
        field.isFlat && decoder !== undefined
          ? new FlatReader(this.#bytes, kind, decoder, scratch)
          : new NestedReader(
              this.#bytes,
              { kind, tree: present(branch, "a column of the file"), decoders },
              scratch,
            );
      readers.push({ name, reader });
    }
    return new GroupReader(readers, Number(group.num_rows));
  }

  /** What `read` throws for a page of the `index`-th group becomes an IngestError that says where it is. */
  async inGroup<T>(index: number, read: () => Promise<T>): Promise<T> {
    try {
      return await broken(this.path, read);
    } catch (error) {
      if (!(error instanceof PageProblem)) throw error;
      throw structureErrors.parquetBroken(this.path, `row group ${index + 1}, ${error.message}`);
    }
  }

  /** Throws when somebody wrote to the file since it was opened. */
  async requireUnchanged(): Promise<void> {
    const now = stateOf(await this.#disk.facts());
    if (now.size !== this.#opened.size)
      throw sourceErrors.sourceReplaced(
        this.path,
        `it had ${this.#opened.size} bytes and has ${now.size}`,
      );
    if (now.changed !== this.#opened.changed)
      throw sourceErrors.sourceReplaced(this.path, "somebody wrote to it");
  }

  close(): Promise<void> {
    return this.#disk.close();
  }

  async #requireSound(index: number, decoders: readonly ColumnDecoder[]): Promise<void> {
    for (const decoder of decoders) {
      const problem = await broken(this.path, () => pagesProblem(this.#bytes, decoder));
      const name = decoder.path_in_schema.join(".");
      if (problem !== null)
        throw structureErrors.parquetBroken(
          this.path,
          `row group ${index + 1}: column ${name} has ${problem}`,
        );
    }
  }
}

/** A file that is open. */
interface Disk {
  readonly path: string;
  readonly descriptor: number;
  bytes(size: number): ParquetBytes;
  facts(): Promise<BigIntStats>;
  close(): Promise<void>;
}

const handleDisk = (path: string, handle: FileHandle): Disk => ({
  path,
  descriptor: handle.fd,
  bytes: (size) => bytesOfHandle(path, size, handle),
  facts: () => handle.stat({ bigint: true }),
  close: () => handle.close(),
});

const descriptorDisk = (path: string, descriptor: number): Disk => ({
  path,
  descriptor,
  bytes: (size) => bytesOfDescriptor(path, size, descriptor),
  facts: () => Promise.resolve(fstatSync(descriptor, { bigint: true })),
  close: () => Promise.resolve(),
});

interface FileState {
  readonly size: number;
  readonly changed: bigint;
}

const stateOf = ({ size, mtimeNs }: BigIntStats): FileState => ({
  size: Number(size),
  changed: mtimeNs,
});

function fieldOf(path: string, tree: SchemaTree): ParquetField {
  const { element, children } = tree;
  const isFlat = children.length === 0 && element.repetition_type !== "REPEATED";
  const kind = isFlat ? leafKind(path, element) : groupKind(path, tree);
  return { name: element.name, kind, isFlat };
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
