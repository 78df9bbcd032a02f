// One worker: pull a batch, commit it with its ledger row, say so, pull the next. All retrying is here, around a
// whole batch; the claim in the ledger makes a retry safe whatever happened to the attempt before.
import { errors } from "../base/errors.ts";
import { IngestError } from "../base/ingest-error.ts";
import { checkSameContent } from "./check-source.ts";
import type { Crew } from "./crew.ts";
import type { BinaryEncoder } from "../records/binary-encoder.ts";
import type { LoadEvent } from "./events.ts";
import type { OnReject } from "./isolate.ts";
import { writeEncoded } from "./encoded-batch.ts";
import type { LagBrake } from "./lag-brake.ts";
import type { Routing } from "./partitions/routes.ts";
import { writeRouted } from "./partitions/routed-batch.ts";
import type {
  Batch,
  BatchOutcome,
  BatchReceipt,
  BatchWriter,
  CommittedBatch,
  TargetSession,
} from "./ports.ts";
import type { RejectBudget } from "./reject-budget.ts";
import type { RunningLoad } from "./running-load.ts";
import type { Turns } from "./turns.ts";

/** With pauses that double from 0.25 s to 8 s, a server may be away for about a minute. */
const ATTEMPTS_MAX = 12;
const PAUSE_MS_MIN = 250;
const PAUSE_MS_MAX = 8_000;
/** Doubled at each attempt of a batch, so that a slow server is never cut off for ever. */
const PATIENCE_MS = 30_000;
const TOO_MANY_CONNECTIONS = "53300";

/** What the workers of one run share. */
export interface Run extends RunningLoad {
  readonly batches: AsyncGenerator<Batch, void, void>;
  readonly committed: ReadonlyMap<number, CommittedBatch>;
  readonly budget: RejectBudget;
  /** Null where standbys may be as far behind as they like. */
  readonly brake: LagBrake | null;
  readonly crew: Crew;
  /** So many batches are copied at once: the plan's workers. */
  readonly turns: Turns;
  /** Null for a load that goes as text. */
  readonly encoder: BinaryEncoder | null;
  /** Null where records go through the target. */
  readonly routing: Routing | null;
}

/** Runs until the source is empty. Rejects with the first error that retrying cannot mend. */
export async function copyBatches(worker: number, run: Run, signal: AbortSignal): Promise<void> {
  const copier = new CopyWorker(worker, run);
  try {
    if (!(await copier.join(signal))) return;
    for (;;) {
      await run.brake?.pass(signal);
      const { value: batch } = await run.batches.next();
      if (!batch) return;
      await copier.commit(batch, signal);
      batch.release();
    }
  } finally {
    await copier.leave();
  }
}

class CopyWorker {
  readonly #worker: number;
  readonly #run: Run;
  #session: TargetSession | null = null;

  constructor(worker: number, run: Run) {
    this.#worker = worker;
    this.#run = run;
  }

  /** Connects; false when the server has no connection left and other workers go on without this one. */
  async join(signal: AbortSignal): Promise<boolean> {
    const { crew, emit, plan } = this.#run;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#open(PATIENCE_MS, signal);
        return true;
      } catch (error) {
        if (!(error instanceof IngestError) || error.kind !== "transient") throw error;
        if (error.sqlstate === TOO_MANY_CONNECTIONS && crew.size > 1) {
          crew.size -= 1;
          // The spare one is not missed.
          if (crew.size < plan.workers)
            emit({ type: "worker-lost", worker: this.#worker, reason: error.message });
          return false;
        }
        if (attempt >= ATTEMPTS_MAX) throw error;
        await this.#run.ports.clock.sleep(pauseMs(attempt), signal);
      }
    }
  }

  async leave(): Promise<void> {
    this.#say("stopped", null);
    await this.#close();
  }

  async commit(batch: Batch, signal: AbortSignal): Promise<void> {
    const known = this.#run.committed.get(batch.number);
    if (known !== undefined) {
      checkSameContent(this.#run.plan, batch, known);
      this.#report(batch, { counts: known, commitMs: 0, isEarlier: true });
      return;
    }
    for (let attempt = 1; ; attempt++) {
      try {
        const receipt = await this.#attempt(batch, attempt, signal);
        this.#report(batch, receipt);
        return;
      } catch (error) {
        await this.#close();
        await this.#pauseOrThrow(batch, attempt, error, signal);
      }
    }
  }

  async #attempt(batch: Batch, attempt: number, signal: AbortSignal): Promise<BatchReceipt> {
    const session = this.#session ?? (await this.#open(PATIENCE_MS * 2 ** (attempt - 1), signal));
    return session.commitBatch(
      batch,
      async (writer) => {
        const endTurn = await this.#run.turns.take(signal);
        return this.#write(batch, writer, signal).finally(endTurn);
      },
      () => this.#say("committing", batch.number),
      signal,
    );
  }

  async #write(batch: Batch, writer: BatchWriter, signal: AbortSignal): Promise<BatchOutcome> {
    const { plan, budget, encoder, routing } = this.#run;
    this.#say("copying", batch.number);
    const onIsolating = (): void => this.#say("isolating", batch.number);
    const onReject: OnReject = (count, rejects) => budget.reserve(batch.number, count, rejects);
    const writing = { writer, onIsolating, onReject };
    const outcome =
      (await writeRouted({ plan, batch, routing }, writing, signal)) ??
      (await writeEncoded({ plan, batch, encoder }, writing, signal));
    onReject(outcome.rejects.length, () => outcome.rejects);
    return outcome;
  }

  async #pauseOrThrow(
    batch: Batch,
    attempt: number,
    error: unknown,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    if (!(error instanceof IngestError) || error.kind !== "transient") throw error;
    if (attempt >= ATTEMPTS_MAX)
      throw errors.retriesUsedUp(batch.number, attempt, error.message, error);
    const { emit, ports } = this.#run;
    this.#say("retrying", batch.number);
    emit({
      type: "batch-retried",
      worker: this.#worker,
      batch: batch.number,
      attempt,
      reason: error.message,
    });
    await ports.clock.sleep(pauseMs(attempt), signal);
  }

  #report(batch: Batch, receipt: BatchReceipt): void {
    this.#run.budget.note(batch.number, receipt.counts.rejected);
    this.#run.emit({
      type: "batch-committed",
      worker: this.#worker,
      batch: batch.number,
      bytes: batch.end - batch.start,
      ...(batch.storedBytes === undefined ? {} : { storedBytes: batch.storedBytes }),
      ...receipt,
    });
    this.#say("waiting", null);
  }

  async #open(patienceMs: number, signal: AbortSignal): Promise<TargetSession> {
    const { plan, epoch, ports, emit } = this.#run;
    const worker = this.#worker;
    this.#say("connecting", null);
    const onSent = (bytes: number): void => emit({ type: "bytes-sent", worker, bytes });
    this.#session = await ports.target.connect({ plan, epoch, worker, patienceMs, onSent }, signal);
    return this.#session;
  }

  async #close(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.close();
  }

  #say(state: Extract<LoadEvent, { type: "worker-state" }>["state"], batch: number | null): void {
    this.#run.emit({ type: "worker-state", worker: this.#worker, state, batch });
  }
}

const pauseMs = (attempt: number): number =>
  Math.min(PAUSE_MS_MAX, PAUSE_MS_MIN * 2 ** (attempt - 1));
