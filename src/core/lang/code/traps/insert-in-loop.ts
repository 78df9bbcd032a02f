// The trap of row-by-row loading: a call that runs an INSERT of one row inside a loop over rows. What is no
// such loop is told apart here: tries, loops of few turns, one INSERT a table, statements that are sent
// together.
import type { Argument, Call, CodeDocument, Loop, SqlText } from "../document.ts";
import { isOneRow } from "../document.ts";
import { isForOtherDatabase } from "./other-database.ts";
import { isInside, spanning, type Range } from "../../../text/range.ts";

export interface InsertInLoop {
  readonly call: Call;
  readonly sql: SqlText;
  /** The innermost loop whose turns are rows. */
  readonly loop: Loop;
  /** The table as the statement names it; undefined where a hole names it. */
  readonly table: string | undefined;
}

/** Loops of fewer turns are seeds and settings, no loads. */
const TURNS_MIN = 21;

export function* insertsInLoop(document: CodeDocument): Iterable<InsertInLoop> {
  if (isForOtherDatabase(document)) return;
  for (const call of document.calls) {
    const found = insertInLoop(call, document);
    if (found !== undefined) yield found;
  }
}

export function insertInLoop(call: Call, document: CodeDocument): InsertInLoop | undefined {
  const { sql } = call;
  if (sql?.statement.kind !== "insert" || !addsOneRow(sql) || !runsSql(call)) return undefined;
  const loop = rowLoop(call);
  if (loop === undefined || isSentTogether(call, loop, document)) return undefined;
  if (isPaced(loop, document) || isLookup(call, sql)) return undefined;
  if (!valuesFlow(call, sql, loop, document)) return undefined;
  const { table } = sql.statement;
  const name = table?.isPlaceholder === false ? table.name : undefined;
  return name !== undefined && BOOKKEEPING.test(name)
    ? undefined
    : { call, sql, loop, table: name };
}

/** False for calls that only keep, print, build or prepare the text. */
export const runsSql = ({ name, receiver }: Call): boolean =>
  name !== "SQL" &&
  !KEEPS.test(name) &&
  !(LEVELS.test(name) && /log|console/iu.test(receiver ?? ""));

const KEEPS =
  /^(?:append|push|extend|prepend|unshift|put|write\w*|print\w*|f?printf|sprintf|format\w*|join|concat|replace\w*|split|mogrify|prepare\w*|dedent|text|len|str|isinstance|Exception|\w+Error)$/iu;
const LEVELS = /^(?:trace|debug|info|warn|warning|error|exception|critical|fatal|log)$/iu;

/** Tables where migration runners note which file they ran: one row a file. */
const BOOKKEEPING =
  /(?:^|_)(?:migrations?|schema_?versions?|schema_deltas|schemas?|changelog|alembic_version)(?:_history|_log)?$/iu;

/** `if not found: INSERT … RETURNING id`: a key looked up or made, once for each value and not for each row. */
const isLookup = ({ conditions }: Call, { statement }: SqlText): boolean =>
  statement.kind === "insert" && statement.hasReturning && conditions.length > 0;

/** A turn that sleeps is a poll or a demonstration: its insert is not what takes the time. */
const isPaced = (loop: Loop, document: CodeDocument): boolean =>
  document
    .callsNamed("sleep", "Sleep", "delay", "Delay", "setTimeout")
    .some(({ loops }) => loops[0] === loop);

/** The innermost loop that is neither tries nor a handful of turns. */
export const rowLoop = ({ loops }: Pick<Call, "loops">): Loop | undefined =>
  loops.find(({ isRetry, turnsMax }) => !isRetry && (turnsMax ?? TURNS_MIN) >= TURNS_MIN);

/** One row of VALUES, or a SELECT of expressions alone. */
function addsOneRow({ statement, text }: SqlText): boolean {
  if (statement.kind !== "insert") return false;
  const { source } = statement;
  if (source?.kind === "select")
    return !/\b(?:from|union|unnest|generate_series)\b/iu.test(
      text.slice(source.range.start, source.range.end),
    );
  return isOneRow(source) && !isRowsInOneHole(text, source?.range);
}

/** VALUES followed by a hole without parentheses of its own: a list of rows that the program makes. */
const isRowsInOneHole = (text: string, range: Range | undefined): boolean =>
  range !== undefined && /^values\s*(?:%s\b|\uFFFC)/iu.test(text.slice(range.start, range.end));

/** Calls that only note the row, and send many together. */
const BATCHING =
  /^(?:add_?batch|batch_?update|queue|execute_?many\w*|execute_values|execute_batch|copy\w*)$|_(?:many|batch|bulk)$/iu;

/** psycopg sends what stands under `with conn.pipeline()` without waiting for each answer. */
const PIPELINE = /\bpipeline\s*\(/u;

function isSentTogether(call: Call, loop: Loop, document: CodeDocument): boolean {
  if (BATCHING.test(call.name) || call.contexts.some((context) => PIPELINE.test(context)))
    return true;
  return document
    .callsNamed("addBatch")
    .some((other) => other.loops.includes(loop) && other.receiver === call.receiver);
}

/** The turn's row must reach the values: an INSERT of constants a table is no load of rows. */
export function valuesFlow(call: Call, sql: SqlText, loop: Loop, document: CodeDocument): boolean {
  const names = document.flowOf(loop.variables, loop.range);
  const isUsedIn = (range: Range): boolean => [...names].some((name) => document.uses(name, range));
  return valuePlaces(call, sql, loop, document).some(isUsedIn);
}

/** Where values come in: behind the SQL, in its holes behind VALUES, or set on a prepared statement. */
function valuePlaces(
  call: Call,
  sql: SqlText,
  loop: Loop,
  document: CodeDocument,
): readonly Range[] {
  const source = sql.statement.kind === "insert" ? sql.statement.source : undefined;
  const valuesFrom = source?.range.start ?? Infinity;
  const setters = document.calls.filter(
    ({ name, receiver, loops }) =>
      receiver !== undefined &&
      loops.includes(loop) &&
      SETTER.test(name) &&
      receiver.split(".")[0] === call.receiver?.split(".")[0],
  );
  return [
    ...call.args.flatMap((argument) => besidesSql(argument, sql.range)),
    ...sql.holes.filter(({ at }) => at >= valuesFrom).map(({ range }) => range),
    ...setters.flatMap(({ args }) => spanOf(args.map(({ range }) => range))),
  ];
}

/** All of an argument that is not the SQL itself: { text: "INSERT …", values: [row.id] }. */
function besidesSql(argument: Argument, sql: Range): readonly Range[] {
  const { range } = argument;
  if (argument.sql === undefined) return [range];
  if (!isInside(sql, range)) return [];
  return [
    { start: range.start, end: sql.start },
    { start: sql.end, end: range.end },
  ];
}

const SETTER = /^(?:set[A-Z]\w*|bind\w*|Add\w*|AddWithValue|add|addParameter|setNull)$/u;

function spanOf(ranges: readonly Range[]): readonly Range[] {
  const [first] = ranges;
  const last = ranges.at(-1);
  return first === undefined || last === undefined ? [] : [spanning(first, last)];
}
