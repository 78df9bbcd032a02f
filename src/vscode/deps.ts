// What the commands and views of the extension are given: made once, in extension.ts.
import type { LoadProcess } from "../adapters/load-process/client.ts";
import type { Connections } from "./connections.ts";
import type { LoadRunner } from "./load-runner.ts";
import type { EditorLog } from "./log.ts";
import type { MonitorPanel } from "./monitor-panel.ts";

export interface Deps {
  readonly log: EditorLog;
  readonly connections: Connections;
  readonly monitor: MonitorPanel;
  readonly runner: LoadRunner;
  readonly startProcess: () => LoadProcess;
}

/** A process for one question. */
export async function withProcess<T>(
  { startProcess }: Pick<Deps, "startProcess">,
  use: (process: LoadProcess) => Promise<T>,
): Promise<T> {
  const process = startProcess();
  try {
    return await use(process);
  } finally {
    process.dispose();
  }
}
