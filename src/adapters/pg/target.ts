// The Target port over PostgreSQL: connections for workers, one for the ledger, one to compare rows.
import type { Client } from "pg";
import { IngestError } from "../../core/base/ingest-error.ts";
import type { Logger } from "../../core/base/log.ts";
import type { Lag } from "../../core/load/lag.ts";
import type { Routes } from "../../core/load/partitions/routes.ts";
import type { LoadPlan } from "../../core/load/plan.ts";
import type {
  Comparison,
  Ledger,
  SessionOptions,
  Target,
  TargetSession,
  TargetStep,
} from "../../core/load/ports.ts";
import { AnalyseStep } from "./analyse-step.ts";
import { BatchSession } from "./batch-session.ts";
import { openComparison } from "./comparison.ts";
import { openClient, requestCancel, type OpenedClient } from "./connection/open.ts";
import type { ConnectionSettings } from "./connection/settings.ts";
import { nodeWorld } from "./connection/world.ts";
import { sessionName } from "./copy-sql.ts";
import { mirrorFolder } from "./index-mirror.ts";
import { recoverObjects, type RecoveredLoad } from "./index-recover.ts";
import { IndexStep, type IndexWorld } from "./index-step.ts";
import { readReplicaLag } from "./replication.ts";
import { explainLock } from "./lock-holders.ts";
import { PgLedger } from "./ledger-store.ts";
import { NodeRing, optionsOn } from "./node-ring.ts";
import { NodeStep, type NodeWorld } from "./node-step.ts";
import { readRoutes } from "./partition-routes.ts";
import { PartitionStep } from "./partition-step.ts";
import { pause } from "./pause.ts";
import { applySettings } from "./session-settings.ts";
import { isNameAtWork, watchSilence } from "./silence-watch.ts";
import { LOCK_NOT_AVAILABLE, TOO_MANY_CONNECTIONS, toIngestError } from "./sqlstate.ts";
import { StagingStep } from "./staging-step.ts";
import { openDestination } from "./staging-destination.ts";

/** Of several hosts a load wants the one that takes writes, also when another has become that in between. */
function writing(settings: ConnectionSettings): ConnectionSettings {
  const isChoice = settings.hosts.length > 1 && settings.targetSessionAttrs === "any";
  return isChoice ? { ...settings, targetSessionAttrs: "read-write" } : settings;
}

/** The driver's client, for what asks the catalog outside this folder. */
export type PgClient = Client;

/** How long a cancelled or closing connection may take before its socket is cut. */
const CLOSE_MS = 2_000;
const LEDGER_ATTEMPTS = 6;
const ASK_MS = 10_000;

export class PgTarget implements Target {
  readonly ledger: Ledger;
  readonly #settings: ConnectionSettings;
  readonly #log: Logger;
  /** Empty but for a table that is spread over several nodes. */
  readonly #ring = new NodeRing();
  /** The ledger's connection, opened when first needed. */
  #kept: OpenedClient | null = null;
  #wasConnected = false;
  #hasCopied = false;

  constructor(settings: ConnectionSettings, log: Logger) {
    this.#settings = writing(settings);
    this.#log = log;
    this.ledger = new PgLedger((use, signal) => this.withClient(use, signal));
  }

  /** In this order before the copying, and in this order after it. */
  steps(): readonly TargetStep[] {
    const world = this.#indexWorld();
    const staging = new StagingStep(world.withClient, world.session);
    const partitions = new PartitionStep(world.withClient);
    const nodes = new NodeStep(this.#nodeWorld(), this.#ring);
    return [nodes, partitions, staging, new IndexStep(world), new AnalyseStep(world.session)];
  }

  async connect(options: SessionOptions, signal: AbortSignal): Promise<TargetSession> {
    const name = sessionName(options.plan.loadId, options.epoch, options.worker);
    const node = this.#ring.next(options.worker);
    const settings = node?.settings ?? this.#settings;
    const opened = await this.#open(name, signal, settings);
    this.#noteFirstCopy(opened.client);
    const link = {
      client: opened.client,
      isOnNodes: node !== null,
      cancel: () => this.#cancel(opened, settings),
      close: () => endClient(opened.client),
    };
    try {
      const own = node === null ? options : optionsOn(options, node);
      const destination = await openDestination(opened.client, own.plan);
      return new BatchSession(link, own, destination);
    } catch (error) {
      await link.close();
      throw toIngestError(error);
    }
  }

  routes(plan: LoadPlan, signal: AbortSignal): Promise<Routes | null> {
    return this.withClient((client) => readRoutes(client, plan), signal);
  }

  replicaLag(signal: AbortSignal): Promise<readonly Lag[]> {
    return this.withClient(readReplicaLag, signal);
  }

  async compare(plan: LoadPlan, signal: AbortSignal): Promise<Comparison> {
    const opened = await this.#open("rowmill verify", signal);
    return openComparison(opened.client, plan, () => endClient(opened.client));
  }

  /**
   * One connection for everything that is not copying; opened anew when the server went away in between. A server that
   * was never reached is an error at once.
   */
  async withClient<T>(use: (client: Client) => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        this.#kept ??= await this.#open("rowmill", signal);
        this.#wasConnected = true;
        return await use(this.#kept.client);
      } catch (error) {
        const mapped = toIngestError(error);
        signal.throwIfAborted();
        if (mapped.kind !== "transient") throw mapped;
        await this.#drop();
        if (mapped.sqlstate === LOCK_NOT_AVAILABLE) throw await this.#explainLock(mapped, signal);
        if (!this.#wasConnected || attempt >= LEDGER_ATTEMPTS) throw mapped;
        this.#log.info("connection opened anew", { reason: mapped.message, attempt });
        await pause(250 * 2 ** attempt, signal);
      }
    }
  }

  /** A connection of its own for `use`; what it runs is cancelled when the signal aborts. Rejects with an IngestError. */
  async withSession<T>(
    applicationName: string,
    use: (client: Client) => Promise<T>,
    signal: AbortSignal,
    settings = this.#settings,
  ): Promise<T> {
    const opened = await this.#open(applicationName, signal, settings);
    const cancel = (): void => this.#cancel(opened, settings);
    signal.addEventListener("abort", cancel, { once: true });
    try {
      return await use(opened.client);
    } catch (error) {
      signal.throwIfAborted();
      throw toIngestError(error);
    } finally {
      signal.removeEventListener("abort", cancel);
      await endClient(opened.client);
    }
  }

  async close(): Promise<void> {
    await this.#drop();
  }

  /** Restores what loads have dropped; only looks when `isListOnly`. */
  recover(
    isListOnly: boolean,
    note: (what: string) => void,
    signal: AbortSignal,
  ): Promise<readonly RecoveredLoad[]> {
    return recoverObjects(this.#indexWorld(), isListOnly, note, signal);
  }

  /** When the server takes the first chunk, counted from the start of the process: what a short load pays for. */
  #noteFirstCopy({ connection }: Client): void {
    if (this.#hasCopied) return;
    connection.once("copyInResponse", () => {
      if (!this.#hasCopied)
        this.#log.debug("first chunk sent", { sinceStartMs: Math.round(performance.now()) });
      this.#hasCopied = true;
    });
  }

  #indexWorld(): IndexWorld {
    return {
      withClient: (use, signal) => this.withClient(use, signal),
      session: (name, use, signal) => this.withSession(name, use, signal),
      folder: mirrorFolder(nodeWorld()),
    };
  }

  #nodeWorld(): NodeWorld {
    return {
      settings: this.#settings,
      withClient: (use, signal) => this.withClient(use, signal),
      session: (settings, use, signal) => this.withSession("rowmill", use, signal, settings),
    };
  }

  /** It has waited long enough; whoever holds the lock is better named than waited for again. */
  #explainLock(error: IngestError, signal: AbortSignal): Promise<IngestError> {
    return this.withSession("rowmill", (client) => explainLock(client, null, error), signal);
  }

  /** Stops what the session runs; a server that does not answer loses the connection. */
  #cancel(opened: OpenedClient, settings: ConnectionSettings): void {
    const cut = setTimeout(() => opened.client.connection.stream.destroy(), CLOSE_MS);
    requestCancel(settings, opened)
      .then(
        () => undefined,
        (error: unknown) =>
          this.#log.warn("cancel request not delivered", { reason: String(error) }),
      )
      .finally(() => cut.unref());
  }

  async #drop(): Promise<void> {
    const kept = this.#kept;
    this.#kept = null;
    if (kept !== null) await endClient(kept.client);
  }

  async #open(
    applicationName: string,
    signal: AbortSignal,
    settings = this.#settings,
  ): Promise<OpenedClient> {
    const onError = (error: IngestError): void =>
      this.#log.info("connection broke", { reason: error.message });
    const opened = await openClient(settings, { applicationName, log: this.#log, onError }, signal);
    const { client } = opened;
    const isAtWork = (): Promise<boolean> => this.#isAtWork(applicationName, settings);
    watchSilence({ client, isAtWork, log: this.#log });
    try {
      await applySettings(opened);
    } catch (error) {
      await endClient(client);
      throw error;
    }
    return opened;
  }

  /** Asked of a connection that owes an answer; rejects when the server cannot be reached. */
  async #isAtWork(applicationName: string, settings: ConnectionSettings): Promise<boolean> {
    const options = { applicationName: "rowmill watch", log: this.#log, onError: () => undefined };
    const name = settings.applicationName ?? applicationName;
    try {
      const { client } = await openClient(settings, options, AbortSignal.timeout(ASK_MS));
      return await isNameAtWork(client, name).finally(() => endClient(client));
    } catch (error) {
      // It is there, and busy with others.
      if (error instanceof IngestError && error.sqlstate === TOO_MANY_CONNECTIONS) return true;
      throw error;
    }
  }
}

/** Ends politely, and by force when the server does not answer. */
async function endClient(client: Client): Promise<void> {
  const cut = setTimeout(() => client.connection.stream.destroy(), CLOSE_MS);
  await client.end();
  clearTimeout(cut);
}
