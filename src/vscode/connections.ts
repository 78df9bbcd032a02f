// The saved connections: name and connection string without its password, which is in secrets.ts.
import { EventEmitter, l10n, type Event, type Memento } from "vscode";

import type { ConnectionParts } from "../adapters/load-process/messages.ts";
import type { Passwords } from "./secrets.ts";

export interface Connection {
  readonly id: string;
  readonly name: string;
  /** null: the `PG*` environment and libpq's files decide. */
  readonly dsn: string | null;
}

const KEY = "rowmill.connections";
const ENVIRONMENT_ID = "environment";

/** Not saved and never removed: what psql would use without arguments. */
export const environmentConnection = (): Connection => ({
  id: ENVIRONMENT_ID,
  name: l10n.t("PG* environment"),
  dsn: null,
});

export const isEnvironment = (connection: Connection): boolean => connection.id === ENVIRONMENT_ID;

/** Whether the editor was started with an address for PostgreSQL. */
export const hasEnvironment = (env: Readonly<Record<string, string | undefined>>): boolean =>
  ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE"].some((name) => (env[name] ?? "") !== "");

export class Connections {
  readonly #memento: Memento;
  readonly #passwords: Passwords;
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(memento: Memento, passwords: Passwords) {
    this.#memento = memento;
    this.#passwords = passwords;
  }

  list(): readonly Connection[] {
    const stored = this.#memento.get<unknown>(KEY);
    return Array.isArray(stored) ? stored.filter(isConnection) : [];
  }

  /** Adds the connection, or replaces the one of the same id. `password` undefined keeps the stored one. */
  async save(connection: Connection, password: string | null | undefined): Promise<void> {
    if (password !== undefined) await this.#passwords.set(connection.id, password);
    const saved = this.list();
    const isKnown = saved.some(({ id }) => id === connection.id);
    const next = isKnown
      ? saved.map((other) => (other.id === connection.id ? connection : other))
      : [...saved, connection];
    await this.#memento.update(KEY, next);
    this.#changed.fire();
  }

  async remove(connection: Connection): Promise<void> {
    await this.#passwords.set(connection.id, null);
    await this.#memento.update(
      KEY,
      this.list().filter(({ id }) => id !== connection.id),
    );
    this.#changed.fire();
  }

  async hasPassword(connection: Connection): Promise<boolean> {
    return (await this.#passwords.get(connection.id)) !== null;
  }

  /** For the load's process, at the moment it is needed. */
  async partsOf(connection: Connection): Promise<ConnectionParts> {
    const password = isEnvironment(connection) ? null : await this.#passwords.get(connection.id);
    return { dsn: connection.dsn, password };
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

const isConnection = (value: unknown): value is Connection =>
  typeof value === "object" &&
  value !== null &&
  "id" in value &&
  "name" in value &&
  "dsn" in value &&
  typeof value.id === "string" &&
  typeof value.name === "string" &&
  (typeof value.dsn === "string" || value.dsn === null);
