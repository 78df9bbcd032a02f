// The parsers that are loaded when they are first needed: the first findings of a file do not wait for the
// exact grammar, and are looked at again when it is there.
import { loadDialectParser, loadPostgresParser } from "../adapters/files/exact-parsers.ts";
import { type Grammars, openGrammars } from "../adapters/files/grammars.ts";
import type { SqlDialect } from "../core/lang/sql/dialect.ts";
import type { ExactParser } from "../core/lang/sql/exact-parser.ts";

export type WasmFolder = string | ((file: string) => string);

export interface ParserEvents {
  /** An exact parser that was asked for is there now. */
  onLoad(): void;
  onError(what: string, error: unknown): void;
}

export class Parsers {
  readonly grammars: Grammars;
  readonly #events: ParserEvents;
  readonly #loaded = new Map<SqlDialect, ExactParser | undefined>();

  constructor(wasmFolder: WasmFolder, events: ParserEvents) {
    this.grammars = openGrammars(wasmFolder);
    this.#events = events;
  }

  /** Undefined while it is on its way, and for a dialect that has none. */
  exact(dialect: SqlDialect): ExactParser | undefined {
    if (!this.#loaded.has(dialect)) {
      this.#loaded.set(dialect, undefined);
      void this.#load(dialect);
    }
    return this.#loaded.get(dialect);
  }

  async #load(dialect: SqlDialect): Promise<void> {
    try {
      const parser = await (dialect === "postgresql"
        ? loadPostgresParser()
        : loadDialectParser(dialect));
      this.#loaded.set(dialect, parser);
      if (parser !== undefined) this.#events.onLoad();
    } catch (error) {
      this.#events.onError(`the exact parser for ${dialect}`, error);
    }
  }
}
