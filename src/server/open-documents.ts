// The texts that are open in the editor, kept equal to it change by change.
import type { TextDocumentContentChangeEvent, TextDocumentItem } from "vscode-languageserver";

import { EditedText } from "./edited-text.ts";

type PartialChange = Extract<TextDocumentContentChangeEvent, { readonly range: unknown }>;

export class OpenDocument {
  readonly uri: string;
  readonly languageId: string;
  version: number;
  content: EditedText;
  /** Counts how often the whole text was replaced: then no edit leads from the old one to the new. */
  replaced = 0;

  constructor({ uri, languageId, version, text }: TextDocumentItem) {
    this.uri = uri;
    this.languageId = languageId;
    this.version = version;
    this.content = new EditedText(text);
  }

  get text(): string {
    return this.content.text;
  }

  change(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    this.version = version;
    for (const change of changes) {
      if ("range" in change) this.#replace(change);
      else {
        this.content = new EditedText(change.text);
        this.replaced++;
      }
    }
  }

  /** Some editors give a range from its end to its start. */
  #replace({ range, text }: PartialChange): void {
    const from = this.content.offsetAt(range.start);
    const to = this.content.offsetAt(range.end);
    this.content.replace(Math.min(from, to), Math.max(from, to), text);
  }
}

export class OpenDocuments {
  readonly #byUri = new Map<string, OpenDocument>();

  open(item: TextDocumentItem): OpenDocument {
    const document = new OpenDocument(item);
    this.#byUri.set(item.uri, document);
    return document;
  }

  /** Undefined where the editor speaks of a text that it never opened. */
  get(uri: string): OpenDocument | undefined {
    return this.#byUri.get(uri);
  }

  close(uri: string): void {
    this.#byUri.delete(uri);
  }

  all(): readonly OpenDocument[] {
    return [...this.#byUri.values()];
  }
}
