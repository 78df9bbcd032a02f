// The step "indexes" of a load: drops what the plan says before the first batch, and makes it again after the last.
import type { Client, ClientBase } from "pg";
import { indexErrors } from "../../core/base/index-errors.ts";
import { tuneBuild, type BuildServer, type BuildTuning } from "../../core/load/index-tuning.ts";
import { tableText, type LoadPlan } from "../../core/load/plan.ts";
import type { StepRun, TargetStep } from "../../core/load/ports.ts";
import { END_ZOMBIES, sessionName } from "./copy-sql.ts";
import { databaseOf, dropObjects } from "./index-drop.ts";
import { droppedObjects, requireEpoch, type DdlRow } from "./index-ledger.ts";
import { removeMirror } from "./index-mirror.ts";
import { restoreObjects, type WithSession } from "./index-restore.ts";
import { readServer } from "./index-server.ts";
import type { WithClient } from "./ledger-store.ts";

/** What the step gets from the target. */
export interface IndexWorld {
  /** The ledger's connection. */
  readonly withClient: WithClient;
  /** A connection of its own for `use`; what it runs is cancelled when the signal aborts. */
  readonly session: <T>(
    name: string,
    use: (client: Client) => Promise<T>,
    signal: AbortSignal,
  ) => Promise<T>;
  /** Where the mirror lies. */
  readonly folder: string;
}

export class IndexStep implements TargetStep {
  readonly name = "indexes";
  readonly #world: IndexWorld;
  #left: string | null = null;

  constructor(world: IndexWorld) {
    this.#world = world;
  }

  async before({ plan, epoch, emit }: StepRun, signal: AbortSignal): Promise<void> {
    if (plan.indexes === "keep") return;
    const { folder, withClient } = this.#world;
    const say = stepSayer(emit);
    say("started", `dropping indexes of ${tableText(plan.target.table)}`);
    const run = { epoch, folder };
    const objects = await withClient((client) => dropObjects(client, plan, run), signal);
    const rows = await withClient((client) => droppedObjects(client, plan.loadId), signal);
    this.#left = leftText(plan, rows);
    const names = (objects ?? rows.map(({ object }) => object)).map(({ name }) => name).join(", ");
    const when = objects === null ? "dropped by an earlier run" : "dropped";
    say("done", names === "" ? "no index is dropped" : `${when}: ${names}`);
  }

  /** Whatever the plan says now: an earlier run of this load may have dropped something. */
  async after({ plan, epoch, emit }: StepRun, signal: AbortSignal): Promise<void> {
    const { folder, withClient } = this.#world;
    const { loadId } = plan;
    const rows = await withClient((client) => droppedObjects(client, loadId), signal);
    if (rows.length === 0) return;
    this.#left = leftText(plan, rows);
    const server = await withClient(readServer, signal);
    // A session that an earlier run left behind may still build, or hold the locks of what it built.
    await withClient((client) => client.query(END_ZOMBIES, [loadId, epoch, NO_WORKER]), signal);
    const work = {
      session: sessionOf(this.#world, loadId, epoch),
      tuning: tuningFor(rows, plan.workers, server),
      fence: (client: ClientBase) => requireEpoch(client, loadId, epoch),
      isInLedger: true,
      note: stepSayer(emit),
    };
    const problems = await restoreObjects(rows, work, signal);
    if (problems.length > 0) throw indexErrors.indexesNotRestored(loadId, problems);
    this.#left = null;
    await removeMirror(folder, { ...(await withClient(databaseOf, signal)), loadId });
  }

  leaves(): string | null {
    return this.#left;
  }
}

/** Named as the load's workers are, so that a later run, or `recover`, sees that somebody is at work. */
export const sessionOf =
  (world: IndexWorld, loadId: string, epoch: number): WithSession =>
  (use, signal) =>
    world.session(sessionName(loadId, epoch, 0), use, signal);

const NO_WORKER = -1;

function leftText({ loadId, target }: LoadPlan, rows: readonly DdlRow[]): string | null {
  if (rows.length === 0) return null;
  const names = rows.map(({ object }) => object.name).join(", ");
  return `${tableText(target.table)} is without ${names} until \`rowmill resume ${loadId}\` ends the load, or \`rowmill recover\` restores them as they were`;
}

/** The tuning for what is to be built now. */
export const tuningFor = (
  rows: readonly DdlRow[],
  workers: number,
  server: BuildServer,
): BuildTuning =>
  tuneBuild(rows.filter(({ object }) => object.index !== null).length, workers, server);

const stepSayer =
  (emit: StepRun["emit"]) =>
  (state: "started" | "done", what: string): void =>
    emit({ type: "step", step: "indexes", state, what });
