// What differs from language to language: how its syntax tree spells calls, loops, names and strings.
// The rest of this folder is written once, over these answers.
import type { SyntaxNode } from "./syntax.ts";

export interface ArgumentParts {
  readonly node: SyntaxNode;
  readonly value: SyntaxNode;
  /** The keyword in front of it. */
  readonly name: string | undefined;
}

export interface CallParts {
  readonly name: SyntaxNode;
  readonly receiver: SyntaxNode | undefined;
  readonly args: readonly ArgumentParts[];
}

export interface LoopParts {
  readonly kind: "for" | "while" | "comprehension";
  readonly body: SyntaxNode;
  /** Patterns that each turn binds. */
  readonly targets: readonly SyntaxNode[];
  readonly iterable: SyntaxNode | undefined;
  /** Of while, and of `for (;;)`. */
  readonly condition: SyntaxNode | undefined;
  /** Of `for (;;)`. */
  readonly start: SyntaxNode | undefined;
  readonly isAsync: boolean;
}

/** How far a name can be seen: in the innermost block, function, or class around its definition. */
export type Reach = "block" | "function" | "class";

/**
 * What a name gets: the whole value, a part of it (destructuring), one element at each turn of a loop, or
 * more at its end (`+=`). `element` changes something inside (`row["a"] = x`) and leaves the name as it is;
 * `unknown` is what nothing shows: parameters, caught errors.
 */
type BindingKind = "value" | "part" | "turn" | "append" | "element" | "unknown";

export interface BindingParts {
  /** A name, or a dotted path such as cmd.CommandText. */
  readonly name: string;
  readonly value: SyntaxNode | undefined;
  readonly how: BindingKind;
  readonly reach: Reach;
}

export interface HandlerParts {
  readonly node: SyntaxNode;
  readonly keyword: SyntaxNode;
  readonly types: readonly SyntaxNode[];
  /** Its block; several statements where the language needs no block around them. */
  readonly body: readonly SyntaxNode[];
  readonly guarded: SyntaxNode;
}

export interface Profile {
  readonly calls: ReadonlySet<string>;
  callParts(node: SyntaxNode): CallParts | undefined;
  readonly loops: ReadonlySet<string>;
  loopParts(node: SyntaxNode): LoopParts | undefined;
  /** Named functions and methods. */
  readonly functions: ReadonlySet<string>;
  readonly lambdas: ReadonlySet<string>;
  readonly classes: ReadonlySet<string>;
  /** What limits the reach of a name declared in it; functions and classes do as well. */
  readonly blocks: ReadonlySet<string>;
  /** Methods and functions that call a lambda once for each element. */
  readonly iterators: ReadonlySet<string>;
  /** Where an iterator's name is not enough: `map` of an Optional is no loop. */
  isIterating?(name: string, iterable: string): boolean;
  /** Functions that run a lambda once, right where they are called: transactions, retries. */
  readonly runners: ReadonlySet<string>;
  /** The value that a lambda's parameter stands for, where its call shows it: Using(open()) { it => … }. */
  inputOf?(lambda: SyntaxNode): SyntaxNode | undefined;
  readonly strings: ReadonlySet<string>;
  readonly interpolations: ReadonlySet<string>;
  readonly bindings: ReadonlySet<string>;
  bindingParts(node: SyntaxNode): readonly BindingParts[];
  readonly tries: ReadonlySet<string>;
  handlerParts(node: SyntaxNode): readonly HandlerParts[];
  /** What a node (`with`, `using`, try-with-resources) holds open for its part `from`. */
  contexts(node: SyntaxNode, from: SyntaxNode): readonly SyntaxNode[];
  readonly imports: ReadonlySet<string>;
  importedNames(node: SyntaxNode): readonly string[];
}
