// The database that the checks know: chosen once for a workspace, its catalog read then, when the editor
// starts, and when somebody asks. Nothing is read while somebody types.
import { EventEmitter, workspace, type Event, type Memento } from "vscode";

import { problemFrom } from "../adapters/load-process/messages.ts";
import type { CatalogSnapshot } from "../core/lang/sql/schema/snapshot.ts";
import type { CatalogState } from "./catalog-status.ts";
import { environmentConnection, type Connection } from "./connections.ts";
import { withProcess, type Deps } from "./deps.ts";

const KEY = "rowmill.checkConnection";

export class Catalog {
  readonly #deps: Pick<Deps, "connections" | "startProcess" | "log">;
  readonly #memento: Memento;
  readonly #changed = new EventEmitter<CatalogState>();
  readonly onDidChange: Event<CatalogState> = this.#changed.event;
  #state: CatalogState = { kind: "none" };
  #reading = new AbortController();

  constructor(deps: Pick<Deps, "connections" | "startProcess" | "log">, memento: Memento) {
    this.#deps = deps;
    this.#memento = memento;
  }

  get state(): CatalogState {
    return this.#state;
  }

  get snapshot(): CatalogSnapshot | null {
    return this.#state.kind === "known" ? this.#state.snapshot : null;
  }

  /** Undefined when none is chosen, or the chosen one was removed. */
  get connection(): Connection | undefined {
    const id = this.#memento.get<unknown>(KEY);
    return [...this.#deps.connections.list(), environmentConnection()].find(
      (connection) => connection.id === id,
    );
  }

  /** Undefined chooses none. */
  async use(connection: Connection | undefined): Promise<void> {
    await this.#memento.update(KEY, connection?.id);
    await this.refresh();
  }

  /** Reads the catalog of the chosen connection. What goes wrong is a state, and in the log. */
  async refresh(): Promise<void> {
    this.#reading.abort();
    const reading = (this.#reading = new AbortController());
    const { connection } = this;
    if (connection === undefined || !workspace.isTrusted) {
      this.#become({ kind: "none" });
      return;
    }
    const { name } = connection;
    this.#become({ kind: "reading", name });
    const state = await this.#read(connection, reading.signal);
    if (!reading.signal.aborted) this.#become(state);
  }

  /** The chosen connection may be the one that was removed or edited. */
  async connectionsChanged(): Promise<void> {
    const isUsed = this.#state.kind !== "none" || this.connection !== undefined;
    if (isUsed) await this.refresh();
  }

  dispose(): void {
    this.#reading.abort();
    this.#changed.dispose();
  }

  async #read(connection: Connection, signal: AbortSignal): Promise<CatalogState> {
    const { name } = connection;
    try {
      const parts = await this.#deps.connections.partsOf(connection);
      const snapshot = await withProcess(this.#deps, (process) =>
        process.snapshot(parts, name, signal),
      );
      return { kind: "known", name, snapshot };
    } catch (error) {
      const problem = problemFrom(error);
      if (!signal.aborted) this.#deps.log.warn(problem.message, { code: problem.code });
      return { kind: "failed", name, problem: problem.message };
    }
  }

  #become(state: CatalogState): void {
    this.#state = state;
    this.#changed.fire(state);
  }
}
