// Walks the page headers of a column chunk before its pages are decoded: every length must lie in the chunk, and the
// values must add up to what the footer says. The decoder itself believes the headers.
import type { AsyncBuffer, ColumnMetaData } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";

/** What is read for a header first, and at most: statistics may hold long values. */
const HEADER_BYTES = 4 * 1024;
const HEADER_BYTES_MAX = 4 * 1_048_576;
/** No page of an honest writer is larger; a header that claims more is broken or malicious. */
export const PAGE_BYTES_MAX = 1024 * 1_048_576;
const PAGE_VALUES_MAX = 16 * 1_048_576;

export interface ChunkRange {
  readonly start: number;
  readonly end: number;
}

export const chunkRange = (column: ColumnMetaData): ChunkRange => {
  const { dictionary_page_offset: dictionary, data_page_offset: data } = column;
  const start = Number(dictionary !== undefined && dictionary < data ? dictionary : data);
  return { start, end: start + Number(column.total_compressed_size) };
};

/** What is wrong with the chunk's pages, in words; null when nothing is. */
export async function pagesProblem(
  file: AsyncBuffer,
  column: ColumnMetaData,
): Promise<string | null> {
  const { start, end } = chunkRange(column);
  let values = 0;
  for (let at = start; at < end;) {
    const { header, length } = await readHeader(file, at, end);
    const page = pageFacts(header);
    at += length;
    const isInside = page.bytes >= 0 && at + page.bytes <= end;
    if (!isInside) return `a page of ${page.bytes} bytes at byte ${at}, where ${end - at} are left`;
    if (page.bytesUnpacked < 0 || page.bytesUnpacked > PAGE_BYTES_MAX)
      return `a page that unpacks to ${page.bytesUnpacked} bytes, at byte ${at}`;
    const isCounted = page.values >= 0 && page.values <= PAGE_VALUES_MAX && page.levelBytes >= 0;
    if (!isCounted || page.levelBytes > page.bytes)
      return `a page of ${page.values} values at byte ${at}`;
    if (page.isData) values += page.values;
    at += page.bytes;
  }
  const told = Number(column.num_values);
  return values === told ? null : `pages of ${values} values, where its footer says ${told}`;
}

export type PageHeader = ReturnType<typeof parquetHeader>;

/** The page header at byte `at` of a chunk that ends at `end`, and its own length. */
export async function readHeader(
  file: AsyncBuffer,
  at: number,
  end: number,
): Promise<{ readonly header: PageHeader; readonly length: number }> {
  for (let bytes = HEADER_BYTES; ; bytes *= 8) {
    const isAll = at + bytes >= end || bytes >= HEADER_BYTES_MAX;
    const view = new DataView(await file.slice(at, Math.min(end, at + bytes)));
    const reader = { view, offset: 0 };
    try {
      return { header: parquetHeader(reader), length: reader.offset };
    } catch (error) {
      // Perhaps only cut.
      if (isAll) throw error;
    }
  }
}

function pageFacts(header: PageHeader) {
  const { data_page_header: one, data_page_header_v2: two, dictionary_page_header: words } = header;
  const levels = [two?.definition_levels_byte_length ?? 0, two?.repetition_levels_byte_length ?? 0];
  const counts = [two?.num_nulls ?? 0, two?.num_rows ?? 0, ...levels];
  return {
    isData: one !== undefined || two !== undefined,
    bytes: header.compressed_page_size,
    bytesUnpacked: header.uncompressed_page_size,
    values: one?.num_values ?? two?.num_values ?? words?.num_values ?? -1,
    /** Negative when any of them is. */
    levelBytes: counts.some((count) => !(count >= 0)) ? -1 : levels.reduce((a, b) => a + b, 0),
  };
}

/** Values of a page of data, which of a column without lists are rows; null for another page. */
export const rowsOf = (header: PageHeader): number | null =>
  header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values ?? null;
