// Finds the files to check: those that are named, and in the folders that are named those whose kind has rules.
import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { fileKind } from "../../core/analysis/file-kind.ts";
import { fileError, requireRegular } from "../files/file-source.ts";
import { isPassedOver } from "../files/workspace-files.ts";
import { reasonOf } from "./read-text.ts";

export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** Relative to the root, with forward slashes: what rules, globs and reports see. */
  readonly file: string;
  /** Named by the user, and so checked whatever its name is. */
  readonly isNamed: boolean;
  /** Given instead of what the path holds: standard input. */
  readonly content?: Uint8Array;
}

export interface FoundFiles {
  /** Sorted by `file`, each once. */
  readonly files: readonly FoundFile[];
  /** Folders that could not be read. */
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[];
}

/** Throws a user error for a named path that is neither file nor folder; links to folders are not followed. */
export async function findFiles(
  paths: readonly string[],
  root: string,
  isIgnored: (file: string) => boolean,
  signal: AbortSignal,
): Promise<FoundFiles> {
  const found = new Map<string, FoundFile>();
  const unreadable: { file: string; reason: string }[] = [];
  const add = (path: string, isNamed: boolean): void => {
    if (isNamed || !found.has(path)) found.set(path, { path, file: nameIn(root, path), isNamed });
  };
  const waiting: string[] = [];
  for (const name of paths) {
    const path = resolve(name);
    if (await isFolder(path, name)) {
      waiting.push(path);
    } else {
      await requireRegular(name);
      add(path, true);
    }
  }
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    signal.throwIfAborted();
    for (const entry of await entriesOf(folder, root, unreadable)) {
      const path = join(folder, entry.name);
      if (entry.name.startsWith(".") || isIgnored(nameIn(root, path))) continue;
      if (entry.isDirectory()) {
        if (!isPassedOver(entry.name)) waiting.push(path);
      } else if (fileKind(nameIn(root, path)) !== undefined && (await isRegular(entry, path))) {
        add(path, false);
      }
    }
  }
  return { files: [...found.values()].toSorted(byName), unreadable };
}

/** Code units, not a language's order: the same on every machine. */
export const byName = (a: { readonly file: string }, b: { readonly file: string }): number =>
  a.file < b.file ? -1 : a.file > b.file ? 1 : 0;

export function nameIn(root: string, path: string): string {
  const name = relative(root, path);
  return sep === "/" ? name : name.replaceAll(sep, "/");
}

async function isFolder(path: string, name: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileError(name, error);
  }
}

async function entriesOf(
  folder: string,
  root: string,
  unreadable: { file: string; reason: string }[],
): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    unreadable.push({ file: nameIn(root, folder) || ".", reason: reasonOf(folder, error) });
    return [];
  }
}

/** A link to a file is one; a pipe or a device would be waited for. */
async function isRegular(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
