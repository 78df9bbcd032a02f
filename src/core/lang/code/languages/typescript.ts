// TypeScript, TSX and JavaScript: their grammars share all node types that matter here.
import type { BindingParts, CallParts, Profile } from "../profile.ts";
import { assigned, boundNames } from "../assignments.ts";
import { argumentsOf, named, plainCall } from "../shapes.ts";
import { catchClauses, plainLoop } from "../statement-shapes.ts";
import { childAt, childOf, hasToken, type SyntaxNode } from "../syntax.ts";

export const typescript: Profile = {
  calls: new Set(["call_expression", "new_expression"]),
  callParts,
  loops: new Set(["for_statement", "for_in_statement", "while_statement", "do_statement"]),
  loopParts: (node) => plainLoop(node, "initializer"),
  functions: new Set([
    ...["function_declaration", "generator_function_declaration", "method_definition"],
  ]),
  lambdas: new Set(["arrow_function", "function_expression", "generator_function"]),
  classes: new Set(["class_body"]),
  blocks: new Set(["statement_block", "for_statement", "for_in_statement", "catch_clause"]),
  iterators: new Set([
    ...["forEach", "map", "flatMap", "reduce", "each", "eachSeries", "eachLimit", "eachOf"],
    ...["forEachSeries", "forEachLimit", "forEachOf", "forEachAsync", "mapSeries", "mapLimit"],
    ...["pMap", "pEach", "pMapSeries", "asyncForEach", "mergeMap", "concatMap", "on"],
  ]),
  isIterating: (name, iterable) =>
    name !== "on" || /^["'`](?:data|line|row|record|message|readable)["'`]$/u.test(iterable),
  runners: new Set([
    ...["transaction", "$transaction", "withTransaction", "runInTransaction", "tx", "begin"],
    ...["retry", "pRetry", "limit", "limiter", "withClient", "withConnection", "task"],
  ]),
  strings: new Set(["string", "template_string"]),
  interpolations: new Set(["template_substitution"]),
  bindings: new Set([
    ...["variable_declarator", "assignment_expression", "augmented_assignment_expression"],
    ...["public_field_definition", "field_definition", "for_in_statement", "catch_clause"],
  ]),
  bindingParts,
  tries: new Set(["try_statement"]),
  handlerParts: (node) => catchClauses(node, () => []),
  contexts: () => [],
  imports: new Set(["import_statement", "export_statement", "call_expression"]),
  importedNames,
};

function callParts(node: SyntaxNode): CallParts | undefined {
  if (node.type === "call_expression") return plainCall(node);
  const callee = childAt(node, "constructor");
  return callee && named(callee, argumentsOf(childAt(node, "arguments")));
}

function bindingParts(node: SyntaxNode): readonly BindingParts[] {
  const target = childAt(node, "name") ?? childAt(node, "property") ?? childAt(node, "left");
  const value = childAt(node, "value") ?? childAt(node, "right");
  switch (node.type) {
    case "variable_declarator":
      return target ? assigned({ target, value, reach: reachOf(node) }) : [];
    case "public_field_definition":
    case "field_definition":
      return target ? assigned({ target, value, reach: "class" }) : [];
    case "assignment_expression":
      return target ? assigned({ target, value, reach: "function" }) : [];
    case "augmented_assignment_expression":
      return target && hasToken(node, "+=")
        ? assigned({ target, value, reach: "function", isAppend: true })
        : [];
    case "for_in_statement":
      return boundBy(target, { value, how: "turn" });
    default:
      return boundBy(childAt(node, "parameter"), { value: undefined, how: "unknown" });
  }
}

const reachOf = (declarator: SyntaxNode) =>
  declarator.parent?.type === "variable_declaration" ? "function" : "block";

const boundBy = (
  target: SyntaxNode | undefined,
  what: Pick<BindingParts, "value" | "how">,
): readonly BindingParts[] =>
  target ? boundNames(target).map((name) => ({ name, ...what, reach: "block" })) : [];

/** `import … from "pg"`, `require("pg")`, `import("pg")`. */
function importedNames(node: SyntaxNode): readonly string[] {
  const source = node.type === "call_expression" ? required(node) : moduleOf(node);
  return source?.type === "string" ? [source.text.slice(1, -1)] : [];
}

const moduleOf = (node: SyntaxNode): SyntaxNode | undefined =>
  childAt(node, "source") ?? childAt(childOf(node, "import_require_clause"), "source");

function required(node: SyntaxNode): SyntaxNode | undefined {
  const callee = childAt(node, "function");
  if (callee?.text !== "require" && callee?.type !== "import") return undefined;
  return argumentsOf(childAt(node, "arguments"))[0]?.value;
}
