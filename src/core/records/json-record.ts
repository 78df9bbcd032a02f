// One JSON object as one CSV record (RFC 4180): NULL is an empty field, an empty text is "", and a key without a
// column refuses the record rather than vanish.
import { jsonString, walkObject, type JsonKind, type JsonVisitor } from "./json-object.ts";
import { quoted } from "./made-text.ts";

export type JsonRecord = { readonly text: string } | { readonly refusal: string };

/** Used for all objects of a source, one after the other. */
export class JsonRecordWriter implements JsonVisitor {
  readonly #columns: ReadonlyMap<string, number>;
  /** Paths of objects that have columns for their members. */
  readonly #opened: ReadonlySet<string>;
  #text = "";
  #values: (string | undefined)[] = [];
  #refusals: string[] = [];

  /** `columns`: a path each, as JsonColumns names them. */
  constructor(columns: readonly string[]) {
    this.#columns = new Map(columns.map((path, index) => [path, index]));
    this.#opened = new Set(columns.flatMap(prefixes));
  }

  /** The record without its end; a missing key is NULL. */
  write(text: string): JsonRecord {
    this.#text = text;
    this.#values = Array.from({ length: this.#columns.size }, () => undefined);
    this.#refusals = [];
    const problem = walkObject(text, this);
    if (problem !== null)
      return { refusal: `${problem.message}, at character ${problem.at + 1} of the line` };
    const [refusal] = this.#refusals;
    if (refusal !== undefined) return { refusal };
    return { text: this.#values.map((value) => value ?? "").join(",") };
  }

  opens(path: string): boolean {
    return this.#opened.has(path) || !this.#columns.has(path);
  }

  value(path: string, kind: JsonKind, start: number, end: number): void {
    const column = this.#columns.get(path);
    if (column === undefined) {
      // Null, or an object without members, in place of an object: none of its columns has a value.
      const isNothing = kind === "null" || kind === "empty";
      const isRoot = path === "" && kind === "empty";
      if (!isRoot && !(isNothing && this.#opened.has(path)))
        this.#refuse(`the key ${JSON.stringify(path)} has no column`);
      return;
    }
    if (this.#values[column] !== undefined)
      this.#refuse(`the key ${JSON.stringify(path)} stands there twice`);
    this.#values[column] = this.#field(path, kind, start, end);
  }

  #field(path: string, kind: JsonKind, start: number, end: number): string {
    if (kind === "null") return "";
    if (kind === "number" || kind === "boolean") return this.#text.slice(start, end);
    const isText = kind === "string";
    const value = isText ? jsonString(this.#text, start, end) : this.#text.slice(start, end);
    if (!value.isWellFormed())
      this.#refuse(
        `the text of ${JSON.stringify(path)} has half a surrogate pair, which is no character`,
      );
    return quoted(value);
  }

  #refuse(reason: string): void {
    this.#refusals.push(reason);
  }
}

/** "a.b.c" lies in "a" and "a.b". */
function prefixes(path: string): string[] {
  const parts = path.split(".");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
}
