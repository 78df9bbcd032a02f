// The traps of COPY in host code: one that is started for each row, and one whose rows cannot be sent.
import type { Call, CodeDocument } from "../document.ts";
import { rowLoop } from "./insert-in-loop.ts";

/** CopyManager.copyIn for one row of a loop; one for a file or a batch is well. */
export function* copiesInLoop(document: CodeDocument): Iterable<Call> {
  for (const call of document.callsNamed("copyIn")) {
    const loop = rowLoop(call);
    const rows = call.args.find(({ text }) => IN_MEMORY.test(text));
    if (loop === undefined || rows === undefined) continue;
    if (loop.variables.some((name) => MANY.test(name))) continue;
    const names = document.flowOf(loop.variables, loop.range);
    if ([...names].some((name) => document.uses(name, rows.range))) yield call;
  }
}

const IN_MEMORY = /^new\s+(?:StringReader|ByteArrayInputStream)\b/u;
const MANY = /batch|chunk|page|part|group|file|path|block|csv|lines|rows/iu;

/** COPY … FROM STDIN as the text of a call that runs a statement and takes no rows. */
export function* copiesThroughExec(document: CodeDocument): Iterable<Call> {
  const names = ["Exec", "ExecContext", "MustExec", "Query", "QueryContext", "QueryRow"];
  for (const call of document.callsNamed(...names)) {
    const statement = call.args.find(({ sql }) => sql !== undefined)?.sql?.statement;
    if (statement?.kind !== "copy" || statement.direction !== "from") continue;
    if (statement.endpoint === "stdin") yield call;
  }
}
