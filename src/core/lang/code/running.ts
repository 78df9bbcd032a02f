// Which calls run the SQL they are given. The others only build it, prepare it, log it or compare it, and
// must not be taken for a second run of the same statement.
import type { CallParts } from "./profile.ts";
import type { SyntaxNode } from "./syntax.ts";

/** By the words of the name: execute, $executeRaw, run_query, batchUpdate, copy_expert, addBatch. */
export function isRunning(node: SyntaxNode, { name, receiver }: CallParts): boolean {
  const words = wordsOf(name.text);
  if (words.some((word) => /^exec(?:ute(?:many|script)?)?$/u.test(word))) return true;
  const first = words.find((word) => !PREFIXES.has(word)) ?? "";
  // SQL("…") of psycopg makes a part of a statement.
  if (first === "sql") return name.text !== "SQL" && isRunningTag(node, receiver?.text ?? "");
  if (first === "raw") return !/^(?:sql|prisma|sequelize)$/iu.test(receiver?.text ?? "");
  return RUNNERS.has(first) || name.text === "addBatch";
}

/** The words of a name in camel case, with underscores, or with a dollar in front, in lower case. */
export const wordsOf = (name: string): readonly string[] =>
  (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/gu) ?? []).map((word) => word.toLowerCase());

const PREFIXES = new Set(["named", "must", "safe", "db", "do", "try", "async"]);

const RUNNERS = new Set([
  ...["query", "queryrow", "run", "insert", "update", "upsert", "merge", "batch", "bulk", "copy"],
  ...["fetch", "fetchrow", "fetchval", "fetchall", "fetchone", "send", "queue", "stream", "scalar"],
  ...["none", "one", "any", "many", "all", "each", "get", "result", "values", "unsafe", "perform"],
  ...["read", "write", "save", "load", "persist", "submit", "call"],
]);

/** spark.sql("…") and await sql`…` run; a fragment or an argument of a call does not. */
function isRunningTag({ parent, type }: SyntaxNode, receiver: string): boolean {
  const isPart =
    /^(?:arguments|argument_list|argument|template_substitution|pair|field_expression)$/u;
  const isChained = /^(?:member_expression|attribute|method_invocation)$/u;
  if (type === "interpolated_string_expression" || isPart.test(parent?.type ?? "")) return false;
  return !/client$/iu.test(receiver) || !isChained.test(parent?.type ?? "");
}
