// What the DDL of a workspace's files says, by file, and the tables that all of it makes. Files come and go
// one by one; the tables are put together again when somebody asks.
import { buildKnowledge, type FileFacts } from "../core/lang/sql/schema/build.ts";
import type { SqlDocument } from "../core/lang/sql/document.ts";
import { factsOf } from "../core/lang/sql/schema/facts.ts";
import type { Knowledge } from "../core/lang/sql/schema/known.ts";
import type { StatementKind } from "../core/lang/sql/statement.ts";
import { textIn } from "../core/text/range.ts";

interface KnownFile extends FileFacts {
  /** The DDL itself: while it stays the same, so do the tables. */
  readonly ddl: string;
}

export class KnownFiles {
  readonly #files = new Map<string, KnownFile>();
  #built: Knowledge | undefined;

  get knowledge(): Knowledge {
    return (this.#built ??= buildKnowledge([...this.#files.values()]));
  }

  /** True where the tables are others now. `path` is relative to the root, `uri` is for links to it. */
  learn(path: string, uri: string, document: SqlDocument): boolean {
    const ddl = ddlOf(document);
    if ((this.#files.get(path)?.ddl ?? "") === ddl) return false;
    if (ddl === "") this.#files.delete(path);
    else this.#files.set(path, { path, facts: factsOf(document, uri), ddl });
    this.#built = undefined;
    return true;
  }

  knows(path: string): boolean {
    return this.#files.has(path);
  }

  forget(path: string): boolean {
    const wasKnown = this.#files.delete(path);
    if (wasKnown) this.#built = undefined;
    return wasKnown;
  }
}

/** Cheap enough to ask of every file before it is read closer. */
export const mayHoldDdl = (text: string): boolean => /create|alter/iu.test(text);

function ddlOf(document: SqlDocument): string {
  const texts: string[] = [];
  for (const index of document.indexesOf(...DDL, ...CALLS))
    if (isDdl(document, index)) texts.push(textIn(document.text, document.rangeAt(index)));
  return texts.join(";\n");
}

/** True for a statement that makes or changes tables, or may. */
export function isDdl(document: SqlDocument, index: number): boolean {
  const kind = document.kindAt(index);
  if (DDL.has(kind)) return true;
  const { start, end } = document.rangeAt(index);
  return CALLS.has(kind) && MAKES.test(document.text.slice(start, Math.min(end, start + CALL_MAX)));
}

const DDL: ReadonlySet<StatementKind> = new Set([
  ...(["create-table", "alter-table", "create-index", "create-trigger"] as const),
  ...(["drop-table", "drop-index", "do", "create-routine"] as const),
]);

/** SELECT and CALL of an extension that makes partitions: pg_partman, TimescaleDB, Citus. */
const CALLS: ReadonlySet<StatementKind> = new Set(["select", "other"]);
const MAKES = /\b(?:create|run)_\w+\s*\(/iu;
const CALL_MAX = 2_000;
