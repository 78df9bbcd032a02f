// The files that a user means: names as they are, and patterns that the shell left to us.
import { readdir, stat } from "node:fs/promises";
import { isAbsolute, join, resolve, sep } from "node:path";
import { sourceErrors } from "../../core/base/source-errors.ts";
import { fileError } from "./file-source.ts";
import { isPlace } from "./place.ts";

/** Each is a row of the plan, which the ledger keeps. */
const FILES_MAX = 10_000;

/**
 * Absolute paths, each once: in the order of the names, the matches of a pattern by their code units. What exists under
 * its name is no pattern, whatever signs it holds.
 */
export async function expandFiles(
  asked: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const name of asked) {
    refuseScheme(name);
    const isPattern = MAY_BE_GLOB.test(name) && !isPlace(name) && (await isGlob(name));
    const paths = isPattern ? await matches(name, signal) : [isPlace(name) ? name : resolve(name)];
    for (const path of paths) found.add(path);
    if (found.size > FILES_MAX) throw sourceErrors.tooManyFiles(name, FILES_MAX);
  }
  return [...found];
}

function refuseScheme(name: string): void {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(name)?.[1];
  if (scheme !== undefined && !isPlace(name)) throw sourceErrors.addressScheme(name, scheme);
}

/** Without one of these signs a name is no pattern, and their matcher need not be loaded. */
const MAY_BE_GLOB = /[*?[\]{}()!+@|\\]/;

const matcher = async () => (await import("picomatch")).default;

async function isGlob(name: string): Promise<boolean> {
  const picomatch = await matcher();
  return picomatch.scan(name).isGlob && !(await exists(name));
}

async function exists(name: string): Promise<boolean> {
  try {
    await stat(name);
    return true;
  } catch {
    return false;
  }
}

async function matches(pattern: string, signal: AbortSignal): Promise<readonly string[]> {
  const picomatch = await matcher();
  const { base, glob } = picomatch.scan(sep === "/" ? pattern : pattern.replaceAll(sep, "/"));
  const isMatch = picomatch(glob);
  const deepest = glob.includes("**") ? Number.POSITIVE_INFINITY : glob.split("/").length;
  const root = resolve(base === "" && isAbsolute(pattern) ? sep : base);
  const found: string[] = [];
  const folders = [{ path: root, name: "", depth: 1 }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted();
    for (const entry of await entriesOf(folder.path, pattern)) {
      const path = join(folder.path, entry.name);
      const name = `${folder.name}${entry.name}`;
      if (entry.isDirectory()) {
        const depth = folder.depth + 1;
        if (depth <= deepest) folders.push({ path, name: `${name}/`, depth });
      } else if (isMatch(name) && (entry.isFile() || (await stat(path)).isFile())) {
        found.push(path);
      }
    }
  }
  if (found.length === 0) throw sourceErrors.noFileMatches(pattern);
  return found.toSorted((a, b) => (a < b ? -1 : 1));
}

async function entriesOf(folder: string, pattern: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw sourceErrors.noFileMatches(pattern);
    throw fileError(folder, error);
  }
}
