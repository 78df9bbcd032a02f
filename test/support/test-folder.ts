// A folder of a test's own for the files that it makes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface TestFolder {
  readonly path: string;
  /** Writes a file, with the folders above it; returns its path. */
  readonly file: (name: string, content: string | Uint8Array) => string;
  /** Writes the file of each name. */
  readonly files: (contents: Readonly<Record<string, string | Uint8Array>>) => void;
  readonly remove: () => void;
}

/** A new one, empty; the caller removes it. */
export function makeFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), "rowmill-test-"));
  const file = (name: string, content: string | Uint8Array): string => {
    const at = join(path, name);
    mkdirSync(dirname(at), { recursive: true });
    writeFileSync(at, content);
    return at;
  };
  return {
    path,
    file,
    files(contents) {
      for (const [name, content] of Object.entries(contents)) file(name, content);
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
