// Passwords, in the editor's secret storage and nowhere else.
import type { SecretStorage } from "vscode";

export class Passwords {
  readonly #storage: SecretStorage;

  constructor(storage: SecretStorage) {
    this.#storage = storage;
  }

  async get(connectionId: string): Promise<string | null> {
    return (await this.#storage.get(keyOf(connectionId))) ?? null;
  }

  /** null removes it. */
  async set(connectionId: string, password: string | null): Promise<void> {
    if (password === null) await this.#storage.delete(keyOf(connectionId));
    else await this.#storage.store(keyOf(connectionId), password);
  }
}

const keyOf = (connectionId: string) => `rowmill.password.${connectionId}`;
