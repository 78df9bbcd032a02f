// A server with a connection to it and a folder for files: what a test against PostgreSQL begins with.
import type { Client } from "pg";
import { connectTo } from "../../src/build/server-client.ts";
import { startServer, type RunningServer, type ServerOptions } from "../../src/build/server.ts";
import { makeFolder, type TestFolder } from "./test-folder.ts";

export interface TestDatabase {
  readonly server: RunningServer;
  readonly client: Client;
  readonly folder: string;
  /** The rows as arrays. */
  rows(sql: string): Promise<unknown[][]>;
  /** Leaves neither tables nor a ledger, but what `sql` makes. */
  reset(sql?: string): Promise<void>;
  /** Writes a file into the folder; returns its path. */
  readonly file: TestFolder["file"];
  /** Stops the server and removes the folder. */
  close(): Promise<void>;
}

/** The same server, as this role reaches it. */
export const asRole = (
  server: RunningServer,
  role: string,
  password: string = role,
): RunningServer => ({
  ...server,
  user: role,
  password,
  dsn: server.dsn.replace(`//${server.user}@`, `//${role}@`),
  env: { PGPASSWORD: password },
});

export async function startDatabase(options: ServerOptions = {}): Promise<TestDatabase> {
  const server = await startServer(options);
  const client = await connectTo(server);
  const folder = makeFolder();
  return {
    server,
    client,
    folder: folder.path,
    file: folder.file,
    rows: async (text) => (await client.query<unknown[]>({ text, rowMode: "array" })).rows,
    async reset(sql = "") {
      await client.query(
        `DROP SCHEMA IF EXISTS rowmill CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${sql}`,
      );
    },
    async close() {
      await client.end();
      await server.stop();
      folder.remove();
    },
  };
}
