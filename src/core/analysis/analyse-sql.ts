// Judges a document of SQL: each statement, then the document as a whole. Written as a generator, so that
// a server can stop between two statements, look at the clock and at newer text, and go on.
import type { InsertRun, SqlDocument } from "../lang/sql/document.ts";
import type { RoutineStatement, Statement } from "../lang/sql/statement.ts";
import type { ReportedFinding } from "./finding.ts";
import type { AnyStatementRule } from "./rule.ts";
import { type RulesByKind, type RuleSet, speaks } from "./rule-set.ts";
import { type Judging, judgeDocument, judgeStatement } from "./run-rules.ts";
import type { StatementMemory } from "./statement-memory.ts";

/** Yields where it may be paused or dropped; returns the findings. */
export type Analysis = Generator<void, readonly ReportedFinding[]>;

export function* analyseSql(
  document: SqlDocument,
  rules: RuleSet,
  judging: Judging,
  memory?: StatementMemory,
): Analysis {
  const findings: ReportedFinding[] = [];
  const judge = new StatementJudge(document, rules, judging, memory);
  const runs = document.insertRuns();
  let nextRun = 0;
  for (let index = 0; index < document.count; index++) {
    const run = runs[nextRun];
    if (run !== undefined && run.index === index) {
      nextRun++;
      yield* judge.run(run, findings);
      index += run.count - 1;
    } else {
      judge.statement(index, findings);
    }
    if (index % PAUSE_EVERY === 0) yield;
  }
  for (const rule of [...rules.documentRules("sql"), ...rules.documentRules("live")]) {
    if (!speaks(rule, document.dialect)) continue;
    findings.push(...judgeDocument(rule, document, judging));
    yield;
  }
  return findings;
}

/** Runs an analysis to its end. */
export function finished<T>(analysis: Generator<void, T>): T {
  for (;;) {
    const step = analysis.next();
    if (step.done === true) return step.value;
  }
}

const PAUSE_EVERY = 64;
const NONE: readonly AnyStatementRule[] = [];

class StatementJudge {
  readonly #document: SqlDocument;
  readonly #rules: RulesByKind;
  readonly #judging: Judging;
  /** Undefined where the text is judged once: what was found need not be kept. */
  readonly #memory: StatementMemory | undefined;

  constructor(
    document: SqlDocument,
    rules: RuleSet,
    judging: Judging,
    memory: StatementMemory | undefined,
  ) {
    this.#document = document;
    this.#rules = rules.statementRules(document.dialect);
    this.#judging = judging;
    this.#memory = memory;
  }

  statement(index: number, findings: ReportedFinding[]): void {
    const document = this.#document;
    const kind = document.kindAt(index);
    const asked = this.#rules.get(kind) ?? NONE;
    if (asked.length === 0 && kind !== "do" && kind !== "create-routine") return;
    const some = this.#recalled("whole", index, () => {
      const statement = document.statementAt(index);
      const found = this.#judged(asked, statement);
      return isRoutine(statement) ? [...found, ...this.#inBody(statement)] : found;
    });
    if (some.length > 0) findings.push(...some);
  }

  /** All rules for the first INSERT of a run; for the others only those that read the values. */
  *run(run: InsertRun, findings: ReportedFinding[]): Generator<void, void> {
    this.statement(run.index, findings);
    const reading = (this.#rules.get("insert") ?? NONE).filter(
      (rule) =>
        rule.readsValues === true && (rule.isWorthReading?.(run, this.#judging.context) ?? true),
    );
    if (reading.length === 0) return;
    for (let index = run.index + 1; index < run.index + run.count; index++) {
      if (this.#memory?.isClean("values", index) === true) continue;
      const some = this.#recalled("values", index, () =>
        this.#judged(reading, this.#document.statementAt(index)),
      );
      if (some.length > 0) findings.push(...some);
      if (index % PAUSE_EVERY === 0) yield;
    }
  }

  #recalled(
    part: "whole" | "values",
    index: number,
    judge: () => readonly ReportedFinding[],
  ): readonly ReportedFinding[] {
    if (this.#memory === undefined) return judge();
    return this.#memory.recall(part, index, this.#document.rangeAt(index).start, judge);
  }

  #judged(rules: readonly AnyStatementRule[], statement: Statement): readonly ReportedFinding[] {
    return judgeStatement(rules, statement, this.#document, this.#judging);
  }

  /** SQL inside a PL/pgSQL body is judged like any other. */
  #inBody(statement: RoutineStatement): readonly ReportedFinding[] {
    const body = this.#document.plBody(statement);
    return (body?.statements ?? []).flatMap(({ statement: inner }) =>
      inner === undefined ? [] : this.#judged(this.#rules.get(inner.kind) ?? NONE, inner),
    );
  }
}

const isRoutine = (statement: Statement): statement is RoutineStatement =>
  statement.kind === "do" || statement.kind === "create-routine";
