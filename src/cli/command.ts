// What a command of the CLI is, and what it gets from the world.
import type { Logger } from "../core/base/log.ts";
import type { ParseArgsConfig } from "node:util";
import type { Flags } from "./options.ts";

/** 0 fine, 1 findings or too many rejects, 2 the user's input, 3 stopped and resumable, 130 interrupted. */
export const EXIT = { fine: 0, refused: 1, input: 2, stopped: 3, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface CommandInput {
  readonly positionals: readonly string[];
  readonly flags: Flags;
  readonly isJson: boolean;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Results go to stdout, everything else to stderr. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isTerminal: boolean;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly example: string;
  readonly details: string;
  readonly flags: NonNullable<ParseArgsConfig["options"]>;
  run(input: CommandInput): Promise<ExitCode>;
}
