// From a text in a host language to the document that rules read. Nothing here throws on half-typed text;
// only a text that is too long, or takes too long, has no document.
import type { Tree } from "web-tree-sitter";
import type { Range } from "../../text/range.ts";
import { Bindings } from "./bindings.ts";
import { callsOf } from "./calls.ts";
import type { Call, CodeDocument, CodeLanguage, Handler, Loop } from "./document.ts";
import { type FlowSources, flowOf } from "./flow.ts";
import { CODE_LENGTH_MAX, type CodeEdit, type EarlierTree, type Grammar } from "./grammar.ts";
import { handlersOf } from "./handlers.ts";
import { Loops } from "./loops.ts";
import { NameSearch } from "./masked.ts";
import { PreparedStatements } from "./prepared.ts";
import { Source } from "./source.ts";
import { StringValues } from "./string-values.ts";
import { nodeAround, readTree } from "./syntax.ts";

interface CodeText {
  readonly text: string;
  readonly language: CodeLanguage;
  readonly grammar: Grammar;
}

/** Undefined for a text that is longer than CODE_LENGTH_MAX or takes longer than the grammar allows. */
export const parseCode = (
  text: string,
  language: CodeLanguage,
  grammar: Grammar,
): CodeDocument | undefined => parsed({ text, language, grammar }, undefined);

/**
 * The document after an edit, which reads again only what the edit touches. The earlier document stays
 * as it is, for whoever still asks it; dispose of it afterwards.
 */
export function editCode(
  document: CodeDocument,
  edit: CodeEdit,
  newText: string,
): CodeDocument | undefined {
  if (!(document instanceof TreeDocument)) return undefined;
  return document.edited(edit, newText);
}

function parsed(code: CodeText, earlier: EarlierTree | undefined): TreeDocument | undefined {
  if (code.text.length > CODE_LENGTH_MAX) return undefined;
  const tree = code.grammar.parse(code.text, earlier);
  return tree === undefined ? undefined : new TreeDocument(code, tree);
}

class TreeDocument implements CodeDocument {
  readonly text: string;
  readonly language: CodeLanguage;
  readonly imports: readonly string[];
  readonly calls: readonly Call[];
  readonly #grammar: Grammar;
  readonly #source: Source;
  readonly #bindings: Bindings;
  readonly #allLoops: Loops;
  readonly #byName: ReadonlyMap<string, readonly Call[]>;
  #tree: Tree | undefined;
  #allHandlers: readonly Handler[] | undefined;
  #nameSearch: NameSearch | undefined;

  constructor({ text, language, grammar }: CodeText, tree: Tree) {
    this.text = text;
    this.language = language;
    this.#grammar = grammar;
    this.#tree = tree;
    const source = new Source(text, language, readTree(tree, text));
    const bindings = new Bindings(source);
    const loops = new Loops(source, bindings);
    const strings = new StringValues(source, bindings);
    const prepared = new PreparedStatements(source, bindings, strings);
    const { profile } = source;
    this.#source = source;
    this.#bindings = bindings;
    this.#allLoops = loops;
    this.imports = source.nodesOf(profile.imports).flatMap((node) => profile.importedNames(node));
    this.calls = callsOf({ source, loops, strings, prepared });
    this.#byName = grouped(this.calls);
  }

  get loops(): readonly Loop[] {
    return this.#allLoops.all;
  }

  get handlers(): readonly Handler[] {
    this.#allHandlers ??= handlersOf(this.#source, this.#allLoops);
    return this.#allHandlers;
  }

  importsAny(...prefixes: readonly string[]): boolean {
    return this.imports.some((name) =>
      prefixes.some((prefix) => name === prefix || startsAsPath(name, prefix)),
    );
  }

  callsNamed(...names: readonly string[]): readonly Call[] {
    const found = names.flatMap((name) => this.#byName.get(name) ?? []);
    return names.length < 2 ? found : found.toSorted((a, b) => a.range.start - b.range.start);
  }

  uses(name: string, range: Range): boolean {
    return this.#search.uses(name, range);
  }

  valueOf(name: string, offset: number) {
    const binding = this.#bindings.lookup(name, offset);
    if (binding?.value === undefined || binding.how === "turn") return undefined;
    const { text, start, end } = binding.value;
    return { text, range: { start, end } };
  }

  flowOf(names: readonly string[], range: Range): ReadonlySet<string> {
    return flowOf(this.#flowSources, names, range);
  }

  isBroken(range: Range): boolean {
    const node = nodeAround(this.#source.root, range);
    if (node.isBroken) return true;
    for (let at = node.parent; at !== undefined; at = at.parent) {
      if (at.type === "ERROR") return true;
      // An error further out, often of the whole file, does not reach into a function that is complete.
      if (this.#source.profile.functions.has(at.type) && !at.isBroken) return false;
    }
    return false;
  }

  dispose(): void {
    this.#tree?.delete();
    this.#tree = undefined;
  }

  edited(edit: CodeEdit, newText: string): TreeDocument | undefined {
    const { language, text } = this;
    const tree = this.#tree;
    const code = { text: newText, language, grammar: this.#grammar };
    return parsed(code, tree && { tree, text, edit });
  }

  get #search(): NameSearch {
    this.#nameSearch ??= new NameSearch(this.#source);
    return this.#nameSearch;
  }

  get #flowSources(): FlowSources {
    return {
      bindings: this.#bindings,
      loops: this.#allLoops,
      calls: this.calls,
      search: this.#search,
    };
  }
}

function grouped(calls: readonly Call[]): ReadonlyMap<string, readonly Call[]> {
  const groups = new Map<string, Call[]>();
  for (const call of calls) {
    const group = groups.get(call.name);
    if (group) group.push(call);
    else groups.set(call.name, [call]);
  }
  return groups;
}

/** `psycopg2.extras` and `gorm.io/gorm/clause` belong to what they begin with. */
const startsAsPath = (name: string, prefix: string): boolean =>
  name.startsWith(prefix) && /^[./:]/u.test(name.slice(prefix.length));
