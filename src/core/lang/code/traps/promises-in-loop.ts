// Which way a loop of JavaScript waits for its INSERTs: one after the other, all at once, or not at all.
import type { Call, CodeDocument, Loop } from "../document.ts";
import { isInside } from "../../../text/range.ts";
import { type InsertInLoop, insertsInLoop } from "./insert-in-loop.ts";

/** `floating`: nobody waits; `together`: Promise.all; `sequential`: each turn waits for its own. */
export type Waiting = "floating" | "together" | "sequential";

export function* insertsWaitedFor(
  document: CodeDocument,
  waiting: Waiting,
): Iterable<InsertInLoop> {
  for (const insert of insertsInLoop(document))
    if (waitingOf(insert, document) === waiting) yield insert;
}

function waitingOf({ call, loop }: InsertInLoop, document: CodeDocument): Waiting | undefined {
  if (loop.kind !== "callback") return call.isAwaited ? "sequential" : undefined;
  if (isGathered(loop, document)) return "together";
  // A library's own callback tells of errors, and whoever gets the promise may wait for it.
  const isLeft = !hasCallback(call) && (loop.callback === "forEach" || !call.isUsed);
  const waitsForNobody = loop.callback === "forEach" || loop.callback === "on";
  return waitsForNobody && isLeft && !(loop.callback === "on" && call.isAwaited)
    ? "floating"
    : undefined;
}

const isGathered = ({ range }: Loop, document: CodeDocument): boolean =>
  document
    .callsNamed("all", "allSettled")
    .some((call) => call.receiver === "Promise" && isInside(range, call.range));

const hasCallback = ({ args }: Call): boolean =>
  /^(?:async\s+)?(?:function\b|\(?[\w\s,{}]*\)?\s*=>)/u.test(args.at(-1)?.text ?? "");
