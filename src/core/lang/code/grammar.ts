// What the world lends to read host code: a grammar that makes a tree of a text, within its time limit.
// The runtime, the grammar files and the clock stay outside of core.
import type { Tree } from "web-tree-sitter";

/** One replaced part of a text, in UTF-16 code units. */
export interface CodeEdit {
  readonly start: number;
  /** End of the part before the edit. */
  readonly oldEnd: number;
  /** End of what stands there now. */
  readonly newEnd: number;
}

export interface EarlierTree {
  readonly tree: Tree;
  readonly text: string;
  readonly edit: CodeEdit;
}

export interface Grammar {
  /**
   * The tree of `text`; undefined where that takes longer than the grammar's time limit. With an earlier
   * tree only what the edit touches is read again; the earlier tree stays as it is.
   */
  parse(text: string, earlier?: EarlierTree): Tree | undefined;
}

/** Longer files are not read: a source of this size was written by a program. */
export const CODE_LENGTH_MAX = 2_000_000;
