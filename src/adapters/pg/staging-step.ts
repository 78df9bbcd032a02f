// The step "merge" of a load that stages its rows: the staging table before the first batch, the merge after the last.
import type { Client } from "pg";
import { modeErrors } from "../../core/base/mode-errors.ts";
import { connectionsMax } from "../../core/load/crew.ts";
import type { MergeCounts } from "../../core/load/events.ts";
import { isStaged } from "../../core/load/mode.ts";
import { tableText, type LoadPlan } from "../../core/load/plan.ts";
import type { StepRun, TargetStep } from "../../core/load/ports.ts";
import { END_ZOMBIES, sessionName } from "./copy-sql.ts";
import type { IndexWorld } from "./index-step.ts";
import type { WithClient } from "./ledger-store.ts";
import { explainLock } from "./lock-holders.ts";
import { mergeStaged } from "./merge.ts";
import { pause } from "./pause.ts";
import { LOCK_NOT_AVAILABLE, toIngestError } from "./sqlstate.ts";
import { prepareStaging } from "./staging.ts";

const ATTEMPTS_MAX = 6;

export class StagingStep implements TargetStep {
  readonly name = "merge";
  readonly #withClient: WithClient;
  readonly #withSession: IndexWorld["session"];

  constructor(withClient: WithClient, withSession: IndexWorld["session"]) {
    this.#withClient = withClient;
    this.#withSession = withSession;
  }

  async before({ plan, epoch, emit }: StepRun, signal: AbortSignal): Promise<void> {
    if (!isStaged(plan)) return;
    const staging = await this.#withClient((client) => prepareStaging(client, plan, epoch), signal);
    const what = staging.isMerged
      ? `merged into ${tableText(plan.target.table)} by an earlier run`
      : `rows are staged in ${tableText(staging.table)}`;
    emit({ type: "step", step: "staging", state: "done", what });
  }

  async after({ plan, epoch, emit }: StepRun, signal: AbortSignal): Promise<void> {
    if (!isStaged(plan)) return;
    const say = (what: string): void =>
      emit({ type: "step", step: "merge", state: "started", what });
    say(`staged rows into ${tableText(plan.target.table)}`);
    const merge = await this.#merge(plan, epoch, say, signal);
    emit({ type: "step", step: "merge", state: "done", what: countsText(merge), merge });
  }

  /** Tries again what passes: lost connections, deadlocks, locks of others. The claim in the ledger makes that safe. */
  async #merge(
    plan: LoadPlan,
    epoch: number,
    say: (what: string) => void,
    signal: AbortSignal,
  ): Promise<MergeCounts> {
    const name = sessionName(plan.loadId, epoch, mergeWorker(plan));
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#withSession(name, (client) => attemptMerge(client, plan, epoch), signal);
      } catch (error) {
        signal.throwIfAborted();
        const mapped = toIngestError(error);
        if (mapped.kind === "data")
          throw modeErrors.mergeRefused(tableText(plan.target.table), mapped);
        if (mapped.kind !== "transient" || attempt >= ATTEMPTS_MAX) throw mapped;
        await pause(250 * 2 ** attempt, signal);
        say(`tried again: ${mapped.message}`);
      }
    }
  }
}

/** A number that no connection of the copying has. */
const mergeWorker = (plan: LoadPlan): number => connectionsMax(plan.workers);

async function attemptMerge(client: Client, plan: LoadPlan, epoch: number): Promise<MergeCounts> {
  try {
    return await mergeStaged(client, plan, epoch);
  } catch (error) {
    const mapped = toIngestError(error);
    if (mapped.sqlstate !== LOCK_NOT_AVAILABLE) throw mapped;
    // An earlier run's session may still hold the claim though nobody waits for its answer.
    await client.query(END_ZOMBIES, [plan.loadId, epoch, mergeWorker(plan)]);
    throw await explainLock(client, plan.target.table, mapped, plan.mode === "replace");
  }
}

/** "3 inserted, 2 updated": the counts that are not zero. */
function countsText(merge: MergeCounts): string {
  const words = Object.entries(merge).flatMap(([name, count]) =>
    name === "staged" || Number(count) === 0 ? [] : [`${Number(count)} ${name}`],
  );
  return words.length === 0 ? "nothing to merge" : words.join(", ");
}
