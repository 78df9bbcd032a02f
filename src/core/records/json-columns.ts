// The columns of JSON Lines, from a sample: every path to a value, objects opened into dotted names.
import { walkObject, type JsonKind, type JsonProblem, type JsonVisitor } from "./json-object.ts";

export class JsonColumns implements JsonVisitor {
  readonly #isWhole: (path: string) => boolean;
  /** False for a path that was only null or an empty object so far: it may still turn out to be an object. */
  readonly #paths = new Map<string, boolean>();

  /** `isWhole`: an object at this path goes into a column of its own, as JSON text. */
  constructor(isWhole: (path: string) => boolean) {
    this.#isWhole = isWhole;
  }

  /** One object of the sample; one that is no JSON says nothing. */
  add(text: string): JsonProblem | null {
    return walkObject(text, this);
  }

  opens(path: string): boolean {
    return !this.#isWhole(path);
  }

  value(path: string, kind: JsonKind): void {
    const isValue = kind !== "null" && kind !== "empty";
    // The object that has no member at all, as a line.
    if (path === "" && kind === "empty") return;
    this.#paths.set(path, isValue || (this.#paths.get(path) ?? false));
  }

  /** In the order in which they first came. */
  names(): readonly string[] {
    const all = [...this.#paths.keys()];
    const isOpened = (path: string) => all.some((other) => other.startsWith(`${path}.`));
    return all.filter((path) => this.#paths.get(path) === true || !isOpened(path));
  }
}
