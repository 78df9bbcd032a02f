// The syntax tree as plain nodes. The parser's own nodes live in WebAssembly, where each step to a child
// costs a call; one walk brings all of them here, about as fast as the parse itself.
import type { Tree, TreeCursor } from "web-tree-sitter";
import type { Range } from "../../text/range.ts";

export interface SyntaxNode extends Range {
  readonly type: string;
  /** The name of its place in the parent: body, left, arguments. */
  readonly field: string | undefined;
  /** False for keywords and punctuation. */
  readonly isNamed: boolean;
  readonly parent: SyntaxNode | undefined;
  readonly children: readonly SyntaxNode[];
  /** An error node, a token the parser had to invent, or one of these inside. */
  readonly isBroken: boolean;
  /** As written. */
  readonly text: string;
}

interface NodeFacts {
  readonly type: string;
  readonly field: string | undefined;
  readonly isNamed: boolean;
  readonly start: number;
  readonly end: number;
}

class GrowingNode implements SyntaxNode {
  readonly type: string;
  readonly field: string | undefined;
  readonly isNamed: boolean;
  readonly start: number;
  readonly end: number;
  readonly parent: GrowingNode | undefined;
  children: readonly GrowingNode[] = NONE;
  isBroken = false;
  readonly #source: string;

  constructor(facts: NodeFacts, parent: GrowingNode | undefined, source: string) {
    this.type = facts.type;
    this.field = facts.field;
    this.isNamed = facts.isNamed;
    this.start = facts.start;
    this.end = facts.end;
    this.parent = parent;
    this.#source = source;
  }

  get text(): string {
    return this.#source.slice(this.start, this.end);
  }
}

/** Shared by all leaves, which are most nodes. */
const NONE: readonly GrowingNode[] = [];

/** All nodes of a tree, parents before their children, in the order of the text; the root comes first. */
export type SyntaxNodes = readonly [SyntaxNode, ...SyntaxNode[]];

/** A tree's plain copy. */
export function readTree(tree: Tree, source: string): SyntaxNodes {
  const cursor = tree.walk();
  try {
    return copied(cursor, reader(cursor, tree, source));
  } finally {
    cursor.delete();
  }
}

type Read = (parent: GrowingNode | undefined) => GrowingNode;

/** Iterative: half-typed text nests as deep as it likes. */
function copied(cursor: TreeCursor, read: Read): SyntaxNodes {
  const root = read(undefined);
  const nodes: [SyntaxNode, ...SyntaxNode[]] = [root];
  const open: { readonly node: GrowingNode; readonly children: GrowingNode[] }[] = [];
  if (cursor.gotoFirstChild()) open.push({ node: root, children: [] });
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = read(level.node);
    level.children.push(node);
    nodes.push(node);
    // Keywords and punctuation are leaves: half of all nodes.
    if (node.isNamed && cursor.gotoFirstChild()) {
      open.push({ node, children: [] });
      continue;
    }
    while (open.length > 0 && !cursor.gotoNextSibling()) {
      const closed = open.pop();
      if (closed !== undefined) closed.node.children = closed.children;
      cursor.gotoParent();
    }
  }
  return nodes;
}

function reader(cursor: TreeCursor, { language }: Tree, source: string): Read {
  const named = new Map<number, boolean>();
  const isNamed = (typeId: number): boolean => {
    const known = named.get(typeId) ?? language.nodeTypeIsNamed(typeId);
    named.set(typeId, known);
    return known;
  };
  return (parent) => {
    const typeId = cursor.nodeTypeId;
    const isError = typeId === ERROR_TYPE;
    const facts = {
      type: isError ? "ERROR" : (language.types[typeId] ?? "ERROR"),
      field: language.fields[cursor.currentFieldId] ?? undefined,
      isNamed: isError || isNamed(typeId),
      start: cursor.startIndex,
      end: cursor.endIndex,
    };
    const node = new GrowingNode(facts, parent, source);
    // Only a token of no length can have been invented.
    if (isError || (facts.start === facts.end && cursor.nodeIsMissing)) markBroken(node);
    return node;
  };
}

const ERROR_TYPE = 0xffff;

function markBroken(node: GrowingNode): void {
  for (let at: GrowingNode | undefined = node; at && !at.isBroken; at = at.parent)
    at.isBroken = true;
}

/** Every node below, and the node itself, parents first. Iterative as well. */
export function* descendants(node: SyntaxNode): Generator<SyntaxNode, void> {
  const waiting = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (let index = next.children.length - 1; index >= 0; index--) {
      const child = next.children[index];
      if (child !== undefined) waiting.push(child);
    }
  }
}

/** The parents of a node, innermost first. */
export function* ancestors(node: SyntaxNode): Generator<SyntaxNode, void> {
  for (let at = node.parent; at !== undefined; at = at.parent) yield at;
}

/** The child in a field: an operator is no named node, but a bracket beside the child is none either. */
export const childAt = (node: SyntaxNode | undefined, field: string): SyntaxNode | undefined =>
  node?.children.find((child) => child.field === field && child.isNamed) ??
  node?.children.find((child) => child.field === field);

/** A node's place alone: plain data that keeps no tree in memory. */
export const rangeOf = ({ start, end }: Range): Range => ({ start, end });

export const childrenAt = (node: SyntaxNode, field: string): readonly SyntaxNode[] =>
  node.children.filter((child) => child.field === field && child.isNamed);

export const childOf = (node: SyntaxNode, ...types: readonly string[]): SyntaxNode | undefined =>
  node.children.find(({ type }) => types.includes(type));

/** Named children without comments. */
export const partsOf = (node: SyntaxNode): readonly SyntaxNode[] =>
  node.children.filter(({ isNamed, type }) => isNamed && !isComment(type));

export const isComment = (type: string): boolean => type.endsWith("comment");

export const hasToken = (node: SyntaxNode, token: string): boolean =>
  node.children.some(({ type }) => type === token);

/** The smallest node that holds the range. */
export function nodeAround(root: SyntaxNode, range: Range): SyntaxNode {
  let node = root;
  for (;;) {
    const inner = childAround(node, range);
    if (inner === undefined) return node;
    node = inner;
  }
}

function childAround(node: SyntaxNode, range: Range): SyntaxNode | undefined {
  const { children } = node;
  let low = 0;
  let high = children.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((children[middle]?.start ?? 0) <= range.start) low = middle;
    else high = middle - 1;
  }
  const child = children[low];
  return child && child.start <= range.start && child.end >= range.end ? child : undefined;
}
