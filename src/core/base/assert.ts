// Assertions are for bugs in Rowmill, never for bad input: those are IngestErrors.

/** Throws when something that must hold does not. `what` says what was expected. */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`bug in Rowmill: expected ${what}`);
}

/** The value, which the caller knows to be there. `what` names it in the message of the bug. */
export function present<T>(value: T | null | undefined, what: string): T {
  assert(value !== null && value !== undefined, what);
  return value;
}
