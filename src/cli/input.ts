// What a command gets from this process: arguments, streams, log, and the signals that stop it.
import type { CommandInput } from "./command.ts";
import type { Flags } from "./options.ts";
import { stderrLog } from "./output/log.ts";

export function inputFor(
  flags: Flags,
  positionals: readonly string[],
  isJson: boolean,
): CommandInput {
  const stop = new AbortController();
  // The first signal stops cleanly; Node's own default ends the process at the second.
  for (const name of ["SIGINT", "SIGTERM"] as const)
    process.once(name, () => stop.abort(new Error(name)));
  return {
    flags,
    positionals,
    isJson,
    log: stderrLog(flags.isSet("verbose") === true),
    signal: stop.signal,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
  };
}
