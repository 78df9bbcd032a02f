// The trap of Entity Framework's SaveChanges in the loop that adds the objects.
import type { Call, CodeDocument } from "../document.ts";
import { rowLoop } from "./insert-in-loop.ts";

export function* savesInLoop(document: CodeDocument): Iterable<Call> {
  for (const call of document.callsNamed("SaveChanges", "SaveChangesAsync")) {
    const loop = rowLoop(call);
    // `while` is a worker that waits for work; a condition is a counter, most of the time.
    if (loop === undefined || loop.kind === "while" || call.conditions.length > 0) continue;
    const names = document.flowOf(loop.variables, loop.range);
    const adds = document
      .callsNamed("Add", "AddAsync")
      .some(
        (added) =>
          added.loops[0] === loop &&
          added.receiver?.split(".")[0] === call.receiver?.split(".")[0] &&
          added.args.some(({ range }) => [...names].some((name) => document.uses(name, range))),
      );
    if (adds) yield call;
  }
}
