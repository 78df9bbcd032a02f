// Several files as one load: each must be written as the first one is, and is refused by name before the first byte.
import { dirname, relative, sep } from "node:path";
import { errors } from "../../core/base/errors.ts";
import { sourceErrors } from "../../core/base/source-errors.ts";
import { structureErrors } from "../../core/base/structure-errors.ts";
import type { SourceFile } from "../../core/load/plan.ts";
import type { LoadRequest } from "../../core/load/request.ts";
import type { Decision, Dialect } from "../../core/records/dialect.ts";
import { RecordReader } from "../../core/records/record-reader.ts";
import { findTableStart, sniffEncoding } from "../../core/records/sniff.ts";
import { decodeText } from "../../core/records/text-codec.ts";
import { FilesSource, fingerprintOfAll, type FilePart } from "../files/files-source.ts";
import { openSource } from "../files/open-source.ts";
import { refuseOtherFormat } from "../files/other-formats.ts";
import { isPlace, placeName } from "../files/place.ts";
import { readStart } from "../files/read-start.ts";
import { structureOf } from "../files/structure.ts";
import { inspectFile, SAMPLE_BYTES, type InspectedFile } from "./inspect.ts";

/** What the request names: one file, or several. */
export async function inspectSource(
  request: LoadRequest,
  columns: Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<InspectedFile> {
  const first = await inspectFile(request, columns, signal);
  const [, ...others] = request.files ?? [];
  if (others.length === 0) return first;
  for (const path of [first.path, ...others]) {
    const structure = structureOf(path);
    if (structure !== null) throw structureErrors.structureAlone(path, structure);
  }
  const names = shortNames([first.path, ...others]);
  const file = { ...first, name: names.get(first.path) ?? first.name };
  const parts: [FilePart, ...FilePart[]] = [{ file, source: first.source }];
  let { isPacked } = first;
  for (const path of others) {
    signal.throwIfAborted();
    const part = await inspectOther(path, first, request, signal);
    isPacked ||= part.isPacked;
    parts.push({ ...part, file: { ...part.file, name: names.get(path) ?? part.file.name } });
  }
  const files = parts.map((part): SourceFile => {
    const { path, name, fingerprint, isArchive, body } = part.file;
    return { path, name, fingerprint, isArchive, body: { start: body.start, line: body.line } };
  });
  const text = `${files.length} files`;
  return {
    ...first,
    path: text,
    name: text,
    files,
    isPacked,
    isArchive: false,
    source: new FilesSource(text, parts, first.sniffed.dialect.encoding),
    fingerprint: fingerprintOfAll(files),
    sniffed: {
      ...first.sniffed,
      decisions: [filesDecision(files), ...first.sniffed.decisions],
    },
  };
}

async function inspectOther(
  path: string,
  first: InspectedFile,
  request: LoadRequest,
  signal: AbortSignal,
): Promise<FilePart & { readonly isPacked: boolean }> {
  const { dialect, tableStart, fieldCount } = first.sniffed;
  const opened = await openSource(path, request, signal);
  const head = await readStart(opened.bytes, SAMPLE_BYTES, signal);
  refuseOtherFormat(path, head.bytes);
  const { bomLength } = sniffEncoding(head.bytes, dialect.encoding);
  const content = opened.textIn(dialect.encoding, bomLength);
  const { bytes: text } = await readStart(content, SAMPLE_BYTES, signal);
  if (text.length === 0) throw errors.fileEmpty(path);
  const body = findTableStart(text, dialect, tableStart);
  const difference =
    headerDifference(first.body.header, body.header, dialect) ??
    widthDifference(text.subarray(body.start), dialect, fieldCount);
  if (difference !== null) throw sourceErrors.filesDiffer(path, first.path, difference);
  const fingerprint = await content.fingerprint(signal);
  const { isPacked } = opened;
  const file = { path, name: placeName(path), fingerprint, isArchive: isPacked, body };
  return { source: content, isPacked, file };
}

function headerDifference(
  wanted: string | null,
  found: string | null,
  dialect: Dialect,
): string | null {
  if (wanted === found) return null;
  const [one, other] = [headerFields(wanted ?? "", dialect), headerFields(found ?? "", dialect)];
  if (one.length !== other.length)
    return `its header has ${other.length} fields and not ${one.length}`;
  const at = one.findIndex((name, index) => name !== other[index]);
  if (at < 0) return null;
  return `field ${at + 1} of its header is "${other[at] ?? ""}" and not "${one[at] ?? ""}"`;
}

/** The header is text already, whatever the file's encoding is. */
function headerFields(header: string, dialect: Dialect): readonly string[] {
  const reader = new RecordReader(new TextEncoder().encode(header), dialect);
  if (!reader.next()) return [];
  return Array.from({ length: reader.fieldCount }, (_, field) =>
    decodeText(reader.fieldBytes(field), "utf-8"),
  );
}

/** By the first record: later ones that are ragged are rejected one by one. A file may hold no record. */
function widthDifference(body: Uint8Array, dialect: Dialect, fieldCount: number): string | null {
  const reader = new RecordReader(body, dialect);
  while (reader.next()) {
    if (reader.isBlank || reader.isComment) continue;
    if (reader.fieldCount === fieldCount) return null;
    return `its first record has ${reader.fieldCount} fields and not ${fieldCount}`;
  }
  return null;
}

/** What tells the files apart: their paths from the folder that holds them all. */
function shortNames(paths: readonly string[]): ReadonlyMap<string, string> {
  const [first = "", ...others] = paths.filter((path) => !isPlace(path));
  let folder = dirname(first);
  while (others.some((path) => !path.startsWith(folder === sep ? sep : folder + sep)))
    folder = dirname(folder);
  return new Map(
    paths.map((path) => [path, isPlace(path) ? placeName(path) : relative(folder, path)]),
  );
}

function filesDecision(files: readonly SourceFile[]): Decision {
  const shown = files.slice(0, SHOWN_MAX).map(({ name }) => name);
  const more = files.length > SHOWN_MAX ? `, and ${files.length - SHOWN_MAX} more` : "";
  return {
    what: "files",
    value: String(files.length),
    origin: "given",
    evidence: `one after the other: ${shown.join(", ")}${more}`,
  };
}

const SHOWN_MAX = 10;
