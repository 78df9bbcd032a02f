// Reads a CREATE TABLE that somebody wrote or edited: the only statement a load may run besides its own.
import nodeSqlParser from "node-sql-parser/build/postgresql.js";

export interface CreateTable {
  readonly schema: string | null;
  readonly name: string;
}

/** The table that `sql` makes, or why it is refused. Exactly one plain CREATE TABLE is accepted. */
export function readCreateTable(
  sql: string,
): { readonly table: CreateTable } | { readonly refused: string } {
  const parsed = parse(sql);
  if (typeof parsed === "string") return { refused: parsed };
  const [statement, ...more] = parsed;
  if (statement === undefined) return { refused: "it is empty" };
  if (more.length > 0) return { refused: `it holds ${parsed.length} statements` };
  const facts = fields(statement);
  if (facts["type"] !== "create" || facts["keyword"] !== "table")
    return { refused: "it is not a CREATE TABLE" };
  if (facts["as"] === "as" || (facts["query_expr"] ?? null) !== null)
    return { refused: "CREATE TABLE AS would put rows into it" };
  if ((facts["unlogged"] ?? null) !== null) {
    return { refused: "a server crash empties an UNLOGGED table, and the ledger would not notice" };
  }
  if ((facts["temporary"] ?? null) !== null)
    return { refused: "a temporary table is gone when the connection ends" };
  const [table] = Array.isArray(facts["table"]) ? facts["table"].map(fields) : [];
  const name = table?.["table"];
  if (typeof name !== "string") return { refused: "its table has no name" };
  const schema = table?.["schema"] ?? table?.["db"];
  return { table: { schema: typeof schema === "string" ? schema : null, name } };
}

function parse(sql: string): readonly unknown[] | string {
  try {
    const ast: unknown = new nodeSqlParser.Parser().astify(sql, { database: "Postgresql" });
    return Array.isArray(ast) ? ast.map((statement: unknown) => statement) : [ast];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return `it cannot be read${placeOf(error)}; quote names that are also words of SQL`;
  }
}

/** The parser's own message lists every character it would have taken; the place is what helps. */
function placeOf(error: Error): string {
  const start = fields(fields(fields(error)["location"])["start"]);
  const { line, column } = start;
  return typeof line === "number" && typeof column === "number"
    ? ` at line ${line}, column ${column}`
    : "";
}

const fields = (value: unknown): Partial<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};
