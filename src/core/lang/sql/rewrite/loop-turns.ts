// What changes from turn to turn of the loops around a PL/pgSQL statement, and what else such a turn does.
// A loop that tries one thing until it works is no loop over rows.
import { textIn } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type { PlBody, PlLoop, PlStatement } from "../plpgsql.ts";
import { folded } from "../query-shape.ts";
import type { Token } from "../tokens.ts";
import { isMark, isWord } from "./row-values.ts";

/** Statements of which `loop` is the innermost loop. */
export const directlyIn = (body: PlBody, loop: PlLoop): readonly PlStatement[] =>
  body.statements.filter(({ loops }) => loops.at(-1)?.range.start === loop.range.start);

/** Variables that differ from turn to turn: those of the loops and what is computed from them, folded. */
export function turnNames(
  document: SqlDocument,
  body: PlBody,
  { loops }: PlStatement,
): ReadonlySet<string> {
  const [outermost] = loops;
  const innermost = loops.at(-1);
  if (outermost === undefined || innermost === undefined) return NONE;
  const inner = body.statements.filter(({ range }) => contains(outermost, range));
  if (directlyIn(body, innermost).some((other) => isUnconditionalEnd(document, other))) return NONE;
  const reads = inner.map((statement) => assignmentIn(document.tokens(statement.range)));
  const names = new Set(loops.flatMap(({ variables }) => variables));
  for (const loop of loops) {
    if (loop.kind === "while" || loop.kind === "loop")
      for (const name of counters(document, body, loop)) names.add(name);
  }
  // Twice, for what is computed at the end of a turn from what the next turn's start computes.
  for (const assignment of [...reads, ...reads]) {
    if (assignment !== undefined && usesName(assignment.source, names))
      for (const name of assignment.targets) names.add(name);
  }
  return names;
}

/** True where one of the names is read: as a variable or in front of a field, not as a field or a function. */
export const usesName = (tokens: readonly Token[], names: ReadonlySet<string>): boolean =>
  tokens.some((token, at) => isNameAt(tokens, at) && names.has(folded(token)));

export function isNameAt(tokens: readonly Token[], at: number): boolean {
  const kind = tokens[at]?.kind;
  return (
    (kind === "word" || kind === "name") &&
    !isMark(tokens[at - 1], ".") &&
    !isMark(tokens[at + 1], "(")
  );
}

export interface Assignment {
  /** Folded. */
  readonly targets: readonly string[];
  readonly source: readonly Token[];
}

/** `x := …`, `SELECT … INTO x, y FROM …`, `FETCH c INTO x`, `INSERT … RETURNING id INTO x`. */
export function assignmentIn(tokens: readonly Token[]): Assignment | undefined {
  const sign = tokens.findIndex((token) => isMark(token, ":=") || isMark(token, "="));
  if (sign > 0 && isTarget(tokens.slice(0, sign)))
    return { targets: firstNames(tokens.slice(0, 1)), source: tokens.slice(sign + 1) };
  const into = tokens.findIndex((token, at) => isWord(token, "into") && !isTableInto(tokens, at));
  if (into === -1) return undefined;
  const from = isWord(tokens[into + 1], "strict") ? into + 2 : into + 1;
  let end = from;
  while (isNamePart(tokens[end])) end++;
  return {
    targets: firstNames(tokens.slice(from, end)),
    source: [...tokens.slice(0, into), ...tokens.slice(end)],
  };
}

const isTableInto = (tokens: readonly Token[], at: number): boolean =>
  isWord(tokens[at - 1], "insert", "merge");

const isNamePart = (token: Token | undefined): boolean =>
  isMark(token, ",") ||
  isMark(token, ".") ||
  (token?.kind === "word" && !isWord(token, ...CLAUSES)) ||
  token?.kind === "name";

const CLAUSES = ["from", "where", "order", "limit", "using", "group", "union", "join", "for"];

/** `x`, `x.y`, `x[1]`: the left side of an assignment. */
const isTarget = (tokens: readonly Token[]): boolean => {
  const [first, second] = tokens;
  const isName = first?.kind === "name" || first?.kind === "word";
  return isName && (second === undefined || isMark(second, ".") || isMark(second, "["));
};

const firstNames = (tokens: readonly Token[]): readonly string[] =>
  tokens.flatMap((token, at) =>
    isNameAt(tokens, at) && (at === 0 || isMark(tokens[at - 1], ",")) ? [folded(token)] : [],
  );

/** Of WHILE and LOOP: what FETCH fills, and what counts up to the condition that ends the loop. */
function counters(document: SqlDocument, body: PlBody, loop: PlLoop): readonly string[] {
  const inside = directlyIn(body, loop);
  const tests = [
    ...document.tokens(loop.header),
    ...inside.flatMap(({ range }) => {
      const tokens = document.tokens(range);
      return isWord(tokens[0], "exit") ? tokens : [];
    }),
  ];
  return inside.flatMap(({ range }) => {
    const tokens = document.tokens(range);
    const assignment = assignmentIn(tokens);
    if (assignment === undefined) return [];
    if (isWord(tokens[0], "fetch")) return assignment.targets;
    return assignment.targets.filter((name) => {
      const itself = new Set([name]);
      return usesName(assignment.source, itself) && usesName(tests, itself);
    });
  });
}

/** RETURN or EXIT that every turn reaches: the loop goes on only after an error. */
function isUnconditionalEnd(document: SqlDocument, statement: PlStatement): boolean {
  if (statement.conditions.length > 0) return false;
  const text = textIn(document.text, statement.range);
  return /^(?:return(?!\s+(?:next|query)\b)|exit(?!\b[^;]*\bwhen\b))\b/iu.test(text);
}

const contains = (loop: PlLoop, range: PlStatement["range"]): boolean =>
  range.start >= loop.body.start && range.end <= loop.body.end;

const NONE: ReadonlySet<string> = new Set();
