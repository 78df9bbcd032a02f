// A value that must never be printed. Only `reveal` gives it back.

export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The secret itself: call it where it is handed to the driver, nowhere else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return "***";
  }

  toJSON(): string {
    return "***";
  }

  /** Node's own printer asks for this name; without it `console.log` would show the class only. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "***";
  }
}
