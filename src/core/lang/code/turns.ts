// How often a loop can turn, where the text shows it: a literal list, a range of numbers, a constant list
// of the same file. And whether its turns are tries of one thing.
import type { Bindings } from "./bindings.ts";
import type { LoopParts } from "./profile.ts";
import { wordsOf } from "./running.ts";
import { dottedPath, unwrapped } from "./shapes.ts";
import type { Source } from "./source.ts";
import { childAt, childOf, descendants, partsOf, type SyntaxNode } from "./syntax.ts";

export class Turns {
  readonly #source: Source;
  readonly #bindings: Bindings;

  constructor(source: Source, bindings: Bindings) {
    this.#source = source;
    this.#bindings = bindings;
  }

  /** Undefined where the text does not show it. */
  turnsMax({ kind, iterable, condition, start }: LoopParts): number | undefined {
    if (iterable !== undefined) return this.countOf(iterable, 0);
    return kind === "for" && condition && start ? counted(start.text, condition.text) : undefined;
  }

  countOf(iterable: SyntaxNode, depth: number): number | undefined {
    const node = unwrapped(iterable);
    if (depth > 4) return undefined;
    if (LITERALS.has(node.type)) return elementsOf(node);
    const numbers = rangeOf(node);
    if (numbers !== undefined) return numbers;
    const { profile } = this.#source;
    const call = profile.calls.has(node.type) ? profile.callParts(node) : undefined;
    if (call === undefined) return this.#countOfConstant(node, depth);
    const { name, receiver, args } = call;
    if (PASSING.has(name.text)) {
      const inner = receiver && !/^[A-Z]\w*$/u.test(receiver.text) ? receiver : args[0]?.value;
      return inner && this.countOf(inner, depth + 1);
    }
    if (name.text === "product")
      return this.#productOf(
        args.map(({ value }) => value),
        depth,
      );
    const makesList =
      LIST_MAKERS.has(name.text) && (!receiver || /^(?:\w+\.)*[A-Z]\w*$/u.test(receiver.text));
    return makesList ? elementsOf(childAt(node, "arguments") ?? node) : undefined;
  }

  /** itertools.product: every combination. */
  #productOf(lists: readonly SyntaxNode[], depth: number): number | undefined {
    const counts = lists.map((list) => this.countOf(list, depth + 1));
    return counts.reduce<number | undefined>(
      (product, count) =>
        product === undefined || count === undefined ? undefined : product * count,
      1,
    );
  }

  /** A list that is filled later says nothing by its first elements. */
  #countOfConstant(node: SyntaxNode, depth: number): number | undefined {
    const path = dottedPath(node);
    const binding = path === undefined ? undefined : this.#bindings.lookup(path, node.start);
    if (path === undefined || binding?.value === undefined || binding.how !== "value")
      return undefined;
    const count = this.countOf(binding.value, depth + 1);
    if (count === undefined || count === 0) return undefined;
    const word = path.replaceAll(/[$.]/gu, String.raw`\$&`);
    const grows = new RegExp(
      String.raw`(?<![\w$])${word}\s*(?:\.\s*(?:append|push|add|addAll|extend|insert|unshift|put|concat)\b|\+=)`,
      "iu",
    );
    return grows.test(this.#source.text) ? undefined : count;
  }
}

const LITERALS = new Set([
  ...["list", "tuple", "set", "dictionary", "array", "array_initializer", "composite_literal"],
  ...["array_creation_expression", "implicit_array_creation_expression", "collection_expression"],
  ...["element_binding_expression", "object"],
]);

/** Python's enumerate and items, Object.entries, stream(): as many as what they are given. */
const PASSING = new Set([
  ...["enumerate", "list", "tuple", "sorted", "reversed", "iter", "tqdm", "items", "entries"],
  ...["values", "keys", "stream", "toList", "toSeq", "zipWithIndex", "from"],
]);

const LIST_MAKERS = new Set(["of", "asList", "Seq", "List", "Array", "Vector", "Set", "listOf"]);

/** Undefined where something is spread into the list. */
function elementsOf(node: SyntaxNode): number | undefined {
  const inner = childOf(node, "array_initializer", "literal_value", "initializer_expression");
  const parts = partsOf(inner ?? node);
  if (node.type === "array_creation_expression" && inner === undefined) return undefined;
  const isSpread = parts.some(({ type }) => /spread|splat/u.test(type));
  return isSpread ? undefined : parts.length;
}

/** range(3), range(1, 4), 1 to 3, 0 until 3, and the bare number of Go. */
function rangeOf({ type, text }: SyntaxNode): number | undefined {
  if (type === "int_literal") return Number(text);
  const range = /^(?:range|xrange)\(\s*(?:(\d+)\s*,\s*)?(\d+)\s*\)$/u.exec(text);
  if (range) return Math.max(0, Number(range[2]) - Number(range[1] ?? 0));
  const scala = /^(\d+)\s+(to|until)\s+(\d+)$/u.exec(text);
  if (scala === null) return undefined;
  return Math.max(0, Number(scala[3]) - Number(scala[1]) + (scala[2] === "to" ? 1 : 0));
}

/** int i = 0; i < 10 */
function counted(start: string, condition: string): number | undefined {
  const first = /=\s*(\d+)\s*;?\s*$/u.exec(start)?.[1];
  const last = /(<=?)\s*(\d+)\s*;?\s*$/u.exec(condition);
  if (first === undefined || last === null) return undefined;
  return Math.max(0, Number(last[2]) - Number(first) + (last[1] === "<=" ? 1 : 0));
}

/** A counter of attempts in the header, or a guarded block that leaves the loop when it went well. */
export function isRetry(source: Source, parts: LoopParts): boolean {
  const header = [...parts.targets, parts.iterable, parts.condition, parts.start];
  if (header.some((node) => node !== undefined && wordsOf(node.text).some(isAttempt))) return true;
  if (parts.iterable !== undefined && !/^x?range\(/u.test(parts.iterable.text)) return false;
  for (const node of descendants(parts.body)) {
    if (source.profile.tries.has(node.type) && endsInLeaving(childAt(node, "body"))) return true;
    if (isSuccessCheck(node)) return true;
  }
  return false;
}

const isAttempt = (word: string): boolean =>
  /^(?:attempts?|retry|retries|tries|trial|backoff)$/u.test(word);

/** The last statement of the guarded block breaks or returns whatever happens. */
function endsInLeaving(block: SyntaxNode | undefined): boolean {
  const last = block && partsOf(block).at(-1);
  return last !== undefined && LEAVING.test(last.type);
}

const LEAVING = /^(?:break|return)_(?:statement|expression)$/u;

/** Go: if err == nil { break } */
function isSuccessCheck(node: SyntaxNode): boolean {
  if (node.type !== "if_statement") return false;
  if (!/^err\s*==\s*nil$/u.test(childAt(node, "condition")?.text ?? "")) return false;
  const list = childOf(childAt(node, "consequence") ?? node, "statement_list");
  return endsInLeaving(list);
}
