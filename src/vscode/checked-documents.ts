// Which documents the checks look at: by language, and by name where the language says too little.
import { languages, workspace, type TextDocument } from "vscode";

const LANGUAGES = [
  ...["sql", "pgsql", "plpgsql", "postgres", "postgresql"],
  ...["python", "java", "go", "scala", "csharp"],
  ...["typescript", "typescriptreact", "javascript", "javascriptreact"],
];

const PATTERNS = [
  "**/*.{sql,pgsql,psql,ddl,dml,hql,hive}",
  // Server settings: their own files, and whatever starts a server with flags.
  "**/postgres*.conf",
  "**/*conf.d/*.conf",
  "**/*compose*.{yml,yaml}",
  "**/*{Dockerfile,dockerfile,Containerfile}*",
];

/** A filter in the words of the editor and of the language client alike. */
export type CheckedFilter =
  | { readonly scheme: string; readonly language: string }
  | { readonly scheme: string; readonly pattern: string };

export const CHECKED: readonly CheckedFilter[] = [
  ...["file", "untitled"].flatMap((scheme) => LANGUAGES.map((language) => ({ scheme, language }))),
  ...PATTERNS.map((pattern) => ({ scheme: "file", pattern })),
];

export const isChecked = (document: TextDocument): boolean =>
  languages.match(CHECKED, document) > 0;

export const hasCheckedDocument = (): boolean => workspace.textDocuments.some(isChecked);
