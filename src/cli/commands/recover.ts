// `rowmill recover`: restores indexes and constraints that a load dropped and never came to build again.
import { recoverIndexes, type RecoveredLoad } from "../../adapters/load-job.ts";
import { EXIT, type Command } from "../command.ts";
import { jobOptions } from "../connection.ts";
import { CONNECTION_FLAGS } from "../options.ts";

export const recoverCommand: Command = {
  name: "recover",
  summary: "Restore indexes and constraints that a load left dropped",
  usage: "rowmill recover [--list] [--dsn DSN] [--json]",
  example: "rowmill recover --dsn postgresql://me@db.example/shop",
  details: `  --list                only show what is not restored
  It looks into the ledger and into this machine's own copies. Running it twice does no harm.`,
  flags: { ...CONNECTION_FLAGS, list: { type: "boolean" } },

  async run(input) {
    const options = await jobOptions(input);
    const isListOnly = input.flags.isSet("list") === true;
    const note = (what: string): void => input.err(`${what}\n`);
    const loads = await recoverIndexes(isListOnly, options, note, input.signal);
    if (input.isJson) input.out(`${JSON.stringify(loads)}\n`);
    else if (loads.length === 0) input.out("nothing is left to recover in this database\n");
    else for (const load of loads) input.out(`${text(load)}\n`);
    return loads.every(({ state }) => state === "restored") ? EXIT.fine : EXIT.stopped;
  },
};

const STATES: Readonly<Record<RecoveredLoad["state"], string>> = {
  restored: "restored",
  running: "dropped by a load that is running and will restore them itself; stop it first",
  left: "not restored; `rowmill recover` restores what can be",
};

function text({ loadId, target, source, state, objects, problems }: RecoveredLoad): string {
  const from = source === "mirror" ? ", known only from this machine's own copy" : "";
  const what = `load ${loadId}: ${objects.join(", ")} of ${target}${from}: ${STATES[state]}`;
  return [what, ...problems.map((problem) => `  ${problem}`)].join("\n");
}
