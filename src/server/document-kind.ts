// What an open text is to the analysis: by the language that the editor or its user gave it, else by its name.
import { type FileKind, fileKind } from "../core/analysis/file-kind.ts";
import type { CodeLanguage } from "../core/lang/code/document.ts";

/** Undefined for a text that Rowmill has no rules for. */
export function documentKind(languageId: string, file: string): FileKind | undefined {
  if (SQL.has(languageId)) return { kind: "sql" };
  const language = CODE.get(languageId);
  if (language === undefined) return fileKind(file);
  return { kind: "code", language, isTsx: languageId.endsWith("react") };
}

// The ids of VS Code itself, of its PostgreSQL extensions, and of Neovim and Helix.
const SQL: ReadonlySet<string> = new Set([
  ...["sql", "pgsql", "postgres", "postgresql", "plpgsql", "psql", "hql"],
  ...["snowflake-sql", "bigquery-sql", "spark-sql"],
]);

const CODE: ReadonlyMap<string, CodeLanguage> = new Map([
  ["python", "python"],
  ["java", "java"],
  ["typescript", "typescript"],
  ["typescriptreact", "typescript"],
  ["javascript", "javascript"],
  ["javascriptreact", "javascript"],
  ["go", "go"],
  ["scala", "scala"],
  ["csharp", "csharp"],
  ["c_sharp", "csharp"],
  ["c-sharp", "csharp"],
]);
