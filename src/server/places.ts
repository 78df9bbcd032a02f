// Lines and columns in files that a finding only points at: open texts as they are, others from disk, read
// once and kept until they change.
import { fileURLToPath } from "node:url";

import { readSource } from "../adapters/files/workspace-files.ts";
import { Lines } from "../core/text/lines.ts";
import type { Positions } from "./lsp-findings.ts";
import type { OpenDocuments } from "./open-documents.ts";

/** A finding rarely points further than at the files that make its table. */
const KEPT_MAX = 64;

export class Places {
  readonly #open: OpenDocuments;
  readonly #kept = new Map<string, Lines>();

  constructor(open: OpenDocuments) {
    this.#open = open;
  }

  /** Makes `positionsIn` answer for these files. */
  async load(uris: Iterable<string>): Promise<void> {
    for (const uri of new Set(uris)) {
      if (this.positionsIn(uri) !== undefined || !uri.startsWith("file:")) continue;
      const text = await readSource(fileURLToPath(uri));
      if (text === undefined) continue;
      if (this.#kept.size >= KEPT_MAX) this.#kept.clear();
      this.#kept.set(uri, new Lines(text));
    }
  }

  positionsIn(uri: string): Positions | undefined {
    const open = this.#open.get(uri);
    if (open !== undefined) return open.content;
    const lines = this.#kept.get(uri);
    return lines && { positionAt: (offset) => positionIn(lines, offset) };
  }

  forget(uri: string): void {
    this.#kept.delete(uri);
  }
}

function positionIn(lines: Lines, offset: number) {
  const { line, column } = lines.positionAt(offset);
  return { line, character: column };
}
