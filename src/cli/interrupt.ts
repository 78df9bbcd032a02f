// What becomes of a command that a signal stopped.
import { IngestError } from "../core/base/ingest-error.ts";
import { EXIT, type Command, type CommandInput, type ExitCode } from "./command.ts";

/** Runs it; wherever a signal caught it, before a load was recorded too, it ends with 130 and one line. */
export async function runUntilInterrupted(
  command: Command,
  input: CommandInput,
): Promise<ExitCode> {
  try {
    return await command.run(input);
  } catch (error) {
    if (!isOfSignal(error, input.signal)) throw error;
    input.err("rowmill: interrupted\n");
    return EXIT.interrupted;
  }
}

/** The signal's reason, as it is or as what it interrupted tells it; a bug stays one. */
const isOfSignal = (error: unknown, { aborted, reason }: AbortSignal): boolean =>
  aborted &&
  (error === reason ||
    error instanceof IngestError ||
    (error instanceof Error && error.name === "AbortError"));
