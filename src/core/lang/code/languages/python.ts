// Python as its grammar spells it.
import type { BindingParts, LoopParts, Profile } from "../profile.ts";
import { assigned, boundNames } from "../assignments.ts";
import { plainCall } from "../shapes.ts";
import { catchClauses, plainLoop } from "../statement-shapes.ts";
import { childAt, childOf, childrenAt, hasToken, partsOf, type SyntaxNode } from "../syntax.ts";

const COMPREHENSIONS = [
  "list_comprehension",
  "set_comprehension",
  "dictionary_comprehension",
  "generator_expression",
];

export const python: Profile = {
  calls: new Set(["call"]),
  callParts: plainCall,
  loops: new Set(["for_statement", "while_statement", ...COMPREHENSIONS]),
  loopParts,
  functions: new Set(["function_definition"]),
  lambdas: new Set(["lambda"]),
  classes: new Set(["class_definition"]),
  blocks: new Set(COMPREHENSIONS),
  iterators: new Set(["map", "apply", "foreach", "flatMap", "starmap"]),
  runners: new Set(),
  strings: new Set(["string"]),
  interpolations: new Set(["interpolation"]),
  bindings: new Set([
    ...["assignment", "augmented_assignment", "named_expression", "with_item", "except_clause"],
    ...["for_statement", "for_in_clause"],
  ]),
  bindingParts,
  tries: new Set(["try_statement"]),
  handlerParts: (node) => catchClauses(node, caughtTypes),
  contexts: (node, from) =>
    node.type === "with_statement" && from.field === "body"
      ? partsOf(childOf(node, "with_clause") ?? node)
      : [],
  imports: new Set(["import_statement", "import_from_statement"]),
  importedNames,
};

function loopParts(node: SyntaxNode): LoopParts | undefined {
  const plain = plainLoop(node, "left");
  const clauses = node.children.filter(({ type }) => type === "for_in_clause");
  const [first] = clauses;
  if (plain === undefined || first === undefined) return plain && { ...plain, start: undefined };
  return {
    ...plain,
    kind: "comprehension",
    targets: clauses.flatMap((clause) => childrenAt(clause, "left")),
    iterable: childAt(first, "right"),
    start: undefined,
    isAsync: clauses.some((clause) => hasToken(clause, "async")),
  };
}

function bindingParts(node: SyntaxNode): readonly BindingParts[] {
  const left = childAt(node, "left");
  const value = childAt(node, "right");
  switch (node.type) {
    case "assignment":
      return left ? assigned({ target: left, value, reach: "function" }) : [];
    case "augmented_assignment":
      return left && hasToken(node, "+=")
        ? assigned({ target: left, value, reach: "function", isAppend: true })
        : [];
    case "named_expression": {
      const name = childAt(node, "name");
      return name
        ? assigned({ target: name, value: childAt(node, "value"), reach: "function" })
        : [];
    }
    case "with_item":
    case "except_clause":
      return aliasOf(node);
    default:
      return left
        ? boundNames(left).map((name) => ({
            name,
            value,
            how: "turn",
            reach: node.type === "for_in_clause" ? "block" : "function",
          }))
        : [];
  }
}

/** `with open(f) as handle`, `except Error as error`. */
function aliasOf(node: SyntaxNode): readonly BindingParts[] {
  const pattern = childAt(node, "value");
  const alias = childAt(pattern, "alias");
  const target = alias && partsOf(alias)[0];
  if (pattern === undefined || target === undefined) return [];
  if (node.type === "with_item")
    return assigned({ target, value: partsOf(pattern)[0], reach: "function" });
  return [{ name: target.text, value: undefined, how: "unknown", reach: "function" }];
}

function caughtTypes(clause: SyntaxNode): readonly SyntaxNode[] {
  const caught = childAt(clause, "value");
  const type = caught?.type === "as_pattern" ? partsOf(caught)[0] : caught;
  if (type === undefined) return [];
  return type.type === "tuple" ? partsOf(type) : [type];
}

function importedNames(node: SyntaxNode): readonly string[] {
  const names = childrenAt(node, "name").map((name) => (childAt(name, "name") ?? name).text);
  const module = childAt(node, "module_name")?.text;
  return module === undefined ? names : [module, ...names.map((name) => `${module}.${name}`)];
}
