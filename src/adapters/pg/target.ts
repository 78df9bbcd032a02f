// The Target port over PostgreSQL: connections for workers, one for the ledger, one to compare rows.
import type { Client } from "pg";
import type { IngestError } from "../../core/base/ingest-error.ts";
import type { Logger } from "../../core/base/log.ts";
import type { LoadPlan } from "../../core/load/plan.ts";
import type {
  Comparison,
  Ledger,
  SessionOptions,
  Target,
  TargetSession,
} from "../../core/load/ports.ts";
import { BatchSession } from "./batch-session.ts";
import { openComparison } from "./comparison.ts";
import { openClient, requestCancel, type OpenedClient } from "./connection/open.ts";
import type { ConnectionSettings } from "./connection/settings.ts";
import { sessionName } from "./copy-sql.ts";
import { PgLedger } from "./ledger-store.ts";
import { toIngestError } from "./sqlstate.ts";

/** The driver's client, for what asks the catalog outside this folder. */
export type PgClient = Client;

/** How long a cancelled or closing connection may take before its socket is cut. */
const CLOSE_MS = 2_000;
const LEDGER_ATTEMPTS = 6;

export class PgTarget implements Target {
  readonly ledger: Ledger;
  readonly #settings: ConnectionSettings;
  readonly #log: Logger;
  /** The ledger's connection, opened when first needed. */
  #kept: OpenedClient | null = null;
  #wasConnected = false;

  constructor(settings: ConnectionSettings, log: Logger) {
    this.#settings = settings;
    this.#log = log;
    this.ledger = new PgLedger((use, signal) => this.withClient(use, signal));
  }

  async connect(options: SessionOptions, signal: AbortSignal): Promise<TargetSession> {
    const name = sessionName(options.plan.loadId, options.epoch, options.worker);
    const opened = await this.#open(name, signal);
    const cancel = (): void => {
      const cut = setTimeout(() => opened.client.connection.stream.destroy(), CLOSE_MS);
      requestCancel(this.#settings, opened)
        .then(
          () => undefined,
          (error: unknown) =>
            this.#log.warn("cancel request not delivered", { reason: String(error) }),
        )
        .finally(() => cut.unref());
    };
    return new BatchSession(
      { client: opened.client, cancel, close: () => endClient(opened.client) },
      options,
    );
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
        if (!this.#wasConnected || attempt >= LEDGER_ATTEMPTS) throw mapped;
        this.#log.info("connection opened anew", { reason: mapped.message, attempt });
        await pause(250 * 2 ** attempt, signal);
      }
    }
  }

  async close(): Promise<void> {
    await this.#drop();
  }

  async #drop(): Promise<void> {
    const kept = this.#kept;
    this.#kept = null;
    if (kept !== null) await endClient(kept.client);
  }

  async #open(applicationName: string, signal: AbortSignal): Promise<OpenedClient> {
    const onError = (error: IngestError): void =>
      this.#log.info("connection broke", { reason: error.message });
    const opened = await openClient(
      this.#settings,
      { applicationName, log: this.#log, onError },
      signal,
    );
    try {
      await opened.client.query(watchSettings(opened.serverVersion));
    } catch (error) {
      await endClient(opened.client);
      throw toIngestError(error);
    }
    return opened;
  }
}

/**
 * The server must notice a client that is gone, or it keeps the claim and the locks for hours. Any role may set these.
 * Twenty seconds without an answer to a probe end the connection.
 */
function watchSettings(serverVersion: number): string {
  const interval = serverVersion >= 140_000 ? "SET client_connection_check_interval = '5s';" : "";
  return `SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
SET tcp_user_timeout = 20000; SET client_min_messages = warning; ${interval}`;
}

/** Ends politely, and by force when the server does not answer. */
async function endClient(client: Client): Promise<void> {
  const cut = setTimeout(() => client.connection.stream.destroy(), CLOSE_MS);
  await client.end();
  clearTimeout(cut);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      if (signal.aborted) reject(toIngestError(signal.reason));
      else resolve();
    }
    signal.addEventListener("abort", done, { once: true });
  });
}
