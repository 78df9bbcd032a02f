// Whether stored bytes are compressed, by their first bytes; the name has a say only where the two contradict.
import { sourceErrors } from "../../core/base/source-errors.ts";

export type Packing = "gzip" | "zstd";

/** As many first bytes as `packingOf` looks at. */
export const MAGIC_BYTES = 10;

/** Null: not compressed. Throws for a kind that is not read, and for a name that promises another content. */
export function packingOf(path: string, head: Uint8Array): Packing | null {
  const found = KINDS.find(({ magic }) => magic.every((byte, index) => head[index] === byte));
  if (found?.name === "ZIP" && /\.(xlsx|xlsm|ods)$/i.test(path))
    throw sourceErrors.formatUnknown(path, "a spreadsheet");
  if (found !== undefined && found.packing === null)
    throw sourceErrors.packingUnknown(path, found.name);
  const packing = found?.packing ?? (isSkippableFrame(head) ? "zstd" : null);
  const named = packingOfName(path);
  if (packing === null && named !== null) throw sourceErrors.sourceNotPacked(path, named);
  return packing;
}

/** The name without the ending that only says how it is compressed. */
export const withoutPacking = (path: string): string => path.replace(/\.(gz|gzip|zst|zstd)$/i, "");

function packingOfName(path: string): Packing | null {
  if (/\.(gz|gzip)$/i.test(path)) return "gzip";
  return /\.(zst|zstd)$/i.test(path) ? "zstd" : null;
}

/** zstd's frames that hold no text may come first. */
const isSkippableFrame = (head: Uint8Array): boolean =>
  ((head[0] ?? 0) & 0xf0) === 0x50 && head[1] === 0x2a && head[2] === 0x4d && head[3] === 0x18;

interface Kind {
  readonly name: string;
  readonly magic: readonly number[];
  readonly packing: Packing | null;
}

/** None of these begins a text in any encoding that is read. */
const KINDS: readonly Kind[] = [
  { name: "gzip", magic: [0x1f, 0x8b], packing: "gzip" },
  { name: "zstd", magic: [0x28, 0xb5, 0x2f, 0xfd], packing: "zstd" },
  { name: "ZIP", magic: [0x50, 0x4b, 0x03, 0x04], packing: null },
  { name: "xz", magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], packing: null },
  { name: "LZ4", magic: [0x04, 0x22, 0x4d, 0x18], packing: null },
  { name: "7z", magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], packing: null },
  // "BZh", the level, and the first three digits of pi.
  ...Array.from({ length: 9 }, (_, level) => ({
    name: "bzip2",
    magic: [0x42, 0x5a, 0x68, 0x31 + level, 0x31, 0x41, 0x59],
    packing: null,
  })),
];
