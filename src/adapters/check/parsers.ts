// The parsers that come as WebAssembly, each loaded when a file first needs it.
import type { CodeLanguage } from "../../core/lang/code/document.ts";
import type { Grammar } from "../../core/lang/code/grammar.ts";
import type { SqlDialect } from "../../core/lang/sql/dialect.ts";
import type { ExactParser } from "../../core/lang/sql/exact-parser.ts";
import { loadDialectParser, loadPostgresParser } from "../files/exact-parsers.ts";
import { type Grammars, openGrammars } from "../files/grammars.ts";

/** What is found must not depend on how fast the machine is; only an endless parse is broken off. */
const PARSE_MS_MAX = 30_000;

export class Parsers {
  readonly #grammars: Grammars;
  readonly #exact = new Map<SqlDialect, Promise<ExactParser | undefined>>();

  /** `where` is the folder that holds the grammars' files, or says the path of one by its name. */
  constructor(where: string | ((file: string) => string)) {
    this.#grammars = openGrammars(where, { msMax: PARSE_MS_MAX });
  }

  grammar(language: CodeLanguage, isTsx: boolean): Promise<Grammar> {
    return this.#grammars.load(language, isTsx);
  }

  exact(dialect: SqlDialect): Promise<ExactParser | undefined> {
    const known = this.#exact.get(dialect);
    if (known !== undefined) return known;
    const loading = dialect === "postgresql" ? loadPostgresParser() : loadDialectParser(dialect);
    this.#exact.set(dialect, loading);
    return loading;
  }
}
