// One worker's connection: a batch's claim, rows, rejects and ledger row in one transaction.
import type { Client, QueryResult } from "pg";
import { present } from "../../core/base/assert.ts";
import { errors } from "../../core/base/errors.ts";
import { faultErrors } from "../../core/base/fault-errors.ts";
import type { IngestError } from "../../core/base/ingest-error.ts";
import { checkSameContent } from "../../core/load/check-source.ts";
import { tableDifference } from "../../core/load/load-id.ts";
import { isPlainAppend } from "../../core/load/mode.ts";
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
import { copyIn, withPatience, type CopyBytes } from "./copy-in.ts";
import {
  closeBatchSql,
  copySql,
  type CopyFormat,
  END_ZOMBIES,
  INSERT_REJECTS,
  OPEN_ANSWERS,
  openBatchSql,
} from "./copy-sql.ts";
import { batchOf, COMMITTED_BATCH, type BatchRow } from "./ledger-store.ts";
import { explainLock } from "./lock-holders.ts";
import { END_ZOMBIES_ON_NODES } from "./node-sql.ts";
import { leafWriter } from "./partition-writer.ts";
import { LOCK_NOT_AVAILABLE, toIngestError } from "./sqlstate.ts";
import {
  countsWithout,
  inTargetsName,
  NOTHING_LEFT_OUT,
  plusLeftOut,
  type Destination,
} from "./staging-destination.ts";

type Answer = QueryResult<Record<string, unknown>>;

const FOREIGN_KEY_VIOLATION = "23503";
const UNDEFINED_TABLE = "42P01";

/** What the connection's owner does for it: cancel from a second connection, and close. */
export interface Link {
  readonly client: Client;
  /** To one of several nodes of a Citus cluster: batches write on others too, and other nodes may hold their claims. */
  readonly isOnNodes: boolean;
  cancel(): void;
  close(): Promise<void>;
}

export class BatchSession implements TargetSession {
  readonly #link: Link;
  readonly #client: Client;
  readonly #options: SessionOptions;
  readonly #destination: Destination;
  /** Of the batch under way: taken by COPY and not in the table. */
  #leftOut = NOTHING_LEFT_OUT;
  /** The savepoint `part` has rows behind it; the next COPY needs a new one. */
  #isPartUsed = false;

  constructor(link: Link, options: SessionOptions, destination: Destination) {
    this.#link = link;
    this.#destination = destination;
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
      const counts = countsWithout(outcome.counts, this.#leftOut);
      await this.#patiently(closeBatchSql(this.#options.plan, batch, counts));
      return { counts, commitMs: performance.now() - startMs, isEarlier: false };
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
    this.#leftOut = NOTHING_LEFT_OUT;
    return true;
  }

  async #openAnswers(batch: Batch): Promise<readonly Answer[]> {
    const { plan, epoch, worker } = this.#options;
    try {
      return await this.#patiently(
        openBatchSql(plan, epoch, batch, {
          destinationSql: this.#destination.openSql(batch),
          isOnNodes: this.#link.isOnNodes,
        }),
      );
    } catch (error) {
      const mapped = toIngestError(error);
      if (isLedgerLost(mapped)) throw faultErrors.ledgerLost(plan.loadId, mapped);
      if (mapped.sqlstate !== LOCK_NOT_AVAILABLE) throw mapped;
      await this.#client.query("ROLLBACK");
      const endZombies = this.#link.isOnNodes ? END_ZOMBIES_ON_NODES : END_ZOMBIES;
      await this.#client.query(endZombies, [plan.loadId, epoch, worker]);
      throw await explainLock(this.#client, plan.target.table, mapped);
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
    const { records, loaded, rejected, skipped, duplicates } = known;
    const counts = { records, loaded, rejected, skipped, duplicates };
    return { counts, commitMs: 0, isEarlier: true };
  }

  #writer(): BatchWriter {
    const { plan } = this.#options;
    const isDirect = plan.partitions === "route" && isPlainAppend(plan);
    const runAll = (sql: string): Promise<readonly Answer[]> => this.#patiently(sql);
    return {
      ...(isDirect ? { leaves: leafWriter(this.#client, this.#options, runAll) } : {}),
      copy: (bytes, format, signal) => this.#copy(bytes, format, signal),
      copyEncoded: (pieces, signal) => this.#copy(pieces, "binary", signal),
      undo: async () => {
        await this.#client.query("ROLLBACK TO batch; SAVEPOINT part");
        this.#isPartUsed = false;
        this.#leftOut = NOTHING_LEFT_OUT;
      },
    };
  }

  async #copy(bytes: CopyBytes, format: CopyFormat, signal: AbortSignal): Promise<number> {
    const { plan } = this.#options;
    const destination = this.#destination;
    if (this.#isPartUsed)
      await this.#client.query(`RELEASE part; ${destination.betweenSql} SAVEPOINT part`);
    this.#isPartUsed = true;
    try {
      const sql = copySql(plan, format, destination.table);
      const rows = await copyIn(this.#client, { sql, bytes }, this.#options, signal);
      this.#leftOut = plusLeftOut(this.#leftOut, await destination.settle(this.#client));
      return rows;
    } catch (error) {
      const mapped = toIngestError(error);
      if (mapped.kind !== "data") throw mapped;
      await this.#client.query("ROLLBACK TO part");
      this.#isPartUsed = false;
      const place = refusalPlace(error, plan, destination.name);
      throw inTargetsName(mapped.at(place), destination, plan);
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
      rejects.map((reject) => reject.file ?? null),
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

/** The claim found no load to belong to, or no ledger at all. The table's own absence has other words. */
const isLedgerLost = ({ sqlstate, message }: IngestError): boolean =>
  sqlstate === FOREIGN_KEY_VIOLATION ||
  (sqlstate === UNDEFINED_TABLE && message.includes("rowmill."));

const isAnswers = (answers: unknown): answers is readonly Answer[] => Array.isArray(answers);

/** The table's oid and columns as the batch's transaction sees them under its lock. */
function shapeOf(answer: Answer): { oid: number; columns: readonly TargetColumn[] } {
  const columns = answer.rows.map((row): TargetColumn => {
    const facts = { isNotNull: false, hasDefault: false, isGenerated: false };
    return { name: String(row["name"]), type: String(row["type"]), ...facts };
  });
  return { oid: Number(answer.rows[0]?.["oid"] ?? 0), columns };
}
