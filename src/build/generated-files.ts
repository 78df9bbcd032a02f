// Writes files that are printed from code, or names those that are stale.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { format, resolveConfig } from "prettier";

import { inRoot } from "./root.ts";

export interface GeneratedFile {
  /** Relative to the checkout. */
  readonly path: string;
  /** From the file as it is, where it holds other things too; undefined for one that must go. */
  readonly make: (old: string) => string | undefined;
}

/** Brings the files up to date and returns the paths of those that were not; with `isCheck` nothing is written. */
export async function refresh(
  files: readonly GeneratedFile[],
  isCheck: boolean,
): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const { path, make } of files) {
    const file = inRoot(path);
    const options = { ...(await resolveConfig(file)), filepath: file };
    // Read late and written at once: others may edit the file too.
    const old = textOf(path);
    const made = make(old);
    const content = made === undefined ? "" : await format(made, options);
    if (content === old) continue;
    stale.push(path);
    if (isCheck) continue;
    if (made === undefined) rmSync(file);
    else write(file, content);
  }
  return stale;
}

/** Says how it went; the exit code is 1 where a check found something stale. */
export function report(stale: readonly string[], isCheck: boolean, what: string): void {
  const names = stale.length > 10 ? `${stale.slice(0, 10).join(", ")}, …` : stale.join(", ");
  if (stale.length === 0) {
    console.log(`${what}: fresh`);
  } else if (isCheck) {
    console.error(`${what}: not up to date: ${names}; run npm run generate`);
    process.exitCode = 1;
  } else {
    console.log(`${what}: written: ${names}`);
  }
}

/** "" for a file that is not there. */
export function textOf(path: string): string {
  const file = inRoot(path);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
