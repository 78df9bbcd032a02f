// The names that patterns, parameters and assignments bind, whatever a grammar calls them.
import type { BindingParts, Reach } from "./profile.ts";
import { dottedPath, memberParts, rootName, unwrapped } from "./shapes.ts";
import { partsOf, type SyntaxNode } from "./syntax.ts";

const SKIPPED_FIELDS = new Set(["type", "right", "value", "default", "key", "return_type"]);
const SKIPPED_TYPES = new Set([
  ...["type_annotation", "modifiers", "attribute_list", "equals_value_clause", "guard"],
  ...["subscript", "subscript_expression", "index_expression", "array_access"],
  ...["element_access_expression", "call", "call_expression", "method_invocation"],
]);

/** The names that a pattern or a list of parameters binds: `(a, { b: c = 1 }, *d)` binds a, c and d. */
export function boundNames(pattern: SyntaxNode): readonly string[] {
  const names: string[] = [];
  const waiting = [pattern];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (BOUND.has(at.type) && at.text !== "_") names.push(at.text);
    else waiting.push(...bindingPartsOf(at).toReversed());
  }
  return names;
}

function bindingPartsOf(pattern: SyntaxNode): readonly SyntaxNode[] {
  if (SKIPPED_TYPES.has(pattern.type) || memberParts(pattern)) return [];
  return partsOf(pattern).filter(
    ({ field, type }) =>
      field === undefined ||
      !SKIPPED_FIELDS.has(field) ||
      (field === "value" && (pattern.type === "pair_pattern" || type.endsWith("pattern"))),
  );
}

/** Fields of a function that hold what it is given. */
export const PARAMETERS: ReadonlySet<string> = new Set([
  ...["parameters", "parameter", "receiver", "lambda_start"],
]);

export const parameterLists = (node: SyntaxNode): readonly SyntaxNode[] =>
  node.children.filter(({ field, isNamed }) => isNamed && PARAMETERS.has(field ?? ""));

const BOUND = new Set([
  ...["identifier", "shorthand_property_identifier_pattern", "implicit_parameter"],
]);

interface Assigned {
  readonly target: SyntaxNode;
  readonly value: SyntaxNode | undefined;
  readonly reach: Reach;
  readonly isAppend?: boolean;
}

/** What an assignment binds: one name, the members of a list one by one, or parts of the value. */
export function assigned({ target, value, reach, isAppend = false }: Assigned): BindingParts[] {
  const to = unwrapped(target);
  const how = isAppend ? "append" : "value";
  if (BOUND.has(to.type) || to.type.endsWith("identifier"))
    return to.text === "_" ? [] : [{ name: to.text, value, how, reach }];
  const path = dottedPath(to);
  if (path !== undefined) return memberBindings(path, { value, how });
  if (LISTS_OF_TARGETS.has(to.type)) return listBindings(to, value, reach);
  const names = boundNames(to);
  const changed = names.length > 0 ? undefined : rootName(to);
  if (changed !== undefined) return [{ name: changed, value, how: "element", reach }];
  return names.map((name) => ({ name, value, how: "part", reach }));
}

const LISTS_OF_TARGETS = new Set(["expression_list", "pattern_list", "tuple_pattern"]);

/** `a, b = 1, 2` pairs them up; of `stmt, err := f()` the first name stands for the value. */
function listBindings(
  targets: SyntaxNode,
  value: SyntaxNode | undefined,
  reach: Reach,
): BindingParts[] {
  const names = partsOf(targets);
  const values = value && VALUE_LISTS.has(value.type) ? partsOf(value) : [];
  if (names.length === values.length)
    return names.flatMap((target, index) => one(target, values[index], reach));
  const single = values.length === 1 ? values[0] : undefined;
  return names.flatMap((target, index) =>
    index === 0 && single
      ? one(target, single, reach)
      : boundNames(target).map((name) => ({ name, value: single ?? value, how: "part", reach })),
  );
}

/** A member of a list of targets; a list in a list gets parts. */
const one = (target: SyntaxNode, value: SyntaxNode | undefined, reach: Reach): BindingParts[] =>
  LISTS_OF_TARGETS.has(unwrapped(target).type)
    ? boundNames(target).map((name) => ({ name, value, how: "part", reach }))
    : assigned({ target, value, reach });

const VALUE_LISTS = new Set(["expression_list", "tuple", "tuple_expression"]);

/** `self.stmt` is known to the whole class; Java, Scala and C# also call it by its bare name. */
function memberBindings(
  path: string,
  { value, how }: Pick<BindingParts, "value" | "how">,
): BindingParts[] {
  const own = /^(?:this|self|cls)\.(\w+)$/u.exec(path)?.[1];
  if (own === undefined) return [{ name: path, value, how, reach: "function" }];
  const whole: BindingParts = { name: path, value, how, reach: "class" };
  return path.startsWith("this.") ? [whole, { ...whole, name: own }] : [whole];
}
