// Where the checkout lies, found from this module upwards: it holds for the bundled tasks in
// node_modules/.cache and for tests alike, whatever the current folder is.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of the folder with Rowmill's own package.json. */
export const root = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Absolute path of something in the checkout. */
export const inRoot = (...parts: readonly string[]): string => join(root, ...parts);

function findRoot(folder: string): string {
  const manifest = join(folder, "package.json");
  if (existsSync(manifest) && /"name":\s*"rowmill"/.test(readFileSync(manifest, "utf8"))) {
    return folder;
  }
  const parent = dirname(folder);
  if (parent === folder) throw new Error("no package.json of Rowmill above the build scripts");
  return findRoot(parent);
}
