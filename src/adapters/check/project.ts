// The project that files belong to: whose rowmill.yaml holds for them, what their names are relative to, and how far
// the DDL reaches that is known to them.
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { POLICY_FILE, policyRoot } from "../files/policy-file.ts";

export interface Project {
  /** Names of files are relative to it. */
  readonly root: string;
  readonly policyFile: string | undefined;
  /** The folder whose SQL is read for its tables even where it is not checked; undefined outside of any project. */
  readonly workspace: string | undefined;
}

/** The nearest rowmill.yaml above everything that is named decides; without one the repository around it. */
export function projectOf(paths: readonly string[], folder: string): Project {
  const above = sharedFolder(paths.map((path) => folderOf(resolve(folder, path))));
  const start = above ?? folder;
  const root = policyRoot(start);
  if (root !== undefined) return { root, policyFile: join(root, POLICY_FILE), workspace: root };
  return { root: folder, policyFile: undefined, workspace: repositoryOf(start) };
}

function repositoryOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return undefined;
  }
}

const folderOf = (path: string): string =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : dirname(path);

/** The deepest folder that is above or is each of them. */
function sharedFolder(folders: readonly string[]): string | undefined {
  const [first, ...others] = folders;
  if (first === undefined) return undefined;
  for (let at = first; ; at = dirname(at)) {
    if (others.every((folder) => isWithin(folder, at)) || dirname(at) === at) return at;
  }
}

function isWithin(folder: string, above: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (at === above) return true;
    if (dirname(at) === at) return false;
  }
}
