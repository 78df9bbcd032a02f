// `rowmill verify`: is every row of a finished load in its table, and is its file still the same?
import { verifyLoad } from "../../adapters/load-job.ts";
import { errors } from "../../core/base/errors.ts";
import { EXIT, type Command } from "../command.ts";
import { jobOptions } from "../connection.ts";
import { CONNECTION_FLAGS } from "../options.ts";

export const verifyCommand: Command = {
  name: "verify",
  summary: "Compare a finished load's file with its table, row by row",
  usage: "rowmill verify LOAD-ID [--dsn DSN] [--json]",
  example: "rowmill verify 3f9a0c1e77b2d4aa",
  details: "  Rows changed, moved or deleted since the load are reported as missing.",
  flags: CONNECTION_FLAGS,

  async run(input) {
    const [loadId] = input.positionals;
    if (loadId === undefined) throw errors.optionMissing("LOAD-ID", "`rowmill loads` lists them");
    const report = await verifyLoad(loadId, await jobOptions(input), input.signal);
    if (input.isJson) input.out(`${JSON.stringify(report)}\n`);
    else for (const finding of report.findings) input.out(`${finding}\n`);
    return report.isOk ? EXIT.fine : EXIT.refused;
  },
};
