// All loops of a file: statements, comprehensions, and lambdas that are called once for each element.
import type { Range } from "../../text/range.ts";
import type { Bindings } from "./bindings.ts";
import type { Loop } from "./document.ts";
import type { CallParts, LoopParts } from "./profile.ts";
import { boundNames, parameterLists, PARAMETERS } from "./assignments.ts";
import { rootName, unwrapped } from "./shapes.ts";
import type { Source } from "./source.ts";
import {
  childAt,
  childOf,
  descendants,
  hasToken,
  partsOf,
  rangeOf,
  type SyntaxNode,
} from "./syntax.ts";
import { isRetry, Turns } from "./turns.ts";

export class Loops {
  readonly #source: Source;
  readonly #bindings: Bindings;
  readonly #turns: Turns;
  readonly #byNode = new Map<SyntaxNode, Loop>();
  #sorted: readonly Loop[] | undefined;

  constructor(source: Source, bindings: Bindings) {
    this.#source = source;
    this.#bindings = bindings;
    this.#turns = new Turns(source, bindings);
    const { profile } = source;
    for (const node of source.nodesOf(profile.loops, profile.calls)) this.#read(node);
  }

  /** In order of their place. */
  get all(): readonly Loop[] {
    this.#sorted ??= [...new Set(this.#byNode.values())].toSorted(
      (a, b) => a.range.start - b.range.start,
    );
    return this.#sorted;
  }

  /** The loop whose statement, or whose lambda, this node is. */
  at(node: SyntaxNode): Loop | undefined {
    return this.#byNode.get(node);
  }

  #read(node: SyntaxNode): void {
    const { profile } = this.#source;
    if (profile.loops.has(node.type)) {
      const parts = profile.loopParts(node);
      if (parts) this.#byNode.set(node, new StatementLoop(node, parts, this));
      return;
    }
    const call = profile.callParts(node);
    if (call && profile.iterators.has(call.name.text)) this.#readCallback(node, call);
  }

  #readCallback(node: SyntaxNode, call: CallParts): void {
    const { profile } = this.#source;
    const holder = call.args.find(({ value }) => this.#lambdaOf(value))?.value;
    const lambda = holder && this.#lambdaOf(holder);
    if (lambda === undefined) return;
    const iterable = iteratedBy(call, lambda);
    const [first] = call.args;
    const isEvent = first !== undefined && profile.strings.has(first.value.type);
    const shown = isEvent ? first.value.text : (iterable?.text ?? "");
    if (profile.isIterating?.(call.name.text, shown) === false) return;
    const { start } = bodyOf(lambda);
    const loop: Loop = {
      kind: "callback",
      range: rangeOf(node),
      header: { start: node.start, end: Math.max(node.start, start) },
      body: { start, end: holder?.type === "block" ? holder.end : lambda.end },
      variables: unique(parametersOf(lambda)),
      iterable: iterable?.text,
      callback: call.name.text,
      isAsync: hasToken(lambda, "async") || childOf(lambda, "modifier")?.text === "async",
      turnsMax: iterable && !isEvent ? this.#turns.countOf(iterable, 0) : undefined,
      isRetry: false,
    };
    this.#byNode.set(lambda, loop);
    // Scala: what follows the first statement stands beside the lambda in its block.
    if (holder?.type === "block") this.#byNode.set(holder, loop);
  }

  /** A lambda, a block of lambdas in Scala, or the one method of an anonymous class in Java. */
  #lambdaOf(value: SyntaxNode): SyntaxNode | undefined {
    const { lambdas, functions } = this.#source.profile;
    if (lambdas.has(value.type) || isPlaceholderCall(value)) return value;
    if (value.type === "block") return partsOf(value).find(({ type }) => lambdas.has(type));
    const methods = partsOf(childOf(value, "class_body") ?? value);
    const isAnonymous = value.type === "object_creation_expression" && methods.length === 1;
    return isAnonymous ? methods.find(({ type }) => functions.has(type)) : undefined;
  }

  /** A while loop binds what its test assigns or advances, and what its body fetches. */
  variablesOf({ kind, targets, condition, start, body }: LoopParts): readonly string[] {
    const named = targets.flatMap(boundNames);
    if (kind === "comprehension" || targets.length > 0) return unique(named);
    const counted = start ? this.#namesBoundIn(start) : [];
    if (counted.length > 0) return unique(counted);
    const tested = condition
      ? [...this.#namesBoundIn(condition), ...this.#receiversIn(condition)]
      : [];
    const changed = condition ? namesChangedIn(body.parent ?? body, condition) : [];
    const fetched = this.#bindings.within(body).filter(({ value }) => isFetch(value));
    return unique([...tested, ...changed, ...fetched.map(({ name }) => name)]).filter(
      (name) => !/^(?:err|error|ok)$/u.test(name),
    );
  }

  turnsMaxOf(parts: LoopParts): number | undefined {
    return this.#turns.turnsMax(parts);
  }

  isRetry(parts: LoopParts): boolean {
    return isRetry(this.#source, parts);
  }

  #namesBoundIn(place: SyntaxNode): readonly string[] {
    return this.#bindings.within(place).map(({ name }) => name);
  }

  /** `rs` of while (rs.next()). */
  #receiversIn(condition: SyntaxNode): readonly string[] {
    const { profile } = this.#source;
    return [...descendants(condition)].flatMap((node) => {
      const call = profile.calls.has(node.type) ? profile.callParts(node) : undefined;
      const receiver = call?.receiver ?? (node === condition ? bareReceiver(node) : undefined);
      const root = receiver && rootName(receiver);
      return root === undefined ? [] : [root];
    });
  }
}

/** `i` of while (i < n) { …; i++; }. */
function namesChangedIn(loop: SyntaxNode, condition: SyntaxNode): readonly string[] {
  const changes = loop.text.matchAll(/([\p{L}_$][\w$]*)\s*(?:\+\+|--|\+=|-=)/gu);
  const names = new Set(condition.text.match(/[\p{L}_$][\w$]*/gu));
  return [...changes].flatMap(([, name]) => (name !== undefined && names.has(name) ? [name] : []));
}

/** What costs a look at the body is looked up when a rule asks for it. */
class StatementLoop implements Loop {
  readonly kind: LoopParts["kind"];
  readonly range: Range;
  readonly header: Range;
  readonly body: Range;
  readonly iterable: string | undefined;
  readonly callback = undefined;
  readonly isAsync: boolean;
  readonly #parts: LoopParts;
  readonly #loops: Loops;
  #variables: readonly string[] | undefined;
  #turns: { readonly max: number | undefined } | undefined;
  #isRetry: boolean | undefined;

  constructor(node: SyntaxNode, parts: LoopParts, loops: Loops) {
    this.kind = parts.kind;
    this.range = rangeOf(node);
    this.header = headerOf(node, parts);
    this.body = rangeOf(parts.body);
    this.iterable = parts.iterable?.text;
    this.isAsync = parts.isAsync;
    this.#parts = parts;
    this.#loops = loops;
  }

  get variables(): readonly string[] {
    this.#variables ??= this.#loops.variablesOf(this.#parts);
    return this.#variables;
  }

  get turnsMax(): number | undefined {
    this.#turns ??= { max: this.#loops.turnsMaxOf(this.#parts) };
    return this.#turns.max;
  }

  get isRetry(): boolean {
    this.#isRetry ??= this.#loops.isRetry(this.#parts);
    return this.#isRetry;
  }
}

function headerOf(node: SyntaxNode, { kind, body }: LoopParts): Range {
  const clause = kind === "comprehension" ? childOf(node, "for_in_clause") : undefined;
  const start = clause?.start ?? node.start;
  const text = clause
    ? node.text.slice(start - node.start, -1)
    : node.text.slice(0, Math.max(0, body.start - start));
  return { start, end: start + text.trimEnd().length };
}

/** Scala: `insert(_, now)` is a function of what the underscore stands for. */
const isPlaceholderCall = (value: SyntaxNode): boolean =>
  value.type === "call_expression" &&
  partsOf(childAt(value, "arguments") ?? value).some(({ type }) => type === "wildcard");

/** `rows.map(f)` goes through the receiver, `each(rows, f)` and `map(f, rows)` through an argument. */
function iteratedBy({ receiver, args }: CallParts, lambda: SyntaxNode): SyntaxNode | undefined {
  const [first, second] = args;
  const isLambdaFirst = first !== undefined && isWithin(lambda, first.node);
  if (!isLambdaFirst) return first && /string/u.test(first.value.type) ? receiver : first?.value;
  return receiver ?? second?.value;
}

/** Go and Scala write conditions such as it.hasNext without parentheses. */
function bareReceiver(node: SyntaxNode): SyntaxNode | undefined {
  const inner = unwrapped(node);
  return inner.type === "field_expression" ? childAt(inner, "value") : undefined;
}

const FETCHES = /^(?:next|poll|read|fetch|get|recv|receive|take|shift|pop|dequeue|consume|scan)/iu;

function isFetch(value: SyntaxNode | undefined): boolean {
  const callee = value && unwrapped(value);
  if (callee === undefined || !/call|invocation/u.test(callee.type)) return false;
  const name = /([\w$]+)\s*\($/u.exec(callee.text.slice(0, callee.text.indexOf("(") + 1))?.[1];
  return name !== undefined && FETCHES.test(name);
}

function bodyOf(lambda: SyntaxNode) {
  const body = childAt(lambda, "body");
  if (body !== undefined) return rangeOf(body);
  const first = partsOf(lambda).find(({ field }) => !PARAMETERS.has(field ?? ""));
  return { start: first?.start ?? lambda.start, end: lambda.end };
}

function parametersOf(lambda: SyntaxNode): readonly string[] {
  if (lambda.type === "case_block")
    return partsOf(lambda).flatMap((one) => {
      const pattern = childAt(one, "pattern");
      return pattern ? boundNames(pattern) : [];
    });
  if (isPlaceholderCall(lambda)) return ["_"];
  return parameterLists(lambda).flatMap((list) => boundNames(list));
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];

const isWithin = (inner: SyntaxNode, outer: SyntaxNode): boolean =>
  inner.start >= outer.start && inner.end <= outer.end;
