// Go as its grammar spells it. It has one loop in four forms, and no exceptions.
import type { BindingParts, LoopParts, Profile } from "../profile.ts";
import { assigned } from "../assignments.ts";
import { plainCall } from "../shapes.ts";
import { childAt, childOf, childrenAt, partsOf, type SyntaxNode } from "../syntax.ts";

export const go: Profile = {
  calls: new Set(["call_expression"]),
  callParts: plainCall,
  loops: new Set(["for_statement"]),
  loopParts,
  functions: new Set(["function_declaration", "method_declaration"]),
  lambdas: new Set(["func_literal"]),
  classes: new Set(),
  blocks: new Set([
    ...["block", "for_statement", "if_statement", "expression_case", "default_case"],
    ...["type_case", "communication_case"],
  ]),
  iterators: new Set(["ForEach", "Map", "ForEachRow", "Each"]),
  runners: new Set([
    ...["Go", "Do", "Transaction", "WithTransaction", "RunInTx", "BeginFunc", "BeginTxFunc"],
    ...["WithTx", "ExecTx", "InTx", "AcquireFunc", "Retry", "Submit"],
  ]),
  strings: new Set(["interpreted_string_literal", "raw_string_literal", "rune_literal"]),
  interpolations: new Set(),
  bindings: new Set([
    ...["short_var_declaration", "assignment_statement", "var_spec", "const_spec"],
    ...["range_clause"],
  ]),
  bindingParts,
  tries: new Set(),
  handlerParts: () => [],
  contexts: () => [],
  imports: new Set(["import_spec"]),
  importedNames: (node) => {
    const path = childAt(node, "path");
    return path === undefined ? [] : [path.text.slice(1, -1)];
  },
};

function loopParts(node: SyntaxNode): LoopParts | undefined {
  const body = childAt(node, "body");
  if (body === undefined) return undefined;
  const range = childOf(node, "range_clause");
  const clause = childOf(node, "for_clause");
  const bare = partsOf(node).find((part) => part !== body && part !== range && part !== clause);
  return {
    kind: range === undefined && clause === undefined ? "while" : "for",
    body,
    targets: range ? childrenAt(range, "left") : [],
    iterable: childAt(range, "right"),
    condition: childAt(clause, "condition") ?? bare,
    start: childAt(clause, "initializer"),
    isAsync: false,
  };
}

function bindingParts(node: SyntaxNode): readonly BindingParts[] {
  const target = childAt(node, "left");
  const value = childAt(node, "right") ?? childAt(node, "value");
  switch (node.type) {
    case "range_clause":
      return target
        ? assigned({ target, value, reach: "block" }).map((bound) => ({ ...bound, how: "turn" }))
        : [];
    case "assignment_statement": {
      const isAppend = childAt(node, "operator")?.type === "+=";
      return target ? assigned({ target, value, reach: "function", isAppend }) : [];
    }
    case "short_var_declaration":
      return target ? assigned({ target, value, reach: "block" }) : [];
    default:
      return specParts(node, value);
  }
}

/** `var a, b = 1, 2` and `const q = "…"`: names and values pair up. */
function specParts(node: SyntaxNode, list: SyntaxNode | undefined): readonly BindingParts[] {
  const values = list ? partsOf(list) : [];
  return childrenAt(node, "name").flatMap((target, index) =>
    assigned({ target, value: values[index], reach: "block" }),
  );
}
