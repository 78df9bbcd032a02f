// What a load job needs to reach a test server: the connection as the CLI resolves it, with the server's password.
import type { LoadJobOptions } from "../../src/adapters/load-job.ts";
import { resolveConnection } from "../../src/adapters/pg/connection/resolve.ts";
import { nodeWorld } from "../../src/adapters/pg/connection/world.ts";
import type { RunningServer } from "../../src/build/server.ts";
import { silentLog } from "../../src/core/base/log.ts";
import { Secret } from "../../src/core/base/secret.ts";

export async function loadOptions(server: RunningServer): Promise<LoadJobOptions> {
  const password = new Secret(server.password);
  const settings = await resolveConnection(server.dsn, nodeWorld());
  return { connection: { ...settings, password, passwordFor: () => password }, log: silentLog };
}
