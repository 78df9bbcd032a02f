// The CLI's log: one line an entry on stderr; without --verbose only warnings and errors.
import type { LogFields, Logger } from "../../core/base/log.ts";

export function stderrLog(isVerbose: boolean): Logger {
  const write =
    (level: string) =>
    (message: string, fields: LogFields = {}) => {
      const facts = Object.entries(fields).map(([name, value]) => ` ${name}=${String(value)}`);
      process.stderr.write(`${level}: ${message}${facts.join("")}\n`);
    };
  const quiet = (): void => undefined;
  return {
    debug: isVerbose ? write("debug") : quiet,
    info: isVerbose ? write("info") : quiet,
    warn: write("warning"),
    error: write("error"),
  };
}
