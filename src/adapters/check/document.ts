// The document that rules see of a text, by the kind of its file.
import type { FileDocument } from "../../core/analysis/analyse-file.ts";
import type { FileKind } from "../../core/analysis/file-kind.ts";
import { parseCode } from "../../core/lang/code/parse.ts";
import { parsePgconf } from "../../core/lang/pgconf/parse.ts";
import type { SqlDialect } from "../../core/lang/sql/dialect.ts";
import { parseSql } from "../../core/lang/sql/parse.ts";
import type { Parsers } from "./parsers.ts";

export interface NamedText {
  readonly file: string;
  readonly text: string;
  readonly dialect: SqlDialect;
}

/** Undefined for code that is too long to be parsed. */
export async function documentOf(
  kind: FileKind,
  { file, text, dialect }: NamedText,
  parsers: Parsers,
): Promise<FileDocument | undefined> {
  switch (kind.kind) {
    case "sql":
      return { kind: "sql", document: parseSql(text, dialect) };
    case "pgconf":
      return { kind: "pgconf", document: parsePgconf(file, text) };
    case "code": {
      const grammar = await parsers.grammar(kind.language, kind.isTsx);
      const document = parseCode(text, kind.language, grammar);
      return document === undefined ? undefined : { kind: "code", document };
    }
  }
}
