// A plain connection of the driver to a server that we started, for tests, demo and benchmarks.
import { Client } from "pg";
import type { RunningServer } from "./server.ts";

/** The caller ends it. */
export async function connectTo(server: RunningServer): Promise<Client> {
  const { host, port, user, database, password } = server;
  const client = new Client({ host, port, user, database, password });
  // The server may be killed under it on purpose; the query then under way fails all the same.
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

export async function withClient<T>(
  server: RunningServer,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const client = await connectTo(server);
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
