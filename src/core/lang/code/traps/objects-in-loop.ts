// The trap of saving one object a turn through an object mapper: a statement, and often a transaction, for
// each of them.
import type { Call, CodeDocument } from "../document.ts";
import { rowLoop } from "./insert-in-loop.ts";

export interface Saving {
  /** Modules of the mapper, one of which the file imports. */
  readonly modules: readonly string[];
  /** Methods that save one object. */
  readonly names: readonly string[];
  /** What must stand before the dot. */
  readonly receiver: RegExp;
  /** What the first argument must look like. */
  readonly argument?: RegExp;
}

export function* objectsSavedInLoop(document: CodeDocument, saving: Saving): Iterable<Call> {
  if (!document.importsAny(...saving.modules)) return;
  for (const call of document.callsNamed(...saving.names)) {
    if (!saving.receiver.test(call.receiver ?? "")) continue;
    const [argument] = call.args;
    if (argument === undefined || !(saving.argument?.test(argument.text) ?? true)) continue;
    if (comesFromTurn(call, document) && !isFollowedUp(call, document)) yield call;
  }
}

/** The turn goes on to wait for something else, such as the queue that is told of the object. */
const isFollowedUp = (call: Call, { calls }: CodeDocument): boolean =>
  calls.some(
    (other) =>
      other.isAwaited &&
      other.loops[0] === call.loops[0] &&
      other.range.start > call.range.end &&
      other.name !== call.name,
  );

/** The saved object is the turn's row, or is made of it. */
function comesFromTurn(call: Call, document: CodeDocument): boolean {
  const loop = rowLoop(call);
  if (loop === undefined || loop.kind === "while") return false;
  const names = document.flowOf(loop.variables, loop.range);
  return call.args.some(({ range }) => [...names].some((name) => document.uses(name, range)));
}
