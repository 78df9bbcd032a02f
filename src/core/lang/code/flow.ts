// Where the values of some names go inside a range: through assignments, loops, and calls that fill
// something (list.add(x), ps.setInt(1, x), rows.Scan(&x)).
import { isInside, type Range } from "../../text/range.ts";
import type { Bindings } from "./bindings.ts";
import type { Call } from "./document.ts";
import type { Loops } from "./loops.ts";
import type { NameSearch } from "./masked.ts";

export interface FlowSources {
  readonly bindings: Bindings;
  readonly loops: Loops;
  readonly calls: readonly Call[];
  readonly search: NameSearch;
}

/** From an expression to the names that get it. */
interface Step {
  readonly from: readonly Range[];
  readonly to: readonly string[];
}

export function flowOf(
  { bindings, loops, calls, search }: FlowSources,
  names: readonly string[],
  range: Range,
): ReadonlySet<string> {
  const steps = [
    ...bindings
      .within(range)
      .flatMap(({ name, value }) => (value ? [{ from: [value], to: [rootOf(name)] }] : [])),
    ...loops.all.filter((loop) => isInside(loop.range, range)).map(callbackStep),
    ...calls.filter((call) => isInside(call.range, range)).map(callStep),
  ].filter(({ to }) => to.length > 0);
  const reached = new Set(names);
  for (let before = -1; before !== reached.size;) {
    before = reached.size;
    for (const { from, to } of steps) {
      if (to.every((name) => reached.has(name))) continue;
      if (from.some((part) => search.usesAny(reached, part)))
        for (const name of to) reached.add(name);
    }
  }
  return reached;
}

const rootOf = (path: string): string => {
  const [first = path, second] = path.split(".");
  return ["this", "self", "cls"].includes(first) ? (second ?? path) : first;
};

const callbackStep = (loop: Loops["all"][number]): Step => ({
  from: [loop.header],
  to: loop.kind === "callback" ? loop.variables : [],
});

/** A filling call changes its receiver; `&x` of Go and `out x` of C# are filled by the call. */
function callStep(call: Call): Step {
  const filled = call.args.flatMap(
    ({ text }) => /^(?:&|out\s+(?:\w+\s+)?|ref\s+)(\w+)$/u.exec(text)?.[1] ?? [],
  );
  const receiver = call.receiver ?? "";
  const from = call.args.map(({ range }) => range);
  if (filled.length > 0) {
    const start = call.range.start;
    return { from: [{ start, end: start + receiver.length }, ...from], to: filled };
  }
  const root = /^(?:(?:this|self)\.)?([\p{L}_$][\w$]*)/u.exec(receiver)?.[1];
  return { from, to: root !== undefined && FILLS.test(call.name) ? [root] : [] };
}

const FILLS =
  /^(?:set|add|append|put|push|bind|insert|extend|update|write|offer|enqueue|with|param|value|assign|unshift|copy)/iu;
