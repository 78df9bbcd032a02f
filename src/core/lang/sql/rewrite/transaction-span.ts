// Whether two statements of a script run in one transaction.
import type { SqlDocument } from "../document.ts";

/** True where BEGIN stands before both and no COMMIT or ROLLBACK between them. */
export const isOneTransaction = (document: SqlDocument, first: number, last: number): boolean =>
  document.isInTransaction(first) && !endsBetween(document, first, last);

/** True where a statement between the two begins, ends or forbids a transaction. */
export const bindsBetween = (document: SqlDocument, first: number, last: number): boolean =>
  document
    .indexesOf("transaction", "meta", "vacuum", "other")
    .some((at) => at > first && at < last);

const endsBetween = (document: SqlDocument, first: number, last: number): boolean =>
  document.indexesOf("transaction").some((at) => {
    const statement = at > first && at < last ? document.statementAt(at) : undefined;
    return (
      statement?.kind === "transaction" &&
      (statement.action === "commit" || statement.action === "rollback")
    );
  });
