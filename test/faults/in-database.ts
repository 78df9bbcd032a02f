// A connection of the harness to one database of a server.
import type { Client } from "pg";
import { withClient } from "../../src/build/server-client.ts";
import type { RunningServer } from "../../src/build/server.ts";

export const inDatabase = <T>(
  server: RunningServer,
  database: string,
  use: (client: Client) => Promise<T>,
): Promise<T> => withClient({ ...server, database }, use);
