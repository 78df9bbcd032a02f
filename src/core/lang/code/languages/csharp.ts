// C# as its grammar spells it.
import type { BindingParts, CallParts, Profile } from "../profile.ts";
import { assigned, boundNames } from "../assignments.ts";
import { argumentsOf, plainCall } from "../shapes.ts";
import { catchClauses, plainLoop } from "../statement-shapes.ts";
import { childAt, childOf, childrenAt, hasToken, partsOf, type SyntaxNode } from "../syntax.ts";

const CREATIONS = ["object_creation_expression", "implicit_object_creation_expression"];

export const csharp: Profile = {
  calls: new Set(["invocation_expression", ...CREATIONS]),
  callParts,
  loops: new Set(["for_statement", "foreach_statement", "while_statement", "do_statement"]),
  loopParts: (node) => plainLoop(node, "initializer"),
  functions: new Set([
    ...["method_declaration", "constructor_declaration", "local_function_statement"],
    ...["accessor_declaration", "destructor_declaration", "operator_declaration"],
  ]),
  lambdas: new Set(["lambda_expression", "anonymous_method_expression"]),
  classes: new Set(["declaration_list"]),
  blocks: new Set([
    ...["block", "for_statement", "foreach_statement", "using_statement", "catch_clause"],
    ...["switch_section"],
  ]),
  iterators: new Set(["ForEach", "ForEachAsync", "Select", "SelectMany", "ForAll", "ForEachRow"]),
  runners: new Set([
    ...["ExecuteInTransaction", "ExecuteInTransactionAsync", "ExecuteAsync", "Execute", "Run"],
  ]),
  strings: new Set([
    ...["string_literal", "verbatim_string_literal", "raw_string_literal", "character_literal"],
    "interpolated_string_expression",
  ]),
  interpolations: new Set(["interpolation"]),
  bindings: new Set([
    ...["variable_declarator", "assignment_expression", "foreach_statement", "catch_declaration"],
    ...["declaration_expression", "declaration_pattern", "property_declaration"],
  ]),
  bindingParts,
  tries: new Set(["try_statement"]),
  handlerParts: (node) => catchClauses(node, caughtTypes),
  contexts,
  imports: new Set(["using_directive"]),
  importedNames: (node) => {
    const name = partsOf(node).at(-1);
    return name === undefined ? [] : [name.text];
  },
};

function callParts(node: SyntaxNode): CallParts | undefined {
  if (node.type === "invocation_expression") return plainCall(node);
  const type = childAt(node, "type");
  if (type === undefined) return undefined;
  const args = argumentsOf(childAt(node, "arguments"));
  return { name: lastName(type), receiver: undefined, args };
}

/** `NpgsqlCommand` of `Npgsql.NpgsqlCommand`, `List` of `List<int>`. */
function lastName(type: SyntaxNode): SyntaxNode {
  const parts = partsOf(type);
  if (type.type === "generic_name") return parts[0] ?? type;
  return type.type === "qualified_name" ? lastName(parts.at(-1) ?? type) : type;
}

function bindingParts(node: SyntaxNode): readonly BindingParts[] {
  const name = childAt(node, "name");
  switch (node.type) {
    case "assignment_expression":
      return assignmentParts(node);
    case "variable_declarator": {
      const value = valueAfterEquals(node);
      const isField = node.parent?.parent?.type === "field_declaration";
      return name ? assigned({ target: name, value, reach: isField ? "class" : "block" }) : [];
    }
    case "property_declaration": {
      const value = childAt(node, "value");
      const shown = value?.type === "arrow_expression_clause" ? partsOf(value)[0] : value;
      return name ? assigned({ target: name, value: shown, reach: "class" }) : [];
    }
    case "foreach_statement":
      return childrenAt(node, "left").flatMap((left) =>
        boundNames(left).map((bound) => ({
          name: bound,
          value: childAt(node, "right"),
          how: "turn",
          reach: "block",
        })),
      );
    default:
      return name ? [{ name: name.text, value: undefined, how: "unknown", reach: "block" }] : [];
  }
}

/** An assignment, or a member of an object initializer: `new NpgsqlCommand { CommandText = "…" }`. */
function assignmentParts(node: SyntaxNode): readonly BindingParts[] {
  const target = childAt(node, "left");
  if (target === undefined || node.parent?.type === "initializer_expression") return [];
  const isAppend = childAt(node, "operator")?.type === "+=";
  return assigned({ target, value: childAt(node, "right"), reach: "function", isAppend });
}

function valueAfterEquals(node: SyntaxNode): SyntaxNode | undefined {
  const value = partsOf(node).at(-1);
  return value?.field === undefined ? value : undefined;
}

/** `using (…) { }`, and the `using var` declarations that stand before in the same block. */
function contexts(node: SyntaxNode, from: SyntaxNode): readonly SyntaxNode[] {
  if (node.type === "using_statement")
    return from.field === "body" ? partsOf(node).filter((part) => part !== from) : [];
  if (node.type !== "block" && node.type !== "compilation_unit") return [];
  const earlier = node.children.filter(({ end }) => end <= from.start);
  return earlier
    .map((child) => (child.type === "global_statement" ? (partsOf(child)[0] ?? child) : child))
    .filter((child) => child.type === "local_declaration_statement" && hasToken(child, "using"));
}

function caughtTypes(clause: SyntaxNode): readonly SyntaxNode[] {
  const type = childAt(childOf(clause, "catch_declaration"), "type");
  return type ? [type] : [];
}
