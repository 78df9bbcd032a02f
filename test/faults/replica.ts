// A primary with a standby beside it, and the moment when the one takes over from the other.
import type { RunningServer } from "../../src/build/server.ts";
import { startStandby } from "../../src/build/standby.ts";
import type { Scene } from "./scene.ts";

export interface Pair {
  readonly primary: RunningServer;
  readonly standby: RunningServer;
}

/** Moves the scene to a primary of its own. */
export async function startPair(scene: Scene, isSynchronous: boolean): Promise<Pair> {
  const primary = await scene.ownServer({ settings: { wal_keep_size: "512MB" } });
  const standby = await startStandby(primary, {
    name: "second",
    version: scene.facts.version,
    settings: { fsync: "off", max_connections: "40" },
  });
  scene.onClose(() => standby.stop("immediate"));
  await scene.until("the standby follows", async () => {
    const rows = await scene.query("SELECT FROM pg_stat_replication WHERE state = 'streaming'");
    return rows.length === 1;
  });
  if (isSynchronous) {
    await scene.query("ALTER SYSTEM SET synchronous_standby_names = 'second'");
    await scene.query("SELECT pg_reload_conf()");
    await scene.until("the standby is synchronous", async () => {
      const rows = await scene.query("SELECT FROM pg_stat_replication WHERE sync_state = 'sync'");
      return rows.length === 1;
    });
  }
  return { primary, standby };
}

/** The old primary dies, the standby takes over, and the scene with it. */
export async function failOver(scene: Scene, { primary, standby }: Pair): Promise<void> {
  await primary.crash();
  scene.server = standby;
  await scene.query("SELECT pg_promote()");
}
