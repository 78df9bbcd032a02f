// The grammars of the host languages over web-tree-sitter: each is loaded once, when it is first asked
// for. Whoever opens them says where the .wasm files are, because a bundle has them beside itself.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Edit, Language, Parser, type Point, type Tree } from "web-tree-sitter";
import type { CodeLanguage } from "../../core/lang/code/document.ts";
import type { EarlierTree, Grammar } from "../../core/lang/code/grammar.ts";

/** The runtime and the grammars, each in the package it comes with: what a bundle must copy. */
export const GRAMMAR_FILES: Readonly<Record<string, string>> = {
  "web-tree-sitter.wasm": "web-tree-sitter",
  "tree-sitter-python.wasm": "@vscode/tree-sitter-wasm/wasm",
  "tree-sitter-java.wasm": "@vscode/tree-sitter-wasm/wasm",
  "tree-sitter-typescript.wasm": "@vscode/tree-sitter-wasm/wasm",
  "tree-sitter-tsx.wasm": "@vscode/tree-sitter-wasm/wasm",
  "tree-sitter-javascript.wasm": "@vscode/tree-sitter-wasm/wasm",
  "tree-sitter-go.wasm": "@vscode/tree-sitter-wasm/wasm",
  "tree-sitter-c-sharp.wasm": "@vscode/tree-sitter-wasm/wasm",
  "tree-sitter-scala.wasm": "tree-sitter-scala",
};

export interface Grammars {
  /** Throws where a file of the grammar cannot be read; a later call tries again. */
  load(language: CodeLanguage, isTsx?: boolean): Promise<Grammar>;
}

export interface GrammarOptions {
  /** Longest time for one parse, in milliseconds. */
  readonly msMax?: number;
}

/** `where` is the folder that holds all the files, or says the path of one by its name. */
export function openGrammars(
  where: string | ((file: string) => string),
  { msMax = 250 }: GrammarOptions = {},
): Grammars {
  const pathOf = typeof where === "string" ? (file: string) => join(where, file) : where;
  const opened = new Map<string, Promise<Grammar>>();
  return {
    load(language, isTsx = false) {
      const name = grammarName(language, isTsx);
      const grammar = opened.get(name) ?? openGrammar(name, pathOf, msMax);
      opened.set(name, grammar);
      grammar.catch(() => opened.delete(name));
      return grammar;
    },
  };
}

function grammarName(language: CodeLanguage, isTsx: boolean): string {
  if (language === "csharp") return "c-sharp";
  return language === "typescript" && isTsx ? "tsx" : language;
}

async function openGrammar(
  name: string,
  pathOf: (file: string) => string,
  msMax: number,
): Promise<Grammar> {
  await startRuntime(pathOf);
  const language = await Language.load(await readFile(pathOf(`tree-sitter-${name}.wasm`)));
  const parser = new Parser();
  parser.setLanguage(language);
  return {
    parse: (text, earlier) =>
      earlier === undefined
        ? parsed(parser, text, null, msMax)
        : withEdited(earlier, text, (tree) => parsed(parser, text, tree, msMax)),
  };
}

/** One runtime for the process: the package keeps it in a global of its own. */
let runtime: Promise<void> | undefined;

async function startRuntime(pathOf: (file: string) => string): Promise<void> {
  const path = pathOf("web-tree-sitter.wasm");
  // Handing over the bytes spares the package from looking for its file, which a bundle has moved.
  runtime ??= readFile(path).then((wasmBinary) =>
    Parser.init({ wasmBinary, locateFile: () => path }),
  );
  try {
    await runtime;
  } catch (error) {
    runtime = undefined;
    throw error;
  }
}

function parsed(
  parser: Parser,
  text: string,
  earlier: Tree | null,
  msMax: number,
): Tree | undefined {
  const end = performance.now() + msMax;
  const tree = parser.parse(text, earlier, { progressCallback: () => performance.now() > end });
  // A stopped parser would go on with the old text next time.
  if (tree === null) parser.reset();
  return tree ?? undefined;
}

/** The edit goes to a copy: the earlier document may still be asked. */
function withEdited<T>(earlier: EarlierTree, text: string, use: (tree: Tree) => T): T {
  const { start, oldEnd, newEnd } = earlier.edit;
  const copy = earlier.tree.copy();
  try {
    copy.edit(
      new Edit({
        startIndex: start,
        oldEndIndex: oldEnd,
        newEndIndex: newEnd,
        startPosition: pointAt(text, start),
        oldEndPosition: pointAt(earlier.text, oldEnd),
        newEndPosition: pointAt(text, newEnd),
      }),
    );
    return use(copy);
  } finally {
    copy.delete();
  }
}

function pointAt(text: string, offset: number): Point {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}
