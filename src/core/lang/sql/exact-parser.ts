// What a parser with the whole grammar answers about one statement. It comes from outside, because it
// brings a WebAssembly module or a generated table of its own.

export interface ExactParser {
  /** True where the grammar takes the statement, and where it is too large to be asked. */
  accepts(sql: string): boolean;
  /** The same for statements that differ in their literals and in how many rows they have, only. */
  fingerprint(sql: string): string | undefined;
}
