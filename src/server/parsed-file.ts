// The document that rules see of one open text, brought up to date by what changed since it was last asked for.
import type { FileDocument } from "../core/analysis/analyse-file.ts";
import type { FileKind } from "../core/analysis/file-kind.ts";
import { StatementMemory } from "../core/analysis/statement-memory.ts";
import { editCode, parseCode } from "../core/lang/code/parse.ts";
import type { CodeEdit, Grammar } from "../core/lang/code/grammar.ts";
import { parsePgconf } from "../core/lang/pgconf/parse.ts";
import type { SqlDialect } from "../core/lang/sql/dialect.ts";
import type { SqlDocument } from "../core/lang/sql/document.ts";
import { editSql, parseSql } from "../core/lang/sql/parse.ts";
import type { Edit } from "../core/text/edit.ts";
import { isDdl } from "./known-files.ts";
import type { OpenDocument } from "./open-documents.ts";

export class ParsedFile {
  readonly #memory = new StatementMemory();
  readonly #open: OpenDocument;
  #world = 0;
  #isDdlChanged = false;
  /** How often the text had been replaced as a whole when it was parsed last. */
  #replaced = 0;
  #current: FileDocument | undefined;

  constructor(open: OpenDocument) {
    this.#open = open;
  }

  /** Findings of statements that stay as they are, as long as the world around the text does. */
  memoryIn(world: number): StatementMemory {
    if (this.#world !== world) this.#memory.forget();
    this.#world = world;
    return this.#memory;
  }

  /** True once after a change that touched a statement of DDL. */
  takeDdlChange(): boolean {
    const isDdlChanged = this.#isDdlChanged;
    this.#isDdlChanged = false;
    return isDdlChanged;
  }

  /** As it was parsed last; its text may be older than what is open. */
  get document(): FileDocument | undefined {
    return this.#current;
  }

  sql(dialect: SqlDialect): FileDocument {
    const { content, replaced } = this.#open;
    const old = this.#current?.kind === "sql" ? this.#current.document : undefined;
    const isSame = old !== undefined && old.dialect === dialect && replaced === this.#replaced;
    const document = isSame ? this.#editedSql(old, content.changes) : this.#parsedSql(dialect);
    this.#replaced = replaced;
    content.take(document.text);
    return (this.#current = { kind: "sql", document });
  }

  /** Follows the edits of SQL that was parsed before. */
  readOn(): void {
    const { content, replaced } = this.#open;
    const isEdited = content.changes !== undefined && replaced === this.#replaced;
    if (isEdited && this.#current?.kind === "sql") this.sql(this.#current.document.dialect);
  }

  /** Undefined for a text that takes too long to be read. */
  code(kind: FileKind & { readonly kind: "code" }, grammar: Grammar): FileDocument | undefined {
    const { content, replaced, text } = this.#open;
    const old = this.#current?.kind === "code" ? this.#current.document : undefined;
    const isSame = old !== undefined && replaced === this.#replaced;
    if (isSame && content.changes === undefined) return this.#current;
    const document =
      isSame && content.changes !== undefined
        ? editCode(old, codeEdit(content.changes), text)
        : parseCode(text, kind.language, grammar);
    this.#replaced = replaced;
    content.take();
    old?.dispose();
    this.#current = document === undefined ? undefined : { kind: "code", document };
    return this.#current;
  }

  pgconf(file: string): FileDocument {
    this.#open.content.take();
    return (this.#current = { kind: "pgconf", document: parsePgconf(file, this.#open.text) });
  }

  dispose(): void {
    if (this.#current?.kind === "code") this.#current.document.dispose();
    this.#current = undefined;
  }

  #parsedSql(dialect: SqlDialect): SqlDocument {
    this.#memory.forget();
    this.#isDdlChanged = true;
    return parseSql(this.#open.text, dialect);
  }

  #editedSql(old: SqlDocument, change: Edit | undefined): SqlDocument {
    if (change === undefined) return old;
    const { range, text } = change;
    const edited = editSql(old, { start: range.start, end: range.end, text }, this.#open.text);
    const { document, from, removed, added } = edited;
    this.#memory.splice(from, removed, added);
    this.#memory.noteEdit(document.text, range.start, range.start + text.length);
    this.#isDdlChanged ||= holdsDdl(old, from, removed) || holdsDdl(document, from, added);
    return document;
  }
}

function holdsDdl(document: SqlDocument, from: number, count: number): boolean {
  for (let index = from; index < from + count; index++) if (isDdl(document, index)) return true;
  return false;
}

const codeEdit = ({ range: { start, end }, text }: Edit): CodeEdit => ({
  start,
  oldEnd: end,
  newEnd: start + text.length,
});
