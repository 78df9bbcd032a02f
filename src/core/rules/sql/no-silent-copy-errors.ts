// ON_ERROR ignore without anything that tells which rows were left out.
import type { Fix } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";
import { type CopyOption, type CopyOptions, readCopyOptions } from "../../lang/sql/copy-options.ts";

export const rule = defineStatementRule({
  id: "sql/no-silent-copy-errors",
  summary: "Disallow COPY that skips rows without saying which, and without a limit",
  why: "ON_ERROR ignore drops every row with a value that its column's type refuses. What is left is one notice with a count, which scripts and drivers throw away, so a wrong column order or date style empties the load without an error.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: COPY"],
  on: ["copy"],
  isEmbeddable: true,
  examples: [
    {
      title: "Rows are skipped unseen",
      bad: "COPY orders FROM STDIN WITH (FORMAT csv, «ON_ERROR ignore»);",
      good: "COPY orders FROM STDIN WITH (FORMAT csv, ON_ERROR ignore, LOG_VERBOSITY verbose);",
      isFixed: true,
    },
  ],
  *checkStatement(statement, { text }) {
    if (statement.direction !== "from") return;
    const options = readCopyOptions(statement, text);
    const onError = options?.get("on_error");
    if (options === undefined || onError?.value?.toLowerCase() !== "ignore") return;
    if (options.get("reject_limit") !== undefined || isLogged(options)) return;
    yield { range: onError.range, message, fixes: [logEachRow(options, onError)] };
  },
});

function isLogged(options: CopyOptions): boolean {
  const verbosity = options.get("log_verbosity");
  return verbosity?.isHidden === true || verbosity?.value?.toLowerCase() === "verbose";
}

/** Whoever wrote another verbosity meant it: then the change is not on save. */
function logEachRow(options: CopyOptions, onError: CopyOption): Fix {
  const title = {
    en: "Log each skipped row (LOG_VERBOSITY verbose)",
    ptBr: "Registrar cada linha ignorada (LOG_VERBOSITY verbose)",
  };
  const written = options.get("log_verbosity");
  if (written !== undefined) {
    const edits = [{ range: written.range, text: "LOG_VERBOSITY verbose" }];
    return { title, safety: "unsafe", edits };
  }
  const { end } = onError.range;
  const edits = [{ range: { start: end, end }, text: ", LOG_VERBOSITY verbose" }];
  return { title, safety: "safe", edits };
}

const message = {
  en: "ON_ERROR ignore skips rows and keeps nothing but their number. A wrong column order or date style loses rows without an error. Add LOG_VERBOSITY verbose to see each one, and from PostgreSQL 18 a REJECT_LIMIT",
  ptBr: "ON_ERROR ignore pula linhas e guarda só a quantidade. Colunas trocadas ou um formato de data errado perdem linhas sem erro. Acrescente LOG_VERBOSITY verbose para ver cada uma e, a partir do PostgreSQL 18, um REJECT_LIMIT",
};
