// `rowmill load`: a file, or a load plan, into a table.
import { withLoadJob } from "../../adapters/load-job.ts";
import { isLoadFile } from "../../adapters/files/place.ts";
import { errors } from "../../core/base/errors.ts";
import type { LoadRequest } from "../../core/load/request.ts";
import type { Command, CommandInput } from "../command.ts";
import { jobOptions } from "../connection.ts";
import { emptyRequest, LOAD_FLAGS, LOAD_FLAGS_HELP, requestFrom } from "../options.ts";
import { showDecisions, showInferring } from "../output/plan.ts";
import { runWithProgress } from "../output/run.ts";

export const loadCommand: Command = {
  name: "load",
  summary: "Load files into a table, exactly once",
  usage:
    "rowmill load FILE... --into TABLE [options]\n       rowmill load PLAN.load.yaml [options]",
  example: "rowmill load orders.csv --into public.orders --max-rejects 100",
  details: LOAD_FLAGS_HELP,
  flags: LOAD_FLAGS,

  async run(input) {
    const request = await readRequest(input);
    const options = await jobOptions(input);
    return withLoadJob(options, async (job) => {
      const prepared = await job.prepare(request, showInferring(input), input.signal);
      showDecisions(prepared.plan, input);
      return runWithProgress(input, (emit) => job.run(prepared, emit, input.signal));
    });
  },
};

/** The positional arguments, data files or one load plan, under the flags. */
export async function readRequest(input: CommandInput): Promise<LoadRequest> {
  const [file, ...more] = input.positionals;
  if (file === undefined) throw errors.optionMissing("FILE", "name the file to load");
  if (more.length > 0) return requestFrom(input.flags, severalFiles(file, input.positionals));
  return requestFrom(input.flags, isLoadFile(file) ? await readPlan(file) : emptyRequest(file));
}

async function readPlan(file: string): Promise<LoadRequest> {
  // Only here: most loads need no YAML.
  const { readLoadFile } = await import("../../adapters/files/load-file.ts");
  return readLoadFile(file);
}

function severalFiles(file: string, files: readonly string[]): LoadRequest {
  const plan = files.find(isLoadFile);
  if (plan !== undefined)
    throw errors.optionInvalid("FILE", files.join(" "), `${plan} alone, or data files`);
  return { ...emptyRequest(file), files };
}
