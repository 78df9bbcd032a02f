// What PL/pgSQL's own parser says of a body, in the words of our tracker.
import { parsePlPgSQLSync } from "libpg-query";
import { at, listAt, nodeOf, textAt } from "./pg-tree.ts";

/** A statement that runs SQL or ends a transaction, and what is around it. */
export interface PlFact {
  readonly kind: "sql" | "execute" | "commit" | "rollback";
  /** Of plain SQL, without INTO of PL/pgSQL. */
  readonly query: string | undefined;
  readonly loops: readonly string[];
  /** IF and ELSIF by their text; CASE and ELSE as such. */
  readonly tests: readonly string[];
  readonly blocks: readonly string[];
}

/** `sql` is a whole DO or CREATE FUNCTION; throws where PL/pgSQL refuses it. */
export function plFacts(sql: string): readonly PlFact[] {
  const facts: PlFact[] = [];
  const functions = listAt(parsePlPgSQLSync(sql), "plpgsql_funcs");
  const outer = at(functions[0], "PLpgSQL_function", "action", "PLpgSQL_stmt_block");
  // A body with a label or a handler of its own is put into one more block, which nobody wrote.
  const written = at(outer, "lineno") === undefined ? at(outer, "body", 0) : undefined;
  const block = at(written, "PLpgSQL_stmt_block") ?? outer;
  readBlock(block, { loops: [], tests: [], blocks: [] }, facts);
  return facts;
}

type Around = Pick<PlFact, "loops" | "tests" | "blocks">;

function readAll(statements: readonly unknown[], around: Around, facts: PlFact[]): void {
  for (const statement of statements) {
    const { kind, node } = nodeOf(statement);
    readOne(kind.replace("PLpgSQL_stmt_", ""), node, around, facts);
  }
}

const loopKinds: Readonly<Record<string, string | undefined>> = {
  fors: "for-query",
  forc: "for-query",
  fori: "for-integer",
  dynfors: "for-dynamic",
  foreach_a: "foreach",
  while: "while",
  loop: "loop",
};

const leafKinds: Readonly<Record<string, PlFact["kind"] | undefined>> = {
  execsql: "sql",
  dynexecute: "execute",
  commit: "commit",
  rollback: "rollback",
};

function readOne(kind: string, node: unknown, around: Around, facts: PlFact[]): void {
  const loop = loopKinds[kind];
  const leaf = leafKinds[kind];
  if (loop !== undefined) {
    const loops = [...around.loops, loop];
    readAll(listAt(node, "body"), { loops, tests: [], blocks: [] }, facts);
  } else if (leaf !== undefined)
    facts.push({ kind: leaf, query: textAt(node, "sqlstmt", "PLpgSQL_expr", "query"), ...around });
  else if (kind === "block") {
    const caught = conditionsOf(node).join(" ");
    readBlock(node, { ...around, blocks: [...around.blocks, `block ${caught}`] }, facts);
  } else if (kind === "if") readIf(node, around, facts);
  else if (kind === "case") readCase(node, around, facts);
}

const handlersOf = (block: unknown) =>
  listAt(block, "exceptions", "PLpgSQL_exception_block", "exc_list").map((item) =>
    at(item, "PLpgSQL_exception"),
  );

const conditionsOf = (block: unknown) =>
  handlersOf(block).flatMap((handler) =>
    listAt(handler, "conditions").map((item) => textAt(item, "PLpgSQL_condition", "condname")),
  );

function readBlock(block: unknown, around: Around, facts: PlFact[]): void {
  readAll(listAt(block, "body"), around, facts);
  for (const handler of handlersOf(block)) readAll(listAt(handler, "action"), around, facts);
}

const under = (around: Around, test: string): Around => ({
  ...around,
  tests: [...around.tests, test],
});

function readIf(node: unknown, around: Around, facts: PlFact[]): void {
  readAll(listAt(node, "then_body"), under(around, testOf(node)), facts);
  for (const item of listAt(node, "elsif_list")) {
    const branch = at(item, "PLpgSQL_if_elsif");
    readAll(listAt(branch, "stmts"), under(around, testOf(branch)), facts);
  }
  readAll(listAt(node, "else_body"), under(around, ""), facts);
}

const testOf = (node: unknown): string => textAt(node, "cond", "PLpgSQL_expr", "query") ?? "";

function readCase(node: unknown, around: Around, facts: PlFact[]): void {
  for (const item of listAt(node, "case_when_list"))
    readAll(listAt(item, "PLpgSQL_case_when", "stmts"), under(around, "case"), facts);
  readAll(listAt(node, "else_stmts"), under(around, ""), facts);
}
