// The one place that makes sources: where the bytes are, and what they are, decided by name and by first bytes.
import { resolve } from "node:path";
import { present } from "../../core/base/assert.ts";
import { STANDARD_INPUT, type LoadPlan } from "../../core/load/plan.ts";
import type { Source } from "../../core/load/ports.ts";
import type { Decision, Encoding } from "../../core/records/dialect.ts";
import { sniffEncoding } from "../../core/records/sniff.ts";
import { FileSource } from "./file-source.ts";
import { FilesSource, type FilePart } from "./files-source.ts";
import { MAGIC_BYTES, packingOf, type Packing } from "./packing.ts";
import { standardInput } from "./once-source.ts";
import { isAddress, placeName } from "./place.ts";
import { readStart } from "./read-start.ts";
import { structuredSource, structureOf, type Structure } from "./structure.ts";
import { TextSource } from "./text-source.ts";

export interface OpenedSource {
  /** Absolute, an address, or "-". */
  readonly path: string;
  readonly name: string;
  readonly isPacked: boolean;
  /** The content, unpacked, before its encoding is known. */
  readonly bytes: Source;
  readonly decisions: readonly Decision[];
  /** Null for delimited text; what it is of another form. */
  readonly structure: Structure | null;
  textIn(encoding: Encoding, bomLength: number): Source;
}

export interface OpenOptions {
  /** Text bytes for each stored one that an archive may give. */
  readonly ratioMax: number;
}

/** `path` as the user typed it. */
export async function openSource(
  path: string,
  { ratioMax }: OpenOptions,
  signal: AbortSignal,
): Promise<OpenedSource> {
  const stored = await storedAt(path);
  const start = await readStart(stored, MAGIC_BYTES, signal);
  const packing = packingOf(stored.path, start.bytes);
  const bytes = packing === null ? stored : await unpacked(stored, packing, ratioMax);
  return {
    path: stored.path,
    name: placeName(stored.path),
    isPacked: packing !== null,
    bytes,
    decisions: packing === null ? [] : [packingDecision(packing)],
    structure: structureOf(stored.path),
    textIn: (encoding, bomLength) => new TextSource(bytes, encoding, bomLength),
  };
}

/** The text that a plan was made for. */
export async function openPlanned(
  plan: PlannedText,
  options: OpenOptions,
  signal: AbortSignal,
): Promise<Source> {
  const { path, files } = plan.source;
  if (files === undefined) return openText(path, plan, options, signal);
  const parts: FilePart[] = [];
  for (const file of files)
    parts.push({ file, source: await openText(file.path, plan, options, signal) });
  const [first, ...others] = parts;
  const all = [present(first, "the first file"), ...others] as const;
  return new FilesSource(path, all, plan.dialect.encoding);
}

type PlannedText = Pick<LoadPlan, "source" | "dialect" | "mapping" | "recordBytesMax">;

async function openText(
  path: string,
  { dialect, mapping, recordBytesMax }: PlannedText,
  options: OpenOptions,
  signal: AbortSignal,
): Promise<Source> {
  const opened = await openSource(path, options, signal);
  const start = await readStart(opened.bytes, MARK_BYTES, signal);
  const encoding = opened.structure === null ? dialect.encoding : "utf-8";
  const text = opened.textIn(encoding, sniffEncoding(start.bytes, encoding).bomLength);
  if (opened.structure === null) return text;
  const columns = mapping.map(({ header }) => header);
  return structuredSource(opened.structure, text, { columns, recordBytesMax });
}

/** The longest byte order mark, and one more. */
const MARK_BYTES = 4;

// What most files do not need, an unpacker or HTTP, is loaded where it is needed.

async function storedAt(path: string): Promise<Source> {
  if (path === STANDARD_INPUT) return standardInput();
  if (!isAddress(path)) return new FileSource(resolve(path));
  const { HttpSource } = await import("./http-source.ts");
  return new HttpSource(path);
}

async function unpacked(stored: Source, packing: Packing, ratioMax: number): Promise<Source> {
  const { UnpackedSource } = await import("./unpacked-source.ts");
  return new UnpackedSource(stored, packing, ratioMax);
}

const packingDecision = (packing: Packing): Decision => ({
  what: "compressed",
  value: packing,
  origin: "sniffed",
  evidence: `the file's first bytes are those of ${packing}; it is unpacked while it is read`,
});
