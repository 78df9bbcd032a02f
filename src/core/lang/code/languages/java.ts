// Java as its grammar spells it.
import type { BindingParts, CallParts, LoopParts, Profile } from "../profile.ts";
import { assigned, boundNames } from "../assignments.ts";
import { argumentsOf } from "../shapes.ts";
import { catchClauses, plainLoop } from "../statement-shapes.ts";
import { childAt, childOf, partsOf, type SyntaxNode } from "../syntax.ts";

export const java: Profile = {
  calls: new Set(["method_invocation", "object_creation_expression", "method_reference"]),
  callParts,
  loops: new Set(["for_statement", "enhanced_for_statement", "while_statement", "do_statement"]),
  loopParts,
  functions: new Set(["method_declaration", "constructor_declaration", "static_initializer"]),
  lambdas: new Set(["lambda_expression", "method_reference"]),
  classes: new Set([
    ...["class_body", "class_declaration", "interface_declaration", "enum_declaration"],
    ...["record_declaration"],
  ]),
  blocks: new Set([
    ...["block", "for_statement", "enhanced_for_statement", "catch_clause", "switch_block"],
    ...["try_with_resources_statement"],
  ]),
  iterators: new Set([
    ...["forEach", "forEachOrdered", "foreach", "map", "flatMap", "peek", "mapToInt", "mapToObj"],
    ...["doOnNext", "concatMap"],
  ]),
  isIterating: (name, iterable) =>
    /^for[Ee]ach/u.test(name)
      ? !/\b(?:Optional|Mono)\b|\.find\w*\(|\bopt\w*$/iu.test(iterable)
      : /\b(?:stream|parallelStream|Stream|IntStream|LongStream|Flux|rdd|lines)\b/u.test(iterable),
  runners: new Set([
    ...["execute", "executeWithoutResult", "inTransaction", "doInTransaction", "withHandle"],
    ...["useHandle", "useTransaction", "runInTransaction", "transaction", "retry"],
  ]),
  strings: new Set(["string_literal", "character_literal"]),
  interpolations: new Set(["string_interpolation"]),
  bindings: new Set([
    ...["variable_declarator", "assignment_expression", "resource", "enhanced_for_statement"],
    ...["catch_formal_parameter", "instanceof_expression", "type_pattern"],
  ]),
  bindingParts,
  tries: new Set(["try_statement", "try_with_resources_statement"]),
  handlerParts: (node) => catchClauses(node, caughtTypes),
  contexts: (node, from) =>
    node.type === "try_with_resources_statement" && from.field === "body"
      ? partsOf(childAt(node, "resources") ?? node)
      : [],
  imports: new Set(["import_declaration"]),
  importedNames: (node) => {
    const name = childOf(node, "scoped_identifier", "identifier");
    return name === undefined ? [] : [name.text];
  },
};

function callParts(node: SyntaxNode): CallParts | undefined {
  if (node.type === "method_reference") {
    const [receiver, name] = partsOf(node);
    return receiver && name ? { name, receiver, args: [] } : undefined;
  }
  const args = argumentsOf(childAt(node, "arguments"));
  if (node.type === "method_invocation") {
    const name = childAt(node, "name");
    return name && { name, receiver: childAt(node, "object"), args };
  }
  const type = childAt(node, "type");
  return type && { name: lastTypeName(type), receiver: undefined, args };
}

/** `HashMap` of `java.util.HashMap<K, V>`. */
function lastTypeName(type: SyntaxNode): SyntaxNode {
  const parts = partsOf(type);
  if (type.type === "generic_type") return parts[0] ? lastTypeName(parts[0]) : type;
  return type.type === "scoped_type_identifier" ? (parts.at(-1) ?? type) : type;
}

/** for (Row row : rows) has no left and right. */
function loopParts(node: SyntaxNode): LoopParts | undefined {
  const plain = plainLoop(node, "init");
  const name = childAt(node, "name");
  return plain && name ? { ...plain, targets: [name], iterable: childAt(node, "value") } : plain;
}

function bindingParts(node: SyntaxNode): readonly BindingParts[] {
  const name = childAt(node, "name");
  const value = childAt(node, "value");
  switch (node.type) {
    case "assignment_expression": {
      const target = childAt(node, "left");
      const isAppend = childAt(node, "operator")?.type === "+=";
      return target
        ? assigned({ target, value: childAt(node, "right"), reach: "function", isAppend })
        : [];
    }
    case "variable_declarator":
      return name
        ? assigned({ target: name, value, reach: isField(node) ? "class" : "block" })
        : [];
    case "resource":
      return name ? assigned({ target: name, value, reach: "block" }) : [];
    case "enhanced_for_statement":
      return name ? [{ name: name.text, value, how: "turn", reach: "block" }] : [];
    case "instanceof_expression": {
      const from = childAt(node, "left");
      return name ? [{ name: name.text, value: from, how: "part", reach: "block" }] : [];
    }
    default:
      return boundNames(node).map((bound) => ({
        name: bound,
        value: undefined,
        how: "unknown",
        reach: "block",
      }));
  }
}

const isField = (node: SyntaxNode): boolean => node.parent?.type === "field_declaration";

function caughtTypes(clause: SyntaxNode): readonly SyntaxNode[] {
  const caught = childOf(clause, "catch_formal_parameter");
  const types = caught && childOf(caught, "catch_type");
  return types ? partsOf(types) : [];
}
