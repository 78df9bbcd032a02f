// The extension's table of contents: what it registers, and in which order. Nothing connects before a command.
import type { ExtensionContext } from "vscode";

import { startLoadProcess } from "../adapters/load-process/client.ts";
import { registerChecks } from "./checks.ts";
import { registerConnectionCommands } from "./commands/connections.ts";
import { registerLoadCsv } from "./commands/load-csv.ts";
import { registerLoadCommands } from "./commands/loads.ts";
import { Connections } from "./connections.ts";
import { registerDdlDocuments } from "./ddl-document.ts";
import type { Deps } from "./deps.ts";
import { LoadRunner } from "./load-runner.ts";
import { createLog } from "./log.ts";
import { MonitorPanel } from "./monitor-panel.ts";
import { Passwords } from "./secrets.ts";
import { registerViews } from "./views/trees.ts";

export function activate(context: ExtensionContext): void {
  const log = createLog();
  const connections = new Connections(context.globalState, new Passwords(context.secrets));
  const monitor = new MonitorPanel(context.extensionUri);
  const entryPath = context.asAbsolutePath("dist/load-process.cjs");
  const startProcess = () => startLoadProcess(entryPath, log);
  const views = registerViews({ connections, startProcess, log });
  const onDidEnd = () => views.refreshLoads();
  const runner = new LoadRunner({ log, connections, monitor, startProcess, onDidEnd });
  const deps: Deps = { log, connections, monitor, runner, startProcess };
  context.subscriptions.push(
    log,
    connections,
    monitor,
    runner,
    views,
    registerLoadCsv(deps),
    registerLoadCommands(deps),
    registerConnectionCommands(deps),
    registerDdlDocuments(),
    registerChecks(context, deps),
  );
}
