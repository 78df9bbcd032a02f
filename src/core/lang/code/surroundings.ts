// What a place is inside of, up to the function that holds it: loops, tests, open resources. And what
// becomes of the value of a call.
import type { Loop, Scope } from "./document.ts";
import type { Loops } from "./loops.ts";
import { memberParts, unwrapped } from "./shapes.ts";
import type { Source } from "./source.ts";
import { ancestors, childAt, partsOf, type SyntaxNode } from "./syntax.ts";

export interface Surroundings {
  readonly loops: readonly Loop[];
  readonly scope: Scope;
  readonly contexts: readonly string[];
  readonly conditions: readonly string[];
}

export function surroundingsOf(node: SyntaxNode, source: Source, loops: Loops): Surroundings {
  const around: Loop[] = [];
  const contexts: string[] = [];
  const conditions: string[] = [];
  // A method reference is the lambda and the call in one.
  const own = loops.at(node);
  if (own !== undefined) around.push(own);
  let from = node;
  let scope: SyntaxNode = source.root;
  let levels = 0;
  for (const at of ancestors(node)) {
    if (++levels > LEVELS_MAX) break;
    const loop = loops.at(at);
    if (loop !== undefined && around.at(-1) !== loop && isInBody(from, loop)) around.push(loop);
    contexts.push(...source.profile.contexts(at, from).map(({ text }) => text));
    const test = around.length === 0 ? testOf(at, from) : undefined;
    if (test !== undefined) conditions.push(test);
    if (source.isFunction(at) && loop === undefined) {
      const runner = runnerOf(at, source);
      if (runner === undefined) {
        scope = at;
        break;
      }
      if (runner !== "") contexts.push(runner);
    }
    from = at;
  }
  return { loops: around, scope: scopeOf(scope, source), contexts, conditions };
}

/** Code that people write is not nested as deep; only for it may many calls each walk up all the way. */
const LEVELS_MAX = 500;

/** What stands in the header runs once; of a comprehension its tests run each turn. */
const isInBody = (from: SyntaxNode, { kind, body }: Loop): boolean =>
  kind === "callback" ||
  (from.start >= body.start && from.end <= body.end) ||
  from.type === "if_clause";

/** The test of an if, of a conditional expression, or on the left of `&&`. */
function testOf(node: SyntaxNode, from: SyntaxNode): string | undefined {
  const isBranch = from.field === "consequence" || from.field === "alternative";
  const test =
    TESTING.test(node.type) && isBranch ? childAt(node, "condition") : shortCircuit(node, from);
  return test && unwrapped(test).text;
}

const TESTING =
  /^(?:if_statement|if_expression|elif_clause|ternary_expression|conditional_expression)$/u;

function shortCircuit(node: SyntaxNode, from: SyntaxNode): SyntaxNode | undefined {
  if (!/^(?:binary_expression|boolean_operator|infix_expression)$/u.test(node.type))
    return undefined;
  const operator = childAt(node, "operator")?.text;
  return from.field === "right" && (operator === "&&" || operator === "and")
    ? childAt(node, "left")
    : undefined;
}

/** The call that runs a lambda right here, as written up to its arguments; undefined for lambdas kept for later. */
function runnerOf(lambda: SyntaxNode, { profile, text }: Source): string | undefined {
  if (!profile.lambdas.has(lambda.type)) return undefined;
  let at = lambda;
  while (at.parent && PASSED_THROUGH.test(at.parent.type)) at = at.parent;
  const call = at.parent;
  const parts = call && profile.calls.has(call.type) ? profile.callParts(call) : undefined;
  if (call === undefined) return undefined;
  if (childAt(call, "function") === at) return "";
  const isRunner = parts !== undefined && profile.runners.has(parts.name.text);
  const list = childAt(call, "arguments")?.start ?? lambda.start;
  return isRunner ? text.slice(call.start, list).trimEnd() : undefined;
}

const PASSED_THROUGH = /^(?:parenthesized_expression|argument_list|arguments|argument|block)$/u;

function scopeOf(node: SyntaxNode, source: Source): Scope {
  const range = { start: node.start, end: node.end };
  if (node === source.root)
    return { name: undefined, range: { start: 0, end: source.text.length } };
  const holder = childAt(node.parent, "name") ?? childAt(node.parent, "property");
  return { name: (childAt(node, "name") ?? holder)?.text, range };
}

/** The grammar of TypeScript puts the `await` of `await sql<Row>…` inside of the callee. */
export const isAwaited = (call: SyntaxNode): boolean =>
  /^await/u.test(valueTaker(call).parent?.type ?? "") ||
  /^await\s/u.test(childAt(call, "function")?.text.slice(0, 6) ?? "");

/** Whether something takes the value of a call; a callback whose caller drops it takes nothing. */
export function isUsed(call: SyntaxNode, loops: Loops): boolean {
  const taken = valueTaker(call);
  const { parent } = taken;
  if (DROPPING_CALLBACKS.test(loops.at(call)?.callback ?? "")) return false;
  if (isAwaited(call)) return true;
  if (parent === undefined || DROPPING.test(parent.type)) return false;
  if (parent.type === "unary_expression" && parent.text.startsWith("void")) return false;
  if (BLOCKS.test(parent.type)) return isResult(taken, parent, loops);
  const callback = taken.field === "body" ? loops.at(parent)?.callback : undefined;
  return callback === undefined || !DROPPING_CALLBACKS.test(callback);
}

const DROPPING = /^(?:expression_statement|go_statement|defer_statement|program|module)$/u;
const BLOCKS = /^(?:block|indented_block|template_body|lambda_expression)$/u;
const DROPPING_CALLBACKS = /^(?:for_?each|foreach|on$|each$|do_?on)/iu;

/** Scala: the last expression of a block is its value. */
function isResult(node: SyntaxNode, block: SyntaxNode, loops: Loops): boolean {
  const callback = loops.at(block)?.callback ?? (block.parent && loops.at(block.parent)?.callback);
  if (callback !== undefined && DROPPING_CALLBACKS.test(callback)) return false;
  return partsOf(block).at(-1) === node && block.parent?.type !== "while_expression";
}

/** The expression that stands for the call's value: through parentheses, `.catch(…)`, and `&&`. */
function valueTaker(call: SyntaxNode): SyntaxNode {
  let at = call;
  let levels = 0;
  for (let next = takenBy(at); next && levels < CHAIN_MAX; next = takenBy(at), levels++) at = next;
  return at;
}

const CHAIN_MAX = 50;

function takenBy(node: SyntaxNode): SyntaxNode | undefined {
  const { parent } = node;
  if (parent === undefined) return undefined;
  if (/^(?:parenthesized_expression|as_expression|non_null_expression)$/u.test(parent.type))
    return parent;
  if (parent.type === "binary_expression" && node.field === "right") {
    const operator = childAt(parent, "operator")?.text;
    return operator === "&&" || operator === "||" ? parent : undefined;
  }
  const member = memberParts(parent);
  const isChained = member?.object === node && CHAINED.test(member.property.text);
  const outer = parent.parent;
  return isChained && outer && childAt(outer, "function") === parent ? outer : undefined;
}

const CHAINED = /^(?:then|catch|finally|ConfigureAwait|AsTask|timeout)$/u;
