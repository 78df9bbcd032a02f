// A standby of a server that we started: a cold copy of its folder that follows it by streaming replication. The
// packaged binaries have no pg_basebackup, and a copy of a small cluster takes no second.
import type { ServerVersion } from "./server-binaries.ts";
import { startServer, type RunningServer } from "./server.ts";

export interface StandbyOptions {
  /** Its application_name, which synchronous_standby_names goes by. */
  readonly name: string;
  /** The primary's; default "18". */
  readonly version?: ServerVersion;
  readonly settings?: Readonly<Record<string, string>>;
}

/** The primary is stopped for the copy and started again; its connections are lost. */
export async function startStandby(
  primary: RunningServer,
  { name, version = "18", settings = {} }: StandbyOptions,
): Promise<RunningServer> {
  await primary.halt();
  try {
    return await startServer({
      version,
      standbyOf: primary.dataDir,
      settings: { ...settings, hot_standby: "on", primary_conninfo: connectionTo(primary, name) },
    });
  } finally {
    await primary.restart();
  }
}

const connectionTo = ({ host, port, user, password }: RunningServer, name: string): string =>
  `host=${host} port=${port} user=${user} password=${password} application_name=${name}`;
