// How a fix that was offered is named until somebody chooses it: it travels to the editor and back, and the
// long edits only then.

interface FindingId {
  readonly uri: string;
  /** Of the text that it was offered for. */
  readonly version: number;
  readonly rule: string;
  readonly start: number;
}

export interface FixId extends FindingId {
  /** Among the fixes of its finding. */
  readonly index: number;
}

/** What a lens remembers until it is on the screen, and what its command is given. */
export interface RunLens extends FindingId {
  /** INSERTs in the run. */
  readonly count: number;
}

export const isFixId = (data: unknown): data is FixId =>
  isFindingId(data) && "index" in data && typeof data.index === "number";

export const isRunLens = (data: unknown): data is RunLens =>
  isFindingId(data) && "count" in data && typeof data.count === "number";

const isFindingId = (data: unknown): data is FindingId =>
  typeof data === "object" &&
  data !== null &&
  "uri" in data &&
  "version" in data &&
  "rule" in data &&
  "start" in data &&
  typeof data.uri === "string" &&
  typeof data.version === "number" &&
  typeof data.rule === "string" &&
  typeof data.start === "number";
