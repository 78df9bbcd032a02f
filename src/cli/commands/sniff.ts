// `rowmill sniff`: what a file is, with the evidence, without a database.
import { fileURLToPath } from "node:url";
import { sniffFile } from "../../adapters/load-job.ts";
import { errors } from "../../core/base/errors.ts";
import { EXIT, type Command } from "../command.ts";
import { DIALECT_FLAGS, emptyRequest, requestFrom } from "../options.ts";
import { showInferring } from "../output/plan.ts";

export const sniffCommand: Command = {
  name: "sniff",
  summary: "Say what a file is: encoding, dialect, header and the types of all its values",
  usage: "rowmill sniff FILE [dialect options of load] [--json]",
  example: "rowmill sniff orders.csv",
  details: "",
  flags: DIALECT_FLAGS,

  async run(input) {
    const [file] = input.positionals;
    if (file === undefined) throw errors.optionMissing("FILE", "name the file to look at");
    const found = await sniffFile(
      requestFrom(input.flags, emptyRequest(file)),
      { wasmFolder: fileURLToPath(new URL("wasm", import.meta.url)) },
      showInferring(input),
      input.signal,
    );
    if (input.isJson) {
      input.out(`${JSON.stringify(found)}\n`);
      return EXIT.fine;
    }
    for (const { what, value, evidence } of found.decisions)
      input.out(`${what}: ${value} (${evidence})\n`);
    for (const { header, name, type, evidence } of found.columns)
      input.out(`  ${header} -> ${name} ${type} (${evidence})\n`);
    return EXIT.fine;
  },
};
