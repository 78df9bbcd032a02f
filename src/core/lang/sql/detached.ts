// Strings that outlive the text they were cut from.

/** A slice keeps the whole text alive in memory; what is kept for long, such as a name, must not. */
export const detached = (slice: string): string =>
  slice.length < 13 ? slice : ` ${slice}`.slice(1);
