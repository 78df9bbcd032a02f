// Reads a file of server settings by what its name says it is.
import { pgconfDocument, type PgconfDocument } from "./document.ts";
import { pgconfKindOf } from "./kind.ts";
import { parsePostgresqlConf } from "./postgresql-conf.ts";
import { settingsInFlags } from "./settings-in-flags.ts";

/** Scripts of SQL have their own way, `settingsInSql`, because their document is at hand there. */
export function parsePgconf(file: string, text: string): PgconfDocument {
  switch (pgconfKindOf(file)) {
    case "conf":
      return parsePostgresqlConf(text);
    case "flags":
      return settingsInFlags(text);
    case "sql":
    case undefined:
      return pgconfDocument(text, []);
  }
}
