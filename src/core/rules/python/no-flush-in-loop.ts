// SQLAlchemy: commit or flush after each object that is added in a loop.
import { defineRule } from "../../analysis/rule.ts";
import type { Call, CodeDocument, Loop } from "../../lang/code/document.ts";
import { rowLoop } from "../../lang/code/traps/insert-in-loop.ts";
import { isInside, textIn } from "../../text/range.ts";

export const rule = defineRule<"python">({
  id: "python/no-flush-in-loop",
  summary: "Disallow commit and flush for each object added to a session",
  why: "The session sends what was added since the last flush as one multi-row INSERT; a flush or commit a turn makes that one row, with a round trip each.",
  severity: "warning",
  fixable: false,
  references: ["SQLAlchemy documentation: ORM Bulk INSERT Statements; insertmanyvalues"],
  examples: [
    {
      title: "commit for each object",
      bad: `from sqlalchemy.orm import Session

def load(session: Session, rows):
    for row in rows:
        session.add(Reading(id=row.id, value=row.value))
        session.«commit»()
`,
      good: `from sqlalchemy.orm import Session

def load(session: Session, rows):
    for row in rows:
        session.add(Reading(id=row.id, value=row.value))
    session.commit()
`,
    },
  ],
  *check(document) {
    if (!document.importsAny("sqlalchemy", "sqlmodel", "flask_sqlalchemy", "app")) return;
    const adds = document.callsNamed("add", "merge").filter(isOfSession);
    for (const call of adds.length === 0 ? [] : document.callsNamed("commit", "flush")) {
      const loop = loopOfEachTurn(call);
      if (loop === undefined || !isOfSession(call) || isGuarded(call, loop, document)) continue;
      const added = adds.find(
        (add) => isSameTurn(add, call, loop) && takesRow(add, loop, document),
      );
      if (added === undefined || (call.name === "flush" && readsKey(call, loop, document)))
        continue;
      yield { range: call.nameRange, message: message(call.name) };
    }
  },
});

const isOfSession = ({ receiver }: Call): boolean =>
  /(?:^|[._])(?:session|db)$/iu.test(receiver ?? "");

/** In a `while` the turns are jobs; a test in front of it mostly counts rows. */
function loopOfEachTurn(call: Call): Loop | undefined {
  const [loop] = call.loops;
  if (call.conditions.length > 0 || loop?.kind !== "for") return undefined;
  return rowLoop(call) === loop ? loop : undefined;
}

const isSameTurn = (add: Call, call: Call, loop: Loop): boolean =>
  add.conditions.length === 0 &&
  add.loops[0] === loop &&
  add.receiver === call.receiver &&
  add.range.start < call.range.start;

/** An object made in the turn from its row; one that was read before is an UPDATE. */
function takesRow(add: Call, loop: Loop, document: CodeDocument): boolean {
  const [added] = add.args;
  if (added === undefined) return false;
  const held = /^\w+$/u.test(added.text) ? document.valueOf(added.text, add.range.start) : added;
  if (held === undefined || !/^(?:\w+\.)*[A-Z]\w*\(/u.test(held.text)) return false;
  const names = document.flowOf(loop.variables, loop.range);
  return (
    isInside(held.range, loop.body) && [...names].some((name) => document.uses(name, held.range))
  );
}

/** Each object by itself on purpose: what fails is rolled back, and the loop goes on. */
const isGuarded = (call: Call, loop: Loop, document: CodeDocument): boolean =>
  document.handlers.some(
    ({ guarded, range }) => isInside(call.range, guarded) && isInside(range, loop.body),
  );

/** The key that the server gave is why it flushes. */
const readsKey = (call: Call, loop: Loop, { text }: CodeDocument): boolean =>
  /\.\w*id\b/u.test(textIn(text, { start: call.range.end, end: loop.body.end }));

const message = (name: string) => ({
  en: `${name} runs for each object of this loop. The session can then not send many rows in one INSERT, and every row waits for the server. Call it once after the loop, or execute(insert(Model), rows) with all rows`,
  ptBr: `${name} é executado para cada objeto deste laço. A sessão não pode então enviar muitas linhas em um INSERT, e cada linha espera pelo servidor. Chame-o uma vez depois do laço, ou use execute(insert(Model), rows) com todas as linhas`,
});
