// A database, a folder and one function that loads text into a table: what tests of modes begin with.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "pg";
import {
  prepareLoad,
  resumeLoad,
  runPlannedLoad,
  type LoadJobOptions,
} from "../../src/adapters/load-job.ts";
import { connectTo } from "../../src/build/server-client.ts";
import { startServer, type RunningServer } from "../../src/build/server.ts";
import type { LoadEvent, LoadReport } from "../../src/core/load/events.ts";
import { DEFAULT_REQUEST, type LoadRequest } from "../../src/core/load/request.ts";
import { loadOptions } from "./load-options.ts";

export type OnEvent = (event: LoadEvent, stop: (reason: Error) => void) => void;

export interface ModeLoads {
  readonly server: RunningServer;
  readonly client: Client;
  readonly options: LoadJobOptions;
  /** The rows as arrays. */
  rows(sql: string): Promise<unknown[][]>;
  /** An empty database but for what `sql` makes. */
  reset(sql?: string): Promise<unknown>;
  /** A new file with this text. */
  file(text: string): string;
  /** Loads `text` into table t; `onEvent` may stop it. */
  load(text: string, facts?: Partial<LoadRequest>, onEvent?: OnEvent): Promise<LoadReport>;
  resume(loadId: string, onEvent?: OnEvent): Promise<LoadReport>;
  /** The options for another port, as that of a proxy. */
  through(port: number): LoadJobOptions;
  close(): Promise<void>;
}

/** `facts` may name the folder of the WebAssembly modules: without it, values are not encoded. */
export async function startModeLoads(
  version: "13" | "18",
  facts: Pick<LoadJobOptions, "wasmFolder"> = {},
): Promise<ModeLoads> {
  const server = await startServer({ version });
  const client = await connectTo(server);
  const folder = mkdtempSync(join(tmpdir(), "rowmill-modes-"));
  const options: LoadJobOptions = { ...(await loadOptions(server)), ...facts };
  let files = 0;
  const file = (text: string): string => {
    const path = join(folder, `${(files += 1)}.csv`);
    writeFileSync(path, text);
    return path;
  };
  return {
    server,
    client,
    options,
    rows: async (text) => (await client.query<unknown[]>({ text, rowMode: "array" })).rows,
    reset: (sql = "") =>
      client.query(
        `DROP SCHEMA IF EXISTS rowmill CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; ${sql}`,
      ),
    file,
    async load(text, facts = {}, onEvent = () => undefined) {
      const stop = new AbortController();
      const path = facts.file ?? file(text);
      const request: LoadRequest = { ...DEFAULT_REQUEST, into: "t", ...facts, file: path };
      const plan = await prepareLoad(request, options, () => undefined, stop.signal);
      const emit = (event: LoadEvent): void => onEvent(event, (reason) => stop.abort(reason));
      return runPlannedLoad(plan, options, emit, stop.signal);
    },
    resume(loadId, onEvent = () => undefined) {
      const stop = new AbortController();
      const emit = (event: LoadEvent): void => onEvent(event, (reason) => stop.abort(reason));
      return resumeLoad({ loadId }, options, emit, stop.signal);
    },
    through: (port) => ({
      ...options,
      connection: {
        ...options.connection,
        hosts: [{ ...options.connection.hosts[0], port }],
      },
    }),
    async close() {
      await client.end();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
