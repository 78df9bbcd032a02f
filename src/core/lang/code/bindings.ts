// Who gives a name its value: all assignments, parameters and loop variables of a file, and the one that
// counts at a place: in the innermost function that has one, the nearest before it.
import type { Range } from "../../text/range.ts";
import type { BindingParts } from "./profile.ts";
import { boundNames, parameterLists } from "./assignments.ts";
import type { Source } from "./source.ts";
import { ancestors, nodeAround, type SyntaxNode } from "./syntax.ts";

export interface Binding extends BindingParts {
  /** The assignment, declaration or function whose parameter it is. */
  readonly node: SyntaxNode;
  /** The function, class or file in which the name can be seen. */
  readonly frame: SyntaxNode;
  /** Offset from which the name has this value. */
  readonly from: number;
  /** Whether the name can be seen there, which may be less than the frame. */
  isVisible(offset: number): boolean;
}

export class Bindings {
  /** In order of their place. */
  readonly all: readonly Binding[];
  readonly #source: Source;
  readonly #byName = new Map<string, Binding[]>();

  constructor(source: Source) {
    this.#source = source;
    this.all = [...this.#found()];
    for (const binding of this.all) {
      if (binding.how === "element") continue;
      const named = this.#byName.get(binding.name);
      if (named) named.push(binding);
      else this.#byName.set(binding.name, [binding]);
    }
  }

  /** Those whose node lies in the range. */
  within(range: Range): readonly Binding[] {
    const { all } = this;
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((all[middle]?.node.start ?? 0) < range.start) low = middle + 1;
      else high = middle;
    }
    const found: Binding[] = [];
    for (let index = low; index < all.length; index++) {
      const binding = all[index];
      if (binding === undefined || binding.node.start > range.end) break;
      if (binding.node.end <= range.end) found.push(binding);
    }
    return found;
  }

  /** The binding of `name` (or of a path such as cmd.CommandText) that counts at `offset`. */
  lookup(name: string, offset: number): Binding | undefined {
    const named = this.#byName.get(name);
    if (named === undefined) return undefined;
    for (const frame of this.#framesAt(offset)) {
      const own = named.filter((binding) => binding.frame === frame && binding.isVisible(offset));
      const nearest = own.findLast(({ from }) => from <= offset) ?? this.#constantOf(frame, own);
      if (nearest !== undefined) return nearest;
    }
    // A member that another function fills, as in a constructor.
    const [only, ...others] = name.includes(".") ? named : [];
    const isElsewhere = only && (only.frame.start > offset || only.frame.end < offset);
    return isElsewhere && others.length === 0 ? only : undefined;
  }

  /** A constant of a class of this file, as in `Queries.INSERT`. */
  classConstant(name: string): Binding | undefined {
    const inClasses = (this.#byName.get(name) ?? []).filter(
      ({ frame, how }) => how === "value" && this.#source.profile.classes.has(frame.type),
    );
    return inClasses.length === 1 ? inClasses[0] : undefined;
  }

  /** Fields and constants of the file may be defined below the function that uses them. */
  #constantOf(frame: SyntaxNode, own: readonly Binding[]): Binding | undefined {
    if (this.#source.isFunction(frame)) return undefined;
    return own.length === 1 ? own[0] : undefined;
  }

  *#framesAt(offset: number): Generator<SyntaxNode, void> {
    const at = nodeAround(this.#source.root, { start: offset, end: offset });
    if (this.#isFrame(at)) yield at;
    for (const node of ancestors(at)) if (this.#isFrame(node)) yield node;
  }

  #isFrame(node: SyntaxNode): boolean {
    return (
      node === this.#source.root ||
      this.#source.isFunction(node) ||
      this.#source.profile.classes.has(node.type)
    );
  }

  *#found(): Generator<Binding, void> {
    const { profile } = this.#source;
    for (const node of this.#source.nodesOf(profile.bindings, profile.functions, profile.lambdas)) {
      if (this.#source.isFunction(node)) yield* this.#parametersOf(node);
      if (!profile.bindings.has(node.type)) continue;
      for (const parts of profile.bindingParts(node)) yield this.#placed(parts, node);
    }
  }

  *#parametersOf(node: SyntaxNode): Generator<Binding, void> {
    const lists = parameterLists(node);
    const value = this.#source.profile.inputOf?.(node);
    const how = value ? "value" : "unknown";
    for (const name of lists.flatMap((list) => boundNames(list)))
      yield {
        ...{ name, value, how, reach: "function" },
        ...{ node, frame: node, from: node.start, isVisible: () => true },
      };
  }

  #placed(parts: BindingParts, node: SyntaxNode): Binding {
    const isOpening = parts.how === "turn" || parts.how === "unknown";
    const scope = this.#scopeOf(node, parts);
    const frame = this.#isFrame(scope) ? scope : this.#around(scope, (at) => this.#isFrame(at));
    return {
      ...parts,
      node,
      frame,
      from: isOpening ? node.start : node.end,
      isVisible: (offset) => scope.start <= offset && scope.end >= offset,
    };
  }

  #scopeOf(node: SyntaxNode, { reach, how }: BindingParts): SyntaxNode {
    const { blocks, classes } = this.#source.profile;
    switch (reach) {
      case "block":
        // The loop itself is the scope of its variables.
        if (how === "turn" && blocks.has(node.type)) return node;
        return this.#around(node, (at) => blocks.has(at.type) || this.#isFrame(at));
      case "function":
        return this.#around(node, (at) => this.#isFrame(at));
      case "class":
        return this.#around(node, (at) => classes.has(at.type));
    }
  }

  #around(node: SyntaxNode, isIt: (at: SyntaxNode) => boolean): SyntaxNode {
    for (let at = node.parent; at !== undefined; at = at.parent) if (isIt(at)) return at;
    return this.#source.root;
  }
}
