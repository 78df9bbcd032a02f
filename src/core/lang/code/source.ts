// One parsed file as this folder's parts read it: the text, its nodes, and how its language spells things.
import type { CodeLanguage } from "./document.ts";
import type { Profile } from "./profile.ts";
import { PROFILES } from "./profiles.ts";
import type { SyntaxNode, SyntaxNodes } from "./syntax.ts";

export class Source {
  readonly text: string;
  readonly language: CodeLanguage;
  readonly profile: Profile;
  readonly root: SyntaxNode;
  /** In the order of the text, outer ones first. */
  readonly nodes: SyntaxNodes;
  /** Those of any type that a profile names: a tenth of all. */
  readonly #telling: readonly SyntaxNode[];

  constructor(text: string, language: CodeLanguage, nodes: SyntaxNodes) {
    this.text = text;
    this.language = language;
    this.profile = PROFILES[language];
    this.root = nodes[0];
    this.nodes = nodes;
    const { calls, loops, functions, lambdas, bindings, tries, imports } = this.profile;
    this.#telling = ofTypes(nodes, [calls, loops, functions, lambdas, bindings, tries, imports]);
  }

  /** All nodes of these sets of the profile in order, outer ones first. */
  nodesOf(...types: readonly ReadonlySet<string>[]): readonly SyntaxNode[] {
    return ofTypes(this.#telling, types);
  }

  isFunction(node: SyntaxNode): boolean {
    return this.profile.functions.has(node.type) || this.profile.lambdas.has(node.type);
  }
}

function ofTypes(
  nodes: readonly SyntaxNode[],
  types: readonly ReadonlySet<string>[],
): readonly SyntaxNode[] {
  const wanted = new Set(types.flatMap((among) => [...among]));
  return nodes.filter(({ type }) => wanted.has(type));
}
