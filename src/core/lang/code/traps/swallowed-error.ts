// The trap of rows that vanish: what goes wrong with the INSERT of a row is printed, and the loop goes on.
import type { CodeDocument, Handler } from "../document.ts";
import { isInside } from "../../../text/range.ts";
import { insertsInLoop } from "./insert-in-loop.ts";

export interface SwallowedError {
  readonly handler: Handler;
  /** True where the loop goes on with the next row; false where the rest of the rows is left out. */
  readonly goesOn: boolean;
}

/** `types` are the names of exceptions that a failed INSERT raises; a bare handler takes all. */
export function* swallowedErrors(document: CodeDocument, types: RegExp): Iterable<SwallowedError> {
  const inserts = [...insertsInLoop(document)];
  for (const handler of document.handlers) {
    if (!handler.isSwallowing || !takes(handler, types)) continue;
    const insert = inserts.find(({ call }) => isInside(call.range, handler.guarded));
    if (insert === undefined) continue;
    const goesOn = handler.loops.includes(insert.loop);
    if (goesOn || isInside(insert.loop.range, handler.guarded)) yield { handler, goesOn };
  }
}

const takes = ({ types }: Handler, wanted: RegExp): boolean =>
  types.length === 0 || types.some((type) => wanted.test(type));
