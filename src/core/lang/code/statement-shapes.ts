// Loops and guarded blocks as the grammars of the C family spell them.
import type { HandlerParts, LoopParts } from "./profile.ts";
import { childAt, childOf, childrenAt, hasToken, type SyntaxNode } from "./syntax.ts";

/** for, for-each, while and do with fields left, right, condition and body; `start` names a fifth. */
export function plainLoop(node: SyntaxNode, start: string): LoopParts | undefined {
  const body = childAt(node, "body");
  if (body === undefined) return undefined;
  return {
    kind: /^for|^enhanced_for/u.test(node.type) ? "for" : "while",
    body,
    targets: childrenAt(node, "left"),
    iterable: childAt(node, "right"),
    condition: childAt(node, "condition"),
    start: childAt(node, start),
    isAsync: hasToken(node, "await") || hasToken(node, "async"),
  };
}

/** Each clause of a try, with its keyword; the language adds what it catches. */
export function catchClauses(
  node: SyntaxNode,
  typesOf: (clause: SyntaxNode) => readonly SyntaxNode[],
): readonly HandlerParts[] {
  const guarded = childAt(node, "body");
  if (guarded === undefined) return [];
  return node.children.flatMap((clause) => {
    const isClause = clause.type === "catch_clause" || clause.type === "except_clause";
    const keyword = childOf(clause, "catch", "except", "except*");
    if (!isClause || keyword === undefined) return [];
    const body = childAt(clause, "body") ?? childOf(clause, "block");
    return [{ node: clause, keyword, types: typesOf(clause), body: body ? [body] : [], guarded }];
  });
}
