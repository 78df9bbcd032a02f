// SAVEPOINT before each of many single-row INSERTs of a script.
import type { Finding } from "../../analysis/finding.ts";
import { defineRule } from "../../analysis/rule.ts";
import type { SqlDocument } from "../../lang/sql/document.ts";
import { textIn } from "../../text/range.ts";

export const rule = defineRule<"sql">({
  id: "sql/no-savepoint-per-row",
  summary: "Disallow a savepoint around each single INSERT",
  why: "Each savepoint is a subtransaction, which gets a transaction id of its own when it writes. Past 64 of them in one transaction the cache of its subtransactions overflows, and every session's snapshots pay for the look-ups.",
  severity: "warning",
  fixable: false,
  references: ["PostgreSQL documentation: SAVEPOINT", "PostgreSQL documentation: Subtransactions"],
  examples: [
    {
      title: "A savepoint a row",
      bad: `BEGIN;
«SAVEPOINT s»;
INSERT INTO city (id) VALUES (1);
RELEASE s;
SAVEPOINT s;
INSERT INTO city (id) VALUES (2);
RELEASE s;
SAVEPOINT s;
INSERT INTO city (id) VALUES (3);
RELEASE s;
SAVEPOINT s;
INSERT INTO city (id) VALUES (4);
RELEASE s;
SAVEPOINT s;
INSERT INTO city (id) VALUES (5);
RELEASE s;
COMMIT;`,
      good: `BEGIN;
INSERT INTO city (id) VALUES (1), (2), (3), (4), (5) ON CONFLICT DO NOTHING;
COMMIT;`,
    },
  ],
  *check(document, { thresholds }) {
    const savepoints = document.indexesOf("transaction").filter((at) => isGuard(document, at));
    let [first, count] = [0, 0];
    for (const [position, at] of savepoints.entries()) {
      if (count === 0) first = at;
      count++;
      const next = savepoints[position + 1];
      if (next !== undefined && isNextGuard(document, at, next)) continue;
      if (count >= thresholds.runLength) yield finding(document, first, count);
      count = 0;
    }
  },
});

/** SAVEPOINT right before an INSERT of one row. */
function isGuard(document: SqlDocument, at: number): boolean {
  if (!startsWith(document, at, /^savepoint\b/iu) || !isInsert(document, at + 1)) return false;
  const insert = document.statementAt(at + 1);
  const source = insert.kind === "insert" ? insert.source : undefined;
  return source?.kind === "values" && source.rowCount === 1;
}

/** The next SAVEPOINT follows the INSERT, or the RELEASE behind it. */
const isNextGuard = (document: SqlDocument, at: number, next: number): boolean =>
  next === at + 2 ||
  (next === at + 3 && startsWith(document, at + 2, /^(?:release|rollback\s+to)\b/iu));

const isInsert = (document: SqlDocument, at: number): boolean =>
  at < document.count && document.kindAt(at) === "insert";

const startsWith = (document: SqlDocument, at: number, words: RegExp): boolean => {
  const { start } = document.rangeAt(at);
  return words.test(textIn(document.text, { start, end: start + 20 }));
};

const finding = (document: SqlDocument, at: number, count: number): Finding => ({
  range: document.rangeAt(at),
  message: {
    en: `${count} savepoints in a row guard one INSERT each. Past 64 in one transaction the cache of subtransactions overflows and every session's snapshots pay. Insert the rows as one set, with ON CONFLICT or through a staging table`,
    ptBr: `${count} savepoints seguidos protegem um INSERT cada um. Acima de 64 numa transação o cache de subtransações estoura e os snapshots de todas as sessões pagam. Insira as linhas de uma vez, com ON CONFLICT ou por uma tabela de staging`,
  },
});
