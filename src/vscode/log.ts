// The core's Logger on the editor's log channel. Values that must not be printed are Secrets and print as ***.
import { window, type LogOutputChannel } from "vscode";

import type { LogFields, Logger } from "../core/base/log.ts";

export interface EditorLog extends Logger {
  show(): void;
  dispose(): void;
}

export function createLog(): EditorLog {
  const channel: LogOutputChannel = window.createOutputChannel("Rowmill", { log: true });
  return {
    debug: (message, fields) => channel.debug(line(message, fields)),
    info: (message, fields) => channel.info(line(message, fields)),
    warn: (message, fields) => channel.warn(line(message, fields)),
    error: (message, fields) => channel.error(line(message, fields)),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}

const line = (message: string, fields: LogFields = {}) =>
  Object.keys(fields).length === 0 ? message : `${message} ${JSON.stringify(fields)}`;
