// `rowmill resume`: go on with a load that stopped, by its recorded plan.
import { lastUnfinished, resumeLoad } from "../../adapters/load-job.ts";
import { errors } from "../../core/base/errors.ts";
import type { Command } from "../command.ts";
import { jobOptions } from "../connection.ts";
import { CONNECTION_FLAGS, number, rejectsMax } from "../options.ts";
import { runWithProgress } from "../output/run.ts";

export const resumeCommand: Command = {
  name: "resume",
  summary: "Go on with a load that stopped",
  usage: "rowmill resume [LOAD-ID | --last] [--max-rejects N|all] [--workers N] [--dsn DSN]",
  example: "rowmill resume --last --max-rejects 10",
  details: "  Without an id, or with --last, the load that was started last and is not complete.",
  flags: {
    ...CONNECTION_FLAGS,
    last: { type: "boolean" },
    "max-rejects": { type: "string" },
    workers: { type: "string" },
  },

  async run(input) {
    const options = await jobOptions(input);
    const [named] = input.positionals;
    const loadId = named ?? (await lastUnfinished(options, input.signal))?.loadId;
    if (loadId === undefined) throw errors.nothingToResume();
    const changes = {
      loadId,
      rejectsMax: rejectsMax(input.flags.text("max-rejects")),
      workers: number("--workers", input.flags.text("workers")),
    };
    return runWithProgress(input, (emit) => resumeLoad(changes, options, emit, input.signal));
  },
};
