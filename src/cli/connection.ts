// The connection a command uses: --dsn, or the environment as libpq reads it.
import { fileURLToPath } from "node:url";
import { errors } from "../core/base/errors.ts";
import type { CatalogSnapshot } from "../core/lang/sql/schema/snapshot.ts";
import type { LoadJobOptions } from "../adapters/load-job.ts";
import { hasPassword } from "../adapters/pg/connection/dsn.ts";
import { resolveConnection } from "../adapters/pg/connection/resolve.ts";
import { describeConnection } from "../adapters/pg/connection/settings.ts";
import { nodeWorld } from "../adapters/pg/connection/world.ts";
import type { CommandInput } from "./command.ts";

/** Throws when a word of the command line holds a password: messages would repeat it. */
export function refusePasswords(words: readonly unknown[]): void {
  for (const word of words) {
    if (typeof word !== "string") continue;
    const mayConnect = word.includes(":/") || /^\w*(?:password|pwd)\s*=/i.test(word);
    if (mayConnect && hasPassword(word)) throw errors.dsnPasswordInArguments();
  }
}

export async function jobOptions(input: CommandInput): Promise<LoadJobOptions> {
  const dsn = input.flags.text("dsn") ?? null;
  if (dsn !== null && hasPassword(dsn)) throw errors.dsnPasswordInArguments();
  const connection = await resolveConnection(dsn, nodeWorld());
  for (const warning of connection.warnings) input.log.warn(warning);
  // Beside the bundle, where the build places it.
  const wasmFolder = fileURLToPath(new URL("wasm", import.meta.url));
  return { connection, log: input.log, wasmFolder };
}

/** The catalog of the database that --dsn names; without --dsn no database is asked. */
export async function snapshotFor(input: CommandInput): Promise<CatalogSnapshot | undefined> {
  if (input.flags.text("dsn") === undefined) return undefined;
  const { connection, log } = await jobOptions(input);
  // Only here: it reads the partitions' bounds with the parser of SQL, which no load waits for.
  const { snapshotOf } = await import("../adapters/pg/snapshot.ts");
  return snapshotOf(connection, { name: describeConnection(connection), log }, input.signal);
}
