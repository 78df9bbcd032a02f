// The trap of pasted values: an INSERT whose VALUES hold data of a row as text. Reported only where the
// text shows that it is data: quoted in the SQL, or coming from the turn of a loop.
import type { Call, CodeDocument, SqlHole, SqlText } from "../document.ts";
import { isInside } from "../../../text/range.ts";
import { rowLoop, runsSql } from "./insert-in-loop.ts";

export interface InterpolatedValues {
  readonly call: Call;
  readonly sql: SqlText;
  /** The first pasted value. */
  readonly hole: SqlHole;
}

/** One for each text of SQL, however many calls run it. */
export function* interpolatedValues(document: CodeDocument): Iterable<InterpolatedValues> {
  const seen = new Set<number>();
  for (const call of document.calls) {
    const { sql } = call;
    if (sql === undefined || sql.holes.length === 0 || seen.has(sql.range.start)) continue;
    const hole = runsSql(call) ? pastedValue(call, sql, document) : undefined;
    if (hole === undefined) continue;
    seen.add(sql.range.start);
    yield { call, sql, hole };
  }
}

function pastedValue(call: Call, sql: SqlText, document: CodeDocument): SqlHole | undefined {
  const { statement } = sql;
  const source = statement.kind === "insert" ? statement.source : undefined;
  if (source?.kind !== "values") return undefined;
  const { start, end } = source.range;
  return sql.holes.find(
    (hole) => hole.at >= start && hole.at < end && isData(hole, { call, sql, document }),
  );
}

interface Place {
  readonly call: Call;
  readonly sql: SqlText;
  readonly document: CodeDocument;
}

function isData(hole: SqlHole, { call, sql, document }: Place): boolean {
  const expression = hole.expression.trim();
  if (hole.isBound || expression === "" || SAFE.test(expression)) return false;
  if (CONSTANT.test(expression)) return false;
  if (isFixedText(expression, hole.range.start, document)) return false;
  if (comesFromRow(expression, hole, { call, sql, document })) return true;
  return isQuoted(sql.text, hole.at) && !hasFewTurns(call) && isLocal(hole, call, document);
}

/** Numbers, quoted values, and lists of placeholders or columns that the program builds. */
const SAFE =
  /^(?:int|float|len|bool|Number|parseInt|\d)|\b(?:\w*(?:quot|escap|literal|sanitiz|place_?holder|param|bind|marks)\w*|join|repeat|uuid\w*|now|utcnow|datetime|randint)\b|%s|\?/iu;
/** Named as constants are in every one of the languages: Defaults.CITY. */
const CONSTANT = /^(?:[A-Z]\w*\.)*[A-Z][A-Z0-9_]+$/u;

/** A constant of the file, or a name that holds no value of a row but text of the statement. */
function isFixedText(expression: string, offset: number, document: CodeDocument): boolean {
  const value = /^[\w.]+$/u.test(expression) ? document.valueOf(expression, offset) : undefined;
  if (value === undefined)
    return /^["'\d]/u.test(expression) || /^[A-Z][A-Z0-9_]+$/u.test(expression);
  return /^(?:[rbu]?["'`]|-?\d|true\b|false\b)/iu.test(value.text) || SAFE.test(value.text);
}

/** A parameter of the function, or made in it: a field of the class is a setting, most of the time. */
function isLocal({ expression, range }: SqlHole, { scope }: Call, document: CodeDocument): boolean {
  const root = ROOT.exec(expression)?.[1];
  if (root === undefined) return false;
  const value = document.valueOf(root, range.start);
  if (value !== undefined) return isInside(value.range, scope.range);
  const header =
    document.text.slice(scope.range.start, range.start).split(/[{:]\s*\n|=>/u, 1)[0] ?? "";
  return new RegExp(String.raw`\([^]*(?<![\w$])${root.replaceAll("$", "\\$")}(?![\w$])`, "u").test(
    header,
  );
}

const ROOT = /^\W*([\p{L}_$][\w$]*)/u;

/** A column of the turn's row; a bare name could hold a list that is joined elsewhere. */
function comesFromRow(expression: string, hole: SqlHole, { call, sql, document }: Place): boolean {
  const loop = rowLoop(call);
  if (loop === undefined || !/^[\w$]+(?:\.[\w$]+|\[.+\])+$/u.test(expression))
    return loop !== undefined && isQuoted(sql.text, hole.at) && flows(hole, loop, document);
  return flows(hole, loop, document);
}

function flows(hole: SqlHole, loop: Call["loops"][number], document: CodeDocument): boolean {
  const root = ROOT.exec(hole.expression)?.[1];
  return root !== undefined && document.flowOf(loop.variables, loop.range).has(root);
}

/** Seeds in loops over a literal list paste what stands in the same file. */
const hasFewTurns = ({ loops }: Call): boolean =>
  loops.some(({ turnsMax }) => turnsMax !== undefined);

const isQuoted = (text: string, at: number): boolean =>
  text.charAt(at - 1) === "'" && text.charAt(at + 1) === "'";
