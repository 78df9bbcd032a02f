// `rowmill plan`: every decision of a load as a file to read, edit and run later.
import { prepareLoad } from "../../adapters/load-job.ts";
import { writeLoadFile } from "../../adapters/files/load-file.ts";
import { EXIT, type Command } from "../command.ts";
import { jobOptions } from "../connection.ts";
import { LOAD_FLAGS, LOAD_FLAGS_HELP } from "../options.ts";
import { showInferring, showWarnings } from "../output/plan.ts";
import { readRequest } from "./load.ts";

export const planCommand: Command = {
  name: "plan",
  summary: "Decide a load without running it, as a load plan",
  usage: "rowmill plan FILE --into TABLE [options] > NAME.load.yaml",
  example: "rowmill plan orders.csv --into public.orders > orders.load.yaml",
  details: LOAD_FLAGS_HELP,
  flags: LOAD_FLAGS,

  async run(input) {
    const request = await readRequest(input);
    const plan = await prepareLoad(
      request,
      await jobOptions(input),
      showInferring(input),
      input.signal,
    );
    showWarnings(plan, input);
    input.out(input.isJson ? `${JSON.stringify(plan)}\n` : writeLoadFile(plan, process.cwd()));
    return EXIT.fine;
  },
};
