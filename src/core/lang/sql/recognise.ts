// Reads one statement of any kind: what it is, and the parts that rules judge.
import { Cursor } from "./cursor.ts";
import type { SqlDialect } from "./dialect.ts";
import { lexisOf } from "./lexis.ts";
import type { Frame } from "./read-clauses.ts";
import { recogniseAlterTable } from "./recognise-alter-table.ts";
import { type DataFrame, recogniseCopy } from "./recognise-copy.ts";
import {
  recogniseCreateIndex,
  recogniseCreateTrigger,
  recogniseRoutine,
} from "./recognise-create.ts";
import { recogniseCreateTable } from "./recognise-create-table.ts";
import { recogniseInsert } from "./recognise-insert.ts";
import { recogniseMerge, recognisePlain } from "./recognise-plain.ts";
import { recogniseMeta, recogniseSet, recogniseTransaction } from "./recognise-set.ts";
import type { Statement } from "./statement.ts";
import { type Kind, metaCommandIn, readKind } from "./statement-kind.ts";

/** The statement in `frame.range`, which goes from its first token to the end of its last. */
export function recognise(text: string, dialect: SqlDialect, frame: DataFrame): Statement {
  const { range, isTerminated } = frame;
  const command = metaCommandIn(text, range.start, lexisOf(dialect));
  if (command === "copy") {
    const start = range.start + 1;
    return recogniseCopy(new Cursor(text, dialect, { start, end: range.end }), frame);
  }
  if (command !== undefined) return recogniseMeta({ range, isTerminated }, command);
  const cursor = new Cursor(text, dialect, range);
  const kind = readKind(cursor);
  return kind.kind === "copy"
    ? recogniseCopy(cursor, frame)
    : recogniseSql(cursor, { range, isTerminated }, kind);
}

/** The cursor is at the verb. */
function recogniseSql(cursor: Cursor, frame: Frame, { kind, action }: Kind): Statement {
  switch (kind) {
    case "insert":
      return recogniseInsert(cursor, frame);
    case "merge":
      return recogniseMerge(cursor, frame);
    case "create-table":
      return recogniseCreateTable(cursor, frame);
    case "alter-table":
      return recogniseAlterTable(cursor, frame);
    case "create-index":
      return recogniseCreateIndex(cursor, frame);
    case "create-trigger":
      return recogniseCreateTrigger(cursor, frame);
    case "do":
    case "create-routine":
      return recogniseRoutine(cursor, frame, kind);
    case "set":
      return recogniseSet(cursor, frame);
    case "transaction":
      return action === undefined
        ? recogniseOther(cursor, frame)
        : recogniseTransaction(cursor, frame, action);
    case "copy":
    case "meta":
    case "other":
      return recogniseOther(cursor, frame);
    case "update":
    case "delete":
    case "truncate":
    case "analyze":
    case "vacuum":
    case "lock":
    case "drop-table":
    case "drop-index":
    case "cluster":
    case "select":
      return recognisePlain(cursor, frame, kind);
  }
}

const recogniseOther = (cursor: Cursor, frame: Frame): Statement => ({
  kind: "other",
  ...frame,
  keyword: cursor.range,
});
