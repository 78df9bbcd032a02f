// Asks the catalog one question after the other inside the snapshot's transaction. A question that a server
// refuses costs its own answer only: forks and managed services lack views, roles lack rights.
import type { Client, QueryResultRow } from "pg";
import type { Logger } from "../../core/base/log.ts";
import { isServerError } from "./sqlstate.ts";

export class CatalogReader {
  readonly #client: Client;
  readonly #log: Logger;

  constructor(client: Client, log: Logger) {
    this.#client = client;
    this.#log = log;
  }

  async rows<R extends QueryResultRow>(
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<readonly R[]> {
    return (await this.#client.query<R>(sql, [...values])).rows;
  }

  /** Undefined where the server refuses; rejects when the session is gone. */
  async rowsIfAllowed<R extends QueryResultRow>(
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<readonly R[] | undefined> {
    await this.#client.query("SAVEPOINT question");
    try {
      const rows = await this.rows<R>(sql, values);
      await this.#client.query("RELEASE question");
      return rows;
    } catch (error) {
      if (!isServerError(error)) throw error;
      this.#log.debug("the catalog did not answer", { code: error.code, reason: error.message });
      await this.#client.query("ROLLBACK TO question");
      return undefined;
    }
  }
}
