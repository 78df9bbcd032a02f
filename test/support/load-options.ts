// What a load job needs to reach a test server: the connection as the CLI resolves it, with the server's password.
import type { LoadJobOptions } from "../../src/adapters/load-job.ts";
import { resolveConnection } from "../../src/adapters/pg/connection/resolve.ts";
import { nodeWorld } from "../../src/adapters/pg/connection/world.ts";
import type { RunningServer } from "../../src/build/server.ts";
import { silentLog } from "../../src/core/base/log.ts";
import { Secret } from "../../src/core/base/secret.ts";

/** `dsn` may name another role or database than the server's own. */
export async function loadOptions(
  server: RunningServer,
  dsn: string = server.dsn,
): Promise<LoadJobOptions> {
  const password = new Secret(server.password);
  const settings = await resolveConnection(dsn, nodeWorld());
  return { connection: { ...settings, password, passwordFor: () => password }, log: silentLog };
}
