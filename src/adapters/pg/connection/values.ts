// Keyword values gathered from several places: the first place that mentions a keyword decides it.
import { checkKeyword, choices, isKeyword, type Choice } from "./keywords.ts";

export class Values {
  readonly #found = new Map<string, { readonly value: string; readonly origin: string }>();

  /** Adds what is not said yet. `origin` names the place, for messages. */
  add(
    values: ReadonlyMap<string, string>,
    origin: (key: string) => string,
    mayNameKeyword: boolean,
  ): void {
    for (const [key, value] of values) {
      // What an earlier place decided need not be valid here; an unknown keyword always is a mistake.
      if (this.#found.has(key) && isKeyword(key)) continue;
      checkKeyword(key, value, { text: origin(key), mayNameKeyword });
      this.#found.set(key, { value, origin: origin(key) });
    }
  }

  /** The value, or null when there is none or an empty one: both ask for the default. */
  text(key: string): string | null {
    const value = this.#found.get(key)?.value ?? "";
    return value === "" ? null : value;
  }

  /** Comma separated entries; an empty entry asks for the default of its place. */
  list(key: string): readonly string[] | null {
    return this.text(key)?.split(",") ?? null;
  }

  whole(key: string): number | null {
    const value = this.text(key);
    return value === null ? null : Number(value);
  }

  oneOf<K extends keyof typeof choices>(key: K): Choice<K> | null {
    const value = this.text(key);
    const known: readonly Choice<K>[] = choices[key];
    return known.find((choice) => choice === value) ?? null;
  }

  /** Keyword -> who said so. */
  origins(): Map<string, string> {
    return new Map(
      [...this.#found]
        .filter(([, { value }]) => value !== "")
        .map(([key, { origin }]) => [key, origin]),
    );
  }
}
