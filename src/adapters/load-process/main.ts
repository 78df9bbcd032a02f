// The child process that runs loads, so that the editor never waits for one: jobs in, events and results out.
// It ends when its parent's channel closes; what was not committed by then is rolled back, and resumable.
import { join } from "node:path";
import type { Logger } from "../../core/base/log.ts";
import type { FromLoadProcess, LogLevel } from "./messages.ts";
import { isToLoadProcess, problemFrom } from "./messages.ts";
import { runJob } from "./jobs.ts";

/** Beside the bundle, where the build places it. */
const wasmFolder = join(__dirname, "wasm");

/** After the parent is gone, open transactions get this long to roll back. */
const END_MS_MAX = 8_000;

const running = new Map<number, AbortController>();

process.on("message", (message) => {
  if (!isToLoadProcess(message)) return;
  if (message.type === "cancel") {
    running.get(message.id)?.abort(new Error("cancelled"));
    return;
  }
  const { id, connection, job } = message;
  const controller = new AbortController();
  running.set(id, controller);
  const { signal } = controller;
  runJob(job, { id, connection, log, send, signal, wasmFolder })
    .then(
      (result) => send({ type: "done", id, result }),
      (error: unknown) => {
        if (signal.aborted) send({ type: "cancelled", id });
        else send({ type: "failed", id, problem: loggedProblem(error) });
      },
    )
    .finally(() => running.delete(id));
});

process.on("disconnect", () => {
  for (const controller of running.values()) controller.abort(new Error("the editor is gone"));
  setTimeout(() => process.exit(0), running.size === 0 ? 0 : END_MS_MAX).unref();
});

// The parent decides when a load stops; a Ctrl-C in the terminal that started the editor is not meant for it.
process.on("SIGINT", () => undefined);

function send(message: FromLoadProcess): void {
  if (process.connected) process.send?.(message);
}

/** A bug's stack belongs in the log; the message goes to the user. */
function loggedProblem(error: unknown) {
  const problem = problemFrom(error);
  if (problem.code === "bug" && error instanceof Error)
    log.error("bug", { stack: error.stack ?? "" });
  return problem;
}

function logAt(level: LogLevel): Logger["info"] {
  return (message, fields = {}) => send({ type: "log", level, message, fields });
}

const log: Logger = {
  debug: logAt("debug"),
  info: logAt("info"),
  warn: logAt("warn"),
  error: logAt("error"),
};
