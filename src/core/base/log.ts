// What the program tells its maintainer while it runs. Sinks live in the adapters and the roots.

export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** The message is a constant string; values are fields, so that logs can be searched. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

/** A logger that keeps nothing. */
export const silentLog: Logger = { debug() {}, info() {}, warn() {}, error() {} };
