// The traps of JDBC's batches of INSERTs: one that nobody sends in time, one under autocommit, a statement
// prepared anew for each row.
import type { Call, CodeDocument, Loop } from "../document.ts";
import { rowLoop } from "./insert-in-loop.ts";

/** addBatch in a loop over rows that come one by one, with the sending only behind the loop. */
export function* unflushedBatches(document: CodeDocument): Iterable<Call> {
  const sendings = document.callsNamed("executeBatch", "executeLargeBatch");
  for (const call of document.callsNamed("addBatch")) {
    const loop = rowLoop(call);
    if (loop === undefined || !insertsOneRow(call) || !isEndless(loop, call)) continue;
    const own = sendings.filter(({ receiver }) => receiver === call.receiver);
    const isFlushed = own.some(({ loops }) => loops.includes(loop));
    if (own.some(({ range }) => range.start > call.range.end) && !isFlushed) yield call;
  }
}

const insertsOneRow = ({ sql }: Call): boolean => sql?.statement.kind === "insert";

/** A cursor, a reader, an iterator: nobody knows how many turns. A list is in memory already. */
const isEndless = (loop: Loop, { loops }: Call): boolean =>
  loops.length === 1 &&
  (loop.kind === "while" ||
    /iterator|stream|lines\(|\brs\b|cursor|^it$/iu.test(loop.iterable ?? ""));

/** executeBatch on a connection that this file opens and leaves in autocommit. */
export function* autocommitBatches(document: CodeDocument): Iterable<Call> {
  if (SAYS_TRANSACTION.test(document.text)) return;
  const opens = document
    .callsNamed("getConnection")
    .some(({ receiver }) => receiver === "DriverManager");
  if (!opens) return;
  for (const call of document.callsNamed("executeBatch", "executeLargeBatch")) {
    const isInsert = document
      .callsNamed("addBatch")
      .some((added) => added.receiver === call.receiver && insertsOneRow(added));
    if (isInsert) yield call;
  }
}

/** Whatever begins a transaction by itself, or switches autocommit off. */
const SAYS_TRANSACTION =
  /setAutoCommit|autoCommit|TransactionTemplate|@Transactional|beginTransaction|executeInTransaction|setTransactionIsolation|\bBEGIN\b/u;

/** An INSERT prepared in the turn that runs it; one that is prepared for a chunk of rows is well. */
export function* preparedInLoop(
  document: CodeDocument,
  ...names: readonly string[]
): Iterable<Call> {
  for (const call of document.callsNamed(...names)) {
    const sql = call.args.find((argument) => argument.sql !== undefined)?.sql;
    const [loop] = call.loops;
    if (sql?.statement.kind !== "insert" || sql.holes.length > 0 || rowLoop(call) !== loop)
      continue;
    if (loop !== undefined && runsInTurn(document, loop, sql.range.start)) yield call;
  }
}

/** Row by row in this loop itself, and in none inside it. */
function runsInTurn(document: CodeDocument, loop: Loop, sqlStart: number): boolean {
  const running = document.calls.filter(
    ({ name, sql, loops }) =>
      RUNS.test(name) && sql?.range.start === sqlStart && loops.includes(loop),
  );
  return running.length > 0 && running.every(({ loops }) => loops[0] === loop);
}

const RUNS = /^(?:execute|executeUpdate|executeLargeUpdate|addBatch|Exec|ExecContext)$/u;
