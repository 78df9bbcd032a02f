// One worker's connection: a batch's claim, rows, rejects and ledger row in one transaction.
import type { Client, QueryResult } from "pg";
import { present } from "../../core/base/assert.ts";
import { errors } from "../../core/base/errors.ts";
import { checkSameContent } from "../../core/load/check-source.ts";
import { tableDifference } from "../../core/load/load-id.ts";
import { loadedColumns, tableText, type TargetColumn } from "../../core/load/plan.ts";
import type {
  Batch,
  BatchOutcome,
  BatchReceipt,
  BatchWriter,
  SessionOptions,
  TargetSession,
} from "../../core/load/ports.ts";
import { refusalPlace } from "./copy-error.ts";
import { copyIn, withPatience } from "./copy-in.ts";
import {
  closeBatchSql,
  copySql,
  END_ZOMBIES,
  INSERT_REJECTS,
  OPEN_ANSWERS,
  openBatchSql,
} from "./copy-sql.ts";
import { batchOf, COMMITTED_BATCH, type BatchRow } from "./ledger-store.ts";
import { toIngestError } from "./sqlstate.ts";

type Answer = QueryResult<Record<string, unknown>>;

const LOCK_NOT_AVAILABLE = "55P03";

/** What the connection's owner does for it: cancel from a second connection, and close. */
export interface Link {
  readonly client: Client;
  cancel(): void;
  close(): Promise<void>;
}

export class BatchSession implements TargetSession {
  readonly #link: Link;
  readonly #client: Client;
  readonly #options: SessionOptions;
  /** The savepoint `part` has rows behind it; the next COPY needs a new one. */
  #isPartUsed = false;

  constructor(link: Link, options: SessionOptions) {
    this.#link = link;
    this.#client = link.client;
    this.#options = options;
  }

  async commitBatch(
    batch: Batch,
    write: (writer: BatchWriter) => Promise<BatchOutcome>,
    onCommitting: () => void,
    signal: AbortSignal,
  ): Promise<BatchReceipt> {
    const cancel = (): void => this.#link.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    try {
      signal.throwIfAborted();
      if (!(await this.#open(batch))) return await this.#earlier(batch);
      const outcome = await write(this.#writer());
      if (outcome.rejects.length > 0) await this.#insertRejects(batch, outcome);
      onCommitting();
      const startMs = performance.now();
      await this.#patiently(closeBatchSql(this.#options.plan, batch, outcome.counts));
      return { counts: outcome.counts, commitMs: performance.now() - startMs, isEarlier: false };
    } catch (error) {
      throw toIngestError(error);
    } finally {
      signal.removeEventListener("abort", cancel);
    }
  }

  close(): Promise<void> {
    return this.#link.close();
  }

  /** Begins and claims; false when the ledger has the batch already. */
  async #open(batch: Batch): Promise<boolean> {
    const { plan, epoch } = this.#options;
    const answers = await this.#openAnswers(batch);
    const fence = answers[OPEN_ANSWERS.epoch]?.rows[0]?.["epoch"];
    if (Number(fence) !== epoch) throw errors.takenOver(plan.loadId);
    if (answers[OPEN_ANSWERS.claim]?.rowCount === 0) return false;
    const shape = shapeOf(present(answers[OPEN_ANSWERS.columns], "the columns' answer"));
    const difference = tableDifference(
      plan.target,
      { ...plan.target, ...shape },
      loadedColumns(plan),
    );
    if (difference !== null) throw errors.tableChanged(tableText(plan.target.table), difference);
    this.#isPartUsed = false;
    return true;
  }

  async #openAnswers(batch: Batch): Promise<readonly Answer[]> {
    const { plan, epoch, worker } = this.#options;
    try {
      return await this.#patiently(openBatchSql(plan, epoch, batch));
    } catch (error) {
      const mapped = toIngestError(error);
      if (mapped.sqlstate === LOCK_NOT_AVAILABLE) {
        await this.#client.query("ROLLBACK");
        await this.#client.query(END_ZOMBIES, [plan.loadId, epoch, worker]);
      }
      throw mapped;
    }
  }

  async #earlier(batch: Batch): Promise<BatchReceipt> {
    const { plan } = this.#options;
    await this.#client.query("ROLLBACK");
    const { rows } = await this.#client.query<BatchRow>(COMMITTED_BATCH, [
      plan.loadId,
      batch.number,
    ]);
    const known = batchOf(present(rows[0], "the ledger's row of a claimed batch"));
    checkSameContent(plan, batch, known);
    const { records, loaded, rejected, skipped } = known;
    return { counts: { records, loaded, rejected, skipped }, commitMs: 0, isEarlier: true };
  }

  #writer(): BatchWriter {
    return {
      copy: (bytes, format, signal) => this.#copy(bytes, format, signal),
      undo: async () => {
        await this.#client.query("ROLLBACK TO batch; SAVEPOINT part");
        this.#isPartUsed = false;
      },
    };
  }

  async #copy(bytes: Uint8Array, format: "csv" | "text", signal: AbortSignal): Promise<number> {
    const { plan } = this.#options;
    if (this.#isPartUsed) await this.#client.query("RELEASE part; SAVEPOINT part");
    this.#isPartUsed = true;
    try {
      return await copyIn(
        this.#client,
        { sql: copySql(plan, format), bytes },
        this.#options,
        signal,
      );
    } catch (error) {
      const mapped = toIngestError(error);
      if (mapped.kind !== "data") throw mapped;
      await this.#client.query("ROLLBACK TO part");
      this.#isPartUsed = false;
      throw mapped.at(refusalPlace(error, plan));
    }
  }

  async #insertRejects(batch: Batch, outcome: BatchOutcome): Promise<void> {
    const { rejects } = outcome;
    await this.#client.query(INSERT_REJECTS, [
      this.#options.plan.loadId,
      batch.number,
      rejects.map((reject) => reject.record),
      rejects.map((reject) => reject.line),
      rejects.map((reject) => reject.byteOffset),
      rejects.map((reject) => reject.column),
      rejects.map((reject) => reject.sqlstate),
      rejects.map((reject) => reject.message),
      rejects.map((reject) => Buffer.from(reject.raw)),
    ]);
  }

  /** Several statements in one round trip, under the watchdog. */
  #patiently(sql: string): Promise<readonly Answer[]> {
    return withPatience(this.#client, this.#options.patienceMs, async () => {
      // A string of several statements is answered by an array, which the driver's types do not say.
      const answers: unknown = await this.#client.query(sql);
      return isAnswers(answers) ? answers : [];
    });
  }
}

const isAnswers = (answers: unknown): answers is readonly Answer[] => Array.isArray(answers);

/** The table's oid and columns as the batch's transaction sees them under its lock. */
function shapeOf(answer: Answer): { oid: number; columns: readonly TargetColumn[] } {
  const columns = answer.rows.map((row): TargetColumn => {
    const facts = { isNotNull: false, hasDefault: false, isGenerated: false };
    return { name: String(row["name"]), type: String(row["type"]), ...facts };
  });
  return { oid: Number(answer.rows[0]?.["oid"] ?? 0), columns };
}
