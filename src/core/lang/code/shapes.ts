// Expressions that the grammars of several languages share under different words: members, calls and
// their arguments.
import type { ArgumentParts, CallParts } from "./profile.ts";
import { childAt, childOf, hasToken, partsOf, type SyntaxNode } from "./syntax.ts";

/** Node types of `object.property`, with the fields of both. */
const MEMBERS: Readonly<Record<string, readonly [object: string, property: string]>> = {
  attribute: ["object", "attribute"],
  field_access: ["object", "field"],
  member_expression: ["object", "property"],
  selector_expression: ["operand", "field"],
  field_expression: ["value", "field"],
  member_access_expression: ["expression", "name"],
};

export interface MemberParts {
  readonly object: SyntaxNode;
  readonly property: SyntaxNode;
}

export function memberParts(node: SyntaxNode): MemberParts | undefined {
  const fields = Object.hasOwn(MEMBERS, node.type) ? MEMBERS[node.type] : undefined;
  if (fields === undefined) return conditionalMember(node);
  const object = childAt(node, fields[0]);
  const property = childAt(node, fields[1]);
  return object && property ? { object, property } : undefined;
}

/** C#: `conn?.Execute`. */
function conditionalMember(node: SyntaxNode): MemberParts | undefined {
  if (node.type !== "conditional_access_expression") return undefined;
  const object = childAt(node, "condition");
  const property = childAt(childOf(node, "member_binding_expression"), "name");
  return object && property ? { object, property } : undefined;
}

const WRAPPERS = new Set([
  ...["parenthesized_expression", "non_null_expression", "instantiation_expression"],
  ...["as_expression", "satisfies_expression", "generic_function", "generic_name"],
  ...["await", "await_expression", "cast_expression", "checked_expression"],
]);

/** The expression inside parentheses, casts, `await`, and type arguments. */
export function unwrapped(node: SyntaxNode): SyntaxNode {
  let at = node;
  while (WRAPPERS.has(at.type)) {
    const inner = at.type === "cast_expression" ? childAt(at, "value") : partsOf(at)[0];
    if (inner === undefined) return at;
    at = inner;
  }
  return at;
}

/** A call whose callee is in field `function` and whose arguments are in `arguments`. */
export function plainCall(node: SyntaxNode): CallParts | undefined {
  const callee = childAt(node, "function");
  return callee && named(callee, argumentsOf(childAt(node, "arguments")));
}

/** A call of this callee, which is a name or a member. */
export function named(callee: SyntaxNode, args: readonly ArgumentParts[]): CallParts | undefined {
  let target = unwrapped(callee);
  // Scala: the second list of arguments in Using(open()) { … }.
  for (let lists = 1; lists < LISTS_MAX && target.type === "call_expression"; lists++)
    target = unwrapped(childAt(target, "function") ?? target);
  const member = memberParts(target);
  if (member) return { name: unwrapped(member.property), receiver: member.object, args };
  return isName(target.type) ? { name: target, receiver: undefined, args } : undefined;
}

const LISTS_MAX = 4;

const isName = (type: string): boolean => type.endsWith("identifier") || type === "import";

export function argumentsOf(list: SyntaxNode | undefined): readonly ArgumentParts[] {
  if (list === undefined) return [];
  if (!LISTS.has(list.type)) return [{ node: list, value: list, name: undefined }];
  return partsOf(list).map(argumentParts);
}

const LISTS = new Set(["argument_list", "arguments"]);

/** `name=value` of Python, `name: value` of C#, `name = value` of Scala. */
function argumentParts(node: SyntaxNode): ArgumentParts {
  const value = partsOf(node).at(-1) ?? node;
  const key = keywordOf(node);
  if (key !== undefined && key !== value) return { node, value, name: key.text };
  return { node, value: node.type === "argument" ? value : node, name: undefined };
}

function keywordOf(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === "keyword_argument" || node.type === "argument") return childAt(node, "name");
  return node.type === "assignment_expression" && hasToken(node, "=")
    ? childAt(node, "left")
    : undefined;
}

/** `cmd.CommandText` without spaces; undefined where a call or an index stands in it. */
export function dottedPath(node: SyntaxNode): string | undefined {
  const names: string[] = [];
  let at = unwrapped(node);
  for (let member = memberParts(at); member && names.length < MEMBERS_MAX;) {
    names.push(member.property.text);
    at = unwrapped(member.object);
    member = memberParts(at);
  }
  const isName = at.type.endsWith("identifier") || at.type === "this";
  return isName && !memberParts(at) ? [at.text, ...names.toReversed()].join(".") : undefined;
}

const MEMBERS_MAX = 10;

/** The name at the far left of `cmd.Parameters["a"].Value`; undefined for this and self. */
export function rootName(node: SyntaxNode): string | undefined {
  let at = node;
  for (let inner = partsOf(at)[0]; inner !== undefined; inner = partsOf(at)[0]) at = inner;
  const isOwn = ["this", "self", "cls"].includes(at.text);
  return at.type === "identifier" && !isOwn ? at.text : undefined;
}
