// Scala as its grammar spells it. Its `for` and `map` also chain options, futures and effects, so that
// only what plainly goes through many elements counts as a loop.
import type { BindingParts, CallParts, HandlerParts, LoopParts, Profile } from "../profile.ts";
import { assigned, boundNames } from "../assignments.ts";
import { argumentsOf, plainCall } from "../shapes.ts";
import { childAt, childOf, childrenAt, partsOf, type SyntaxNode } from "../syntax.ts";

export const scala: Profile = {
  calls: new Set([
    ...["call_expression", "instance_expression", "infix_expression", "field_expression"],
    "interpolated_string_expression",
  ]),
  callParts,
  loops: new Set(["for_expression", "while_expression", "do_while_expression"]),
  loopParts,
  functions: new Set(["function_definition"]),
  lambdas: new Set(["lambda_expression", "case_block", "colon_argument"]),
  classes: new Set(["template_body"]),
  blocks: new Set(["block", "indented_block", "for_expression", "case_clause"]),
  iterators: new Set(["foreach", "map", "flatMap", "foldLeft", "traverse"]),
  isIterating: (name, iterable) =>
    name === "foreach" ? !looksOptional(iterable) : looksLikeMany(iterable),
  runners: new Set([
    ...["Using", "resource", "withConnection", "withTransaction", "withSession", "localTx"],
    ...["autoCommit", "using", "transaction", "retry", "inTransaction"],
  ]),
  inputOf,
  strings: new Set(["string", "interpolated_string_expression", "character_literal"]),
  interpolations: new Set(["interpolation"]),
  bindings: new Set([
    ...["val_definition", "var_definition", "assignment_expression", "enumerator"],
    ...["case_clause", "class_parameter", "infix_expression"],
  ]),
  bindingParts,
  tries: new Set(["try_expression"]),
  handlerParts,
  contexts: () => [],
  imports: new Set(["import_declaration"]),
  importedNames,
};

const looksOptional = (text: string): boolean =>
  /(?:[oO]pt(?:ion)?|Option\(.*\)|headOption|lastOption|toOption|\.(?:find|get)\(.*\)|maybe\w*|Try\(.*\)|Future\(.*\)|Await.*)$/su.test(
    text,
  );

const looksLikeMany = (text: string): boolean =>
  !looksOptional(text) &&
  /(?:\b(?:to|until)\b|[sS]$|List$|Seq$|Array$|Iterator$|\b(?:Seq|List|Array|Vector|Range)\(|\.(?:toList|toSeq|toArray|zipWithIndex|collect\(\)|getLines\(?\)?|grouped\(.*\)|sliding\(.*\)|indices|iterator|par|toIterator)$)/su.test(
    text,
  );

function callParts(node: SyntaxNode): CallParts | undefined {
  switch (node.type) {
    case "call_expression":
      return plainCall(node);
    case "instance_expression": {
      const [type] = partsOf(node);
      const name = type?.type === "generic_type" ? childAt(type, "type") : type;
      return name && { name, receiver: undefined, args: argumentsOf(childOf(node, "arguments")) };
    }
    case "infix_expression": {
      const name = childAt(node, "operator");
      const value = childAt(node, "right");
      if (name?.type !== "identifier" || value === undefined) return undefined;
      const args = [{ node: value, value, name: undefined }];
      return { name, receiver: childAt(node, "left"), args };
    }
    case "field_expression":
      return bareCall(node);
    default:
      return taggedString(node);
  }
}

/** Using(open()) { it => … } and its relatives with two lists of arguments. */
function inputOf(lambda: SyntaxNode): SyntaxNode | undefined {
  const opened = childAt(lambda.parent?.parent, "function");
  return opened?.type === "call_expression"
    ? argumentsOf(childAt(opened, "arguments"))[0]?.value
    : undefined;
}

const STATEMENT_PLACES = new Set([
  ...["block", "indented_block", "template_body", "lambda_expression", "case_clause"],
  ...["for_expression", "if_expression", "function_definition", "val_definition"],
]);

/** `ps.executeBatch` calls without parentheses; only as a statement can it be told from a field. */
function bareCall(node: SyntaxNode): CallParts | undefined {
  const name = childAt(node, "field");
  const isStatement = STATEMENT_PLACES.has(node.parent?.type ?? "");
  return name && isStatement ? { name, receiver: childAt(node, "value"), args: [] } : undefined;
}

/** `sql"insert …"` of Slick, Doobie and Anorm is a call of sql. */
function taggedString(node: SyntaxNode): CallParts | undefined {
  const name = childAt(node, "interpolator");
  if (name === undefined || ["s", "f", "raw"].includes(name.text)) return undefined;
  return { name, receiver: undefined, args: [{ node, value: node, name: undefined }] };
}

function loopParts(node: SyntaxNode): LoopParts | undefined {
  const body = childAt(node, "body");
  if (body === undefined) return undefined;
  const condition = childAt(node, "condition");
  const nothing = { body, targets: [], iterable: undefined, start: undefined, isAsync: false };
  if (node.type !== "for_expression") return { ...nothing, kind: "while", condition };
  const generators = enumeratorsOf(node).filter((part) => childOf(part, "<-") !== undefined);
  const sources = generators.map((part) => partsOf(part).at(-1));
  const [iterable] = sources;
  const isYielding = childOf(node, "yield") !== undefined;
  const texts = sources.map((source) => source?.text ?? "");
  const isLoop = isYielding ? texts.every(looksLikeMany) : !texts.every(looksOptional);
  if (iterable === undefined || !isLoop) return undefined;
  const targets = generators.flatMap((part) => partsOf(part).slice(0, 1));
  return { ...nothing, kind: "for", targets, iterable, condition };
}

const enumeratorsOf = (node: SyntaxNode): readonly SyntaxNode[] =>
  partsOf(childAt(node, "enumerators") ?? node).filter(({ type }) => type === "enumerator");

function bindingParts(node: SyntaxNode): readonly BindingParts[] {
  const value = childAt(node, "value") ?? childAt(node, "right");
  switch (node.type) {
    case "assignment_expression": {
      const target = childAt(node, "left");
      const isNamedArgument = node.parent?.type === "arguments";
      return target && !isNamedArgument ? assigned({ target, value, reach: "function" }) : [];
    }
    case "infix_expression": {
      const target = childAt(node, "left");
      return target && childAt(node, "operator")?.text === "+="
        ? assigned({ target, value, reach: "function", isAppend: true })
        : [];
    }
    case "enumerator": {
      const [pattern, source] = partsOf(node);
      const how = childOf(node, "<-") ? "turn" : "part";
      return pattern && source
        ? boundNames(pattern).map((name) => ({ name, value: source, how, reach: "block" }))
        : [];
    }
    case "val_definition":
    case "var_definition": {
      const target = childAt(node, "pattern");
      const reach = node.parent?.type === "template_body" ? "class" : "block";
      return target ? assigned({ target, value, reach }) : [];
    }
    default: {
      const pattern = childAt(node, "pattern") ?? childAt(node, "name");
      const matched = childAt(node.parent?.parent, "value");
      const from = node.parent?.parent?.type === "match_expression" ? matched : undefined;
      const how = from ? "part" : "unknown";
      return pattern
        ? boundNames(pattern).map((name) => ({ name, value: from, how, reach: "block" }))
        : [];
    }
  }
}

function handlerParts(node: SyntaxNode): readonly HandlerParts[] {
  const guarded = childAt(node, "body");
  const clause = childOf(node, "catch_clause");
  const keyword = clause && childOf(clause, "catch");
  const cases = clause && childOf(clause, "case_block", "indented_cases");
  if (guarded === undefined || keyword === undefined || cases === undefined) return [];
  return childrenOfType(cases, "case_clause").map((one) => {
    const pattern = childAt(one, "pattern");
    const type = childAt(pattern, "type") ?? pattern;
    return {
      node: one,
      keyword,
      types: type ? [type] : [],
      body: childrenAt(one, "body"),
      guarded,
    };
  });
}

const childrenOfType = (node: SyntaxNode, type: string): readonly SyntaxNode[] =>
  node.children.filter((child) => child.type === type);

/** `java.sql.{Connection, DriverManager}` names two; a wildcard names the package. */
function importedNames(node: SyntaxNode): readonly string[] {
  const path = childrenAt(node, "path")
    .map(({ text }) => text)
    .join(".");
  const selectors = childOf(node, "namespace_selectors");
  if (selectors === undefined) return [path];
  return partsOf(selectors).map((part) => `${path}.${(childAt(part, "name") ?? part).text}`);
}
