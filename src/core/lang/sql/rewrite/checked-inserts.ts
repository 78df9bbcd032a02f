// INSERTs of a PL/pgSQL body that an IF lets through because a look into the same table found no row.
import { isInside } from "../../../text/range.ts";
import type { SqlDocument } from "../document.ts";
import type { PlBody, PlCondition, PlStatement } from "../plpgsql.ts";
import type { InsertStatement } from "../statement.ts";
import { isSameTable } from "../table-name.ts";
import type { Token } from "../tokens.ts";
import { existenceTests, type ExistenceTest } from "./existence-test.ts";
import { isWord } from "./row-values.ts";

export interface CheckedInsert {
  readonly inner: PlStatement;
  readonly insert: InsertStatement;
  readonly condition: PlCondition;
  readonly test: ExistenceTest;
}

/** One for each check: the first INSERT behind it. */
export function* checkedInserts(document: SqlDocument, body: PlBody): Generator<CheckedInsert> {
  const seen = new Set<number>();
  for (const inner of body.statements) {
    const insert = inner.statement;
    if (insert?.kind !== "insert" || insert.conflict !== undefined) continue;
    for (const condition of inner.conditions) {
      const test = checkOf(document, condition, { inner, insert });
      if (test === undefined || seen.has(test.words.start)) continue;
      seen.add(test.words.start);
      yield { inner, insert, condition, test };
    }
  }
}

/** In an ELSE, whose own test is empty, the IF before it has looked. */
function checkOf(
  document: SqlDocument,
  { range, test: asked }: PlCondition,
  { inner, insert }: Pick<CheckedInsert, "inner" | "insert">,
): ExistenceTest | undefined {
  const { table } = insert;
  if (table === undefined || table.isPlaceholder || !isInside(inner.range, range)) return undefined;
  const isElse = asked.start === asked.end;
  const tests = isElse ? firstTest(document, range) : document.tokens(asked);
  for (const test of existenceTests(tests))
    if (test.isByValue && isSameTable(test.table, table) && test.isNegated !== isElse) return test;
  return undefined;
}

/** The tokens between IF and THEN. */
function firstTest(document: SqlDocument, range: PlCondition["range"]): readonly Token[] {
  const tokens = document.tokens(range);
  return tokens.slice(
    1,
    tokens.findIndex((token) => isWord(token, "then")),
  );
}
