// A PgBouncer in transaction mode in front of a server, where Debian's package is installed.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../src/build/free-port.ts";
import type { RunningServer } from "../../src/build/server.ts";
import { freshFolder, giveTo, serverUser } from "../../src/build/server-user.ts";
import type { Reachable } from "./rowmill.ts";

export const hasPgBouncer = spawnSync("pgbouncer", ["--version"]).status === 0;

export interface RunningPooler extends Reachable {
  stop(): Promise<void>;
}

/** `connections` to the server are shared by all who come. It runs under the account of test servers: root may not. */
export async function startPgBouncer(
  server: RunningServer,
  connections: number,
): Promise<RunningPooler> {
  const user = serverUser();
  const folder = freshFolder("rowmill-pgbouncer-", user);
  const port = await freePort();
  const settings = join(folder, "pgbouncer.ini");
  writeFileSync(settings, settingsFor(server, port, connections), { mode: 0o600 });
  giveTo(settings, user);
  const child = spawn("pgbouncer", ["-q", settings], { cwd: folder, stdio: "ignore", ...user });
  const gone = once(child, "exit");
  await untilReachable(port);
  return {
    dsn: `postgresql://${server.user}@127.0.0.1:${port}/pooled`,
    env: {},
    async stop() {
      child.kill("SIGINT");
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const settingsFor = (server: RunningServer, port: number, connections: number): string => `
[databases]
pooled = host=${server.host} port=${server.port} dbname=${server.database} user=${server.user} password=${server.password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${connections}
max_client_conn = 50
`;

async function untilReachable(port: number): Promise<void> {
  for (let left = 100; left > 0; left--) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("close", () => undefined);
      socket.unref();
    });
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error("PgBouncer takes no connections");
}
