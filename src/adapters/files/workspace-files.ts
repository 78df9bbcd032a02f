// The files of a workspace that are worth reading, folder by folder. Built, fetched and hidden things are
// passed over, and so is what lies behind the bounds: a workspace may be a whole disk.
import type { Dirent } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

export interface WalkBounds {
  readonly filesMax: number;
  readonly bytesMax: number;
  /** A file larger than this is passed over: it is data, not source. */
  readonly fileBytesMax: number;
}

export const WORKSPACE_BOUNDS: WalkBounds = {
  filesMax: 20_000,
  bytesMax: 200 * 1_048_576,
  fileBytesMax: 32 * 1_048_576,
};

/** Of these nothing is the user's own, or nothing is source. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  ...["node_modules", "bower_components", "vendor", "target", "dist", "__pycache__", "venv"],
]);

export const isPassedOver = (folderName: string): boolean =>
  folderName.startsWith(".") || PASSED_OVER.has(folderName);

/** The same on every machine; a folder's files come before its folders. Links are not followed. */
export async function* workspaceFiles(
  root: string,
  isWanted: (name: string) => boolean,
  bounds: WalkBounds,
  signal: AbortSignal,
): AsyncGenerator<string> {
  let [files, bytes] = [0, 0];
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted();
    const entries = await entriesOf(folder);
    for (const { name } of entries.filter((entry) => entry.isFile() && isWanted(entry.name))) {
      const path = join(folder, name);
      const size = await sizeOf(path);
      if (size > bounds.fileBytesMax) continue;
      if (++files > bounds.filesMax || (bytes += size) > bounds.bytesMax) return;
      yield path;
      signal.throwIfAborted();
    }
    const inside = entries.filter((entry) => entry.isDirectory() && !isPassedOver(entry.name));
    // Taken from the end: turned around, the first comes first.
    folders.push(...inside.map((entry) => join(folder, entry.name)).reverse());
  }
}

/** The text of a file as an editor shows it; undefined for one that is gone, unreadable, or not text. */
export async function readSource(path: string): Promise<string | undefined> {
  try {
    const bytes = await readFile(path);
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    if (isUtf16) return bytes.toString("utf16le", 2);
    if (bytes.subarray(0, 8_000).includes(0)) return undefined;
    const text = bytes.toString("utf8");
    return text.startsWith(MARK) ? text.slice(1) : text;
  } catch {
    return undefined;
  }
}

const MARK = "\ufeff";

/** A folder that cannot be read holds nothing for us. */
async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return Infinity;
  }
}
