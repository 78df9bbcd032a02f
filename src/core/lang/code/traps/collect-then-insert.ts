// The trap of distributed rows that go through one process: what a Spark job pulls to its driver is
// inserted from there.
import type { Call, CodeDocument } from "../document.ts";
import { insertsInLoop } from "./insert-in-loop.ts";

export interface Pulling {
  /** Methods that bring a distributed data set to the driver: collect, toPandas. */
  readonly pulls: readonly string[];
  /** Calls that load many rows at once and what is loaded: the receiver, or the argument with this index. */
  readonly loads: readonly { readonly name: string; readonly rows: "receiver" | number }[];
}

export interface CollectedLoad {
  /** The call that inserts. */
  readonly call: Call;
  /** The method that pulled the rows. */
  readonly pull: string;
}

export function* collectedLoads(document: CodeDocument, pulling: Pulling): Iterable<CollectedLoad> {
  for (const { call, loop } of insertsInLoop(document)) {
    const pull = pullBehind(loop.iterable, loop.range.start, { document, pulling });
    if (pull !== undefined) yield { call, pull };
  }
  for (const { name, rows } of pulling.loads) {
    for (const call of document.callsNamed(name)) {
      const loaded = rows === "receiver" ? call.receiver : call.args[rows]?.text;
      const pull = pullBehind(loaded, call.range.start, { document, pulling });
      if (pull !== undefined) yield { call, pull };
    }
  }
}

interface Search {
  readonly document: CodeDocument;
  readonly pulling: Pulling;
}

/** Names of names of names: code that people write needs no more. */
const STEPS_MAX = 4;

function pullBehind(
  expression: string | undefined,
  offset: number,
  { document, pulling }: Search,
): string | undefined {
  let at = { text: expression ?? "", offset };
  for (let step = 0; step < STEPS_MAX; step++) {
    const { text } = at;
    const pull = pulling.pulls.find((name) => new RegExp(String.raw`\.${name}\b`, "u").test(text));
    if (pull !== undefined) return isFew(text) ? undefined : pull;
    const root = /^(?:(?:enumerate|list|iter|tqdm)\()*([\p{L}_$][\w$]*)/u.exec(text)?.[1];
    const value = root === undefined ? undefined : document.valueOf(root, at.offset);
    if (value === undefined || value.text.length > TEXT_MAX) return undefined;
    at = { text: value.text, offset: value.range.start };
  }
  return undefined;
}

const TEXT_MAX = 2_000;

/** Few rows by what is done before: limit(1000) and less, take, head, and what counts or sums. */
function isFew(text: string): boolean {
  if (/\.(?:take|head|first|agg|count|distinct|groupBy|describe|summary)\b/u.test(text))
    return true;
  const limit = /\.limit\(\s*([\d_]+)\s*\)/u.exec(text)?.[1];
  return limit !== undefined && Number(limit.replaceAll("_", "")) <= 1_000;
}
