// What a file with a structure of its own is: its columns, and the dialect of the text that is made from it.
import { errors } from "../../core/base/errors.ts";
import { structureErrors } from "../../core/base/structure-errors.ts";
import { namesColumns } from "../../core/load/mapping.ts";
import type { LoadRequest } from "../../core/load/request.ts";
import type { Source } from "../../core/load/ports.ts";
import type { Decision } from "../../core/records/dialect.ts";
import { columnNames } from "../../core/records/column-names.ts";
import type { InferredColumn } from "../../core/records/infer.ts";
import { JsonColumns } from "../../core/records/json-columns.ts";
import { MADE_DIALECT, madeHeader } from "../../core/records/made-text.ts";
import { sniffEncoding, type Sniffed } from "../../core/records/sniff.ts";
import { contentOf, sampleRecords } from "../../core/records/sniff/sample.ts";
import type { OpenedSource } from "../files/open-source.ts";
import { ParquetFile } from "../files/parquet-file.ts";
import { isPlace } from "../files/place.ts";
import { readStart } from "../files/read-start.ts";
import { structuredSource, type Structure } from "../files/structure.ts";
import type { InspectedFile } from "./inspected-file.ts";

/** How much of the file the columns are taken from. */
const SAMPLE_BYTES = 4 * 1024 * 1024;
const SHOWN_BYTES = 64 * 1024;
const SHOWN_RECORDS = 11;
const MARK_BYTES = 4;

/** `tableColumns`: the target's, where it is known; an object with a column of its own is not opened. */
export async function inspectStructured(
  opened: OpenedSource & { readonly structure: Structure },
  request: LoadRequest,
  tableColumns: readonly string[],
  signal: AbortSignal,
): Promise<InspectedFile> {
  const { path, name, structure } = opened;
  refuseDialect(path, structure, request);
  const found =
    structure === "Parquet"
      ? await parquetContent(opened)
      : await jsonContent(opened, request, tableColumns, signal);
  const { columns } = found;
  const { recordBytesMax } = request;
  const source = await structuredSource(structure, found.content, { columns, recordBytesMax });
  const { evidence } = found;
  const decision: Decision = { what: "format", value: structure, origin: "sniffed", evidence };
  const header = madeHeader(columns);
  return {
    path,
    name,
    // The text is another than the stored bytes, so progress is measured by these.
    isPacked: true,
    isArchive: opened.isPacked,
    source,
    fingerprint: await source.fingerprint(signal),
    sniffed: await describe(source, columns, [...opened.decisions, decision], signal),
    body: { start: Buffer.byteLength(header), line: 1, header: header.trimEnd() },
    recordBytesMax,
    ...(found.types === undefined ? {} : { columns: found.types }),
  };
}

/** What describes delimited text would be passed over without a word. */
function refuseDialect(path: string, structure: Structure, request: LoadRequest): void {
  const { header, delimiter, quote, escape, nullText } = request;
  const given = Object.entries({ delimiter, quote, escape, null: nullText });
  const [option] = given.find(([, value]) => value !== undefined) ?? [];
  const name = option ?? (header === "auto" ? undefined : "header");
  if (name !== undefined) throw structureErrors.structureDialect(path, structure, `--${name}`);
}

interface Content {
  /** What the structured source reads. */
  readonly content: Source;
  readonly columns: readonly string[];
  readonly evidence: string;
  /** Where the file states them. */
  readonly types?: readonly InferredColumn[];
}

async function jsonContent(
  opened: OpenedSource,
  request: LoadRequest,
  tableColumns: readonly string[],
  signal: AbortSignal,
): Promise<Content> {
  const content = await textOf(opened, request, signal);
  const { path } = opened;
  const { recordBytesMax } = request;
  const look = async (bytesMax: number) => {
    const { bytes, isWhole } = await readStart(content, bytesMax, signal);
    if (bytes.length === 0) throw errors.fileEmpty(path);
    return { isWhole, ...findColumns(bytes.toString("utf8"), isWhole, tableColumns) };
  };
  let found = await look(SAMPLE_BYTES);
  // The sample is no more than a part of the first record.
  if (found.isBlank && !found.isWhole) found = await look(SAMPLE_BYTES + recordBytesMax);
  if (found.isBlank && !found.isWhole)
    throw errors.recordTooLong({ file: path, line: 1 }, recordBytesMax);
  const { columns, objects, problem } = found;
  if (columns.length === 0) throw structureErrors.jsonNoObject(path, problem);
  const evidence = `by the file's name; ${columns.length} columns in its first ${objects} objects`;
  return { content, columns, evidence };
}

async function parquetContent({ path, bytes }: OpenedSource): Promise<Content> {
  if (isPlace(path)) throw structureErrors.parquetNotFile(path);
  const file = await ParquetFile.open(path);
  await file.close();
  const { fields, groups } = file;
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  if (rows === 0) throw errors.fileHeaderOnly(path);
  const columns = fields.map(({ name }) => name);
  const names = columnNames(columns, columns.length);
  return {
    content: bytes,
    columns,
    evidence: `by the file's name; ${rows} rows of ${columns.length} columns in ${groups.length} row groups`,
    types: fields.map(({ name, kind }, index) => ({
      name: names[index] ?? name,
      header: name,
      type: kind.type,
      isNullable: true,
      evidence: "the file's own type",
    })),
  };
}

async function textOf(
  opened: OpenedSource,
  request: LoadRequest,
  signal: AbortSignal,
): Promise<Source> {
  const mark = await readStart(opened.bytes, MARK_BYTES, signal);
  const { encoding, bomLength } = sniffEncoding(mark.bytes, request.encoding);
  if (encoding === "latin1" || encoding === "windows-1252")
    throw structureErrors.structureEncoding(opened.path, encoding);
  return opened.textIn(encoding, bomLength);
}

function findColumns(text: string, isWhole: boolean, tableColumns: readonly string[]) {
  const columns = new JsonColumns((path) => namesColumns([path], tableColumns));
  const lines = text.split("\n");
  let [objects, problem, isBlank] = [0, "they are blank", true];
  for (const line of isWhole ? lines : lines.slice(0, -1)) {
    if (line.trim() === "") continue;
    isBlank = false;
    const found = columns.add(line);
    if (found === null) objects += 1;
    else if (objects === 0) problem = found.message;
  }
  return { columns: columns.names(), objects, problem, isBlank };
}

/** In the words that describe delimited text, for whoever reads a plan. */
async function describe(
  source: Source,
  columns: readonly string[],
  decisions: readonly Decision[],
  signal: AbortSignal,
): Promise<Sniffed> {
  const { bytes, isWhole } = await readStart(source, SHOWN_BYTES, signal);
  const [, ...records] = sampleRecords(bytes, isWhole, MADE_DIALECT, SHOWN_RECORDS);
  return {
    dialect: MADE_DIALECT,
    decisions,
    headerNames: columns,
    tableStart: { hasDelimiterLine: false, preambleRecords: 0, headerRecords: 1 },
    fieldCount: columns.length,
    sampleRecords: records.map(({ fields }) =>
      fields.map((field) => {
        const content = contentOf(field);
        return !field.isQuoted && content.length === 0 ? null : Buffer.from(content).toString();
      }),
    ),
  };
}
