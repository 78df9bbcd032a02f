// The trap of a connection a row: the loop that inserts rows opens one for each turn.
import type { Call, CodeDocument } from "../document.ts";
import { insertsInLoop } from "./insert-in-loop.ts";

export interface Connecting {
  /** Names of calls and constructors that open a connection: connect, getConnection, Client. */
  readonly names: readonly string[];
  /** What must stand before the dot, where the name alone says too little: a pool has a connect as well. */
  readonly receiver?: RegExp;
  /** True where the name may stand alone: `connect(…)` imported from a driver, `new Client(…)`. */
  readonly isPlainAllowed: boolean;
}

/** The calls that open a connection in the same loop whose turn inserts one row. */
export function* connectsInLoop(document: CodeDocument, opening: Connecting): Iterable<Call> {
  const calls = document.callsNamed(...opening.names).filter((call) => opens(call, opening));
  if (calls.length === 0) return;
  const loops = new Set([...insertsInLoop(document)].map(({ loop }) => loop));
  for (const call of calls) {
    const [loop] = call.loops;
    if (loop !== undefined && loops.has(loop) && !isOnceOnly(call)) yield call;
  }
}

const opens = ({ receiver: before }: Call, { receiver, isPlainAllowed }: Connecting): boolean =>
  before === undefined ? isPlainAllowed : (receiver?.test(before) ?? true);

/** `if conn is None: conn = connect()` and `if conn.closed` open it again after it broke. */
const isOnceOnly = ({ conditions }: Call): boolean =>
  conditions.some((test) => /\bnot\b|\bNone\b|\bnull\b|\bnil\b|closed|alive|!/iu.test(test));
