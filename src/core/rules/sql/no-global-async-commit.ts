// synchronous_commit switched off for every client, by ALTER SYSTEM or ALTER DATABASE.
import type { Fix } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";
import { isOff } from "../../lang/pgconf/units.ts";
import { GLOBAL_ASYNC_COMMIT_WHY, globalAsyncCommit } from "../../lang/sql/durability-words.ts";
import type { SetStatement } from "../../lang/sql/statement.ts";

export const rule = defineStatementRule({
  id: "sql/no-global-async-commit",
  summary: "Disallow asynchronous commit for every client",
  why: GLOBAL_ASYNC_COMMIT_WHY,
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: Asynchronous Commit"],
  on: ["set"],
  isEmbeddable: true,
  examples: [
    {
      title: "Off for the whole server",
      bad: "«ALTER SYSTEM SET synchronous_commit = off»;",
      good: "SET synchronous_commit = off;",
      isFixed: true,
    },
    {
      title: "Off for a database",
      bad: "«ALTER DATABASE shop SET synchronous_commit TO off»;",
      good: "BEGIN;\nSET LOCAL synchronous_commit = off;\nCOPY orders (id) FROM STDIN;\nCOMMIT;",
    },
  ],
  *checkStatement(statement) {
    const { name, scope, value, range } = statement;
    if (scope !== "system" && scope !== "database") return;
    if (name !== "synchronous_commit" || value === undefined || !isOff(value)) return;
    const message = globalAsyncCommit(scope === "system" ? "server" : "database");
    yield { range, message, fixes: [forThisSession(statement)] };
  },
});

const forThisSession = ({ range }: SetStatement): Fix => ({
  title: { en: "Only for this session", ptBr: "Só para esta sessão" },
  safety: "unsafe",
  edits: [{ range, text: "SET synchronous_commit = off" }],
});
