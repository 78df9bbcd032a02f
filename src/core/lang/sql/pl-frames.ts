// What PL/pgSQL statements are inside of: blocks, loops, IF and CASE, as a stack that is as patient with
// what is missing as somebody who types.
import type { Range } from "../../text/range.ts";
import type { PlBlock, PlCondition, PlLoop } from "./plpgsql.ts";

/** The same as the rules see, while its end is not known yet. */
type Growing<T> = { -readonly [K in keyof T]: T[K] extends Range ? Growing<Range> : T[K] };

interface BlockFrame {
  readonly kind: "block";
  readonly block: Growing<PlBlock>;
  readonly caught: string[];
  readonly isOutermost: boolean;
}

interface LoopFrame {
  readonly kind: "loop";
  readonly loop: Growing<PlLoop>;
}

interface BranchFrame {
  readonly kind: "if" | "case";
  readonly start: number;
  /** One for each branch; the last is the one that statements are in. */
  readonly branches: Growing<PlCondition>[];
}

export type Frame = BlockFrame | LoopFrame | BranchFrame;

/** Around one statement; lists are shared by statements in the same place. */
export interface Surroundings {
  readonly loops: readonly PlLoop[];
  readonly conditions: readonly PlCondition[];
  readonly blocks: readonly PlBlock[];
}

/** Deeper frames are counted, but not shown around statements: nobody reads them. */
const SHOWN_MAX = 64;

export class PlFrames {
  readonly #stack: Frame[] = [];
  #known: Surroundings | undefined;

  get top(): Frame | undefined {
    return this.#stack.at(-1);
  }

  get depth(): number {
    return this.#stack.length;
  }

  push(frame: Frame): void {
    this.#stack.push(frame);
    this.#known = undefined;
  }

  /** Closes the innermost frame of this kind and all that is open in it; false where there is none. */
  close(kind: Frame["kind"], end: number, bodyEnd: number): boolean {
    const index = this.#stack.findLastIndex((frame) => frame.kind === kind);
    if (index === -1) return false;
    for (const frame of this.#stack.splice(index)) finish(frame, end, bodyEnd);
    this.#known = undefined;
    return true;
  }

  /** Closes what is still open when the body ends. */
  closeAll(end: number): void {
    for (const frame of this.#stack.splice(0)) finish(frame, end, end);
  }

  /** Another branch of the innermost IF or CASE. */
  branch(test: Range): void {
    const frame = this.#stack.findLast((open) => open.kind === "if" || open.kind === "case");
    if (frame === undefined || frame.kind === "block" || frame.kind === "loop") return;
    frame.branches.push({ range: { start: frame.start, end: frame.start }, test: { ...test } });
    this.#known = undefined;
  }

  get surroundings(): Surroundings {
    this.#known ??= this.#look();
    return this.#known;
  }

  #look(): Surroundings {
    const shown = this.#stack.slice(0, SHOWN_MAX);
    const loops = shown.flatMap((frame) => (frame.kind === "loop" ? [frame.loop] : []));
    const inside = shown.slice(shown.findLastIndex(({ kind }) => kind === "loop") + 1);
    return {
      loops,
      conditions: inside.flatMap((frame) =>
        frame.kind === "if" || frame.kind === "case" ? frame.branches.slice(-1) : [],
      ),
      blocks: inside.flatMap((frame) =>
        frame.kind === "block" && !frame.isOutermost ? [frame.block] : [],
      ),
    };
  }
}

function finish(frame: Frame, end: number, bodyEnd: number): void {
  if (frame.kind === "block") frame.block.range.end = end;
  else if (frame.kind === "loop") {
    frame.loop.range.end = end;
    frame.loop.body.end = Math.max(frame.loop.body.start, bodyEnd);
  } else for (const branch of frame.branches) branch.range.end = end;
}
