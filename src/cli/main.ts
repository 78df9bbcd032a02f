// argv -> command -> exit code. Nothing else is here.
import { parseArgs } from "node:util";
import type { Command, ExitCode } from "./command.ts";
import { EXIT } from "./command.ts";
import { checkCommand } from "./commands/check.ts";
import { explainCommand } from "./commands/explain.ts";
import { loadCommand } from "./commands/load.ts";
import { loadsCommand } from "./commands/loads.ts";
import { lspCommand } from "./commands/lsp.ts";
import { planCommand } from "./commands/plan.ts";
import { resumeCommand } from "./commands/resume.ts";
import { rulesCommand } from "./commands/rules.ts";
import { sniffCommand } from "./commands/sniff.ts";
import { verifyCommand } from "./commands/verify.ts";
import { refusePasswords } from "./connection.ts";
import { inputFor } from "./input.ts";
import { Flags } from "./options.ts";
import { printError } from "./output/errors.ts";
import { commandHelp, overview } from "./output/help.ts";

const COMMANDS: readonly Command[] = [
  ...[loadCommand, planCommand, sniffCommand],
  ...[resumeCommand, loadsCommand, verifyCommand],
  ...[checkCommand, rulesCommand, explainCommand, lspCommand],
];

export async function main(argv: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = argv;
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (name === undefined || name === "--help" || name === "help") {
    process.stdout.write(overview(COMMANDS));
    return name === undefined ? EXIT.input : EXIT.fine;
  }
  if (name === "--version") {
    process.stdout.write(`${ROWMILL_VERSION}\n`);
    return EXIT.fine;
  }
  const isJson = rest.includes("--json");
  try {
    refusePasswords([name]);
    if (command === undefined) {
      process.stderr.write(`rowmill: no command "${name}"\n\n${overview(COMMANDS)}`);
      return EXIT.input;
    }
    const { values, positionals } = parseArgs({
      args: rest,
      options: { ...command.flags, ...COMMON },
      allowPositionals: true,
    });
    refusePasswords([...positionals, ...Object.values(values)]);
    if (values["help"] === true) {
      process.stdout.write(commandHelp(command));
      return EXIT.fine;
    }
    return await command.run(inputFor(new Flags(values), positionals, isJson));
  } catch (error) {
    return printError(error, isJson);
  }
}

const COMMON = {
  help: { type: "boolean" },
  json: { type: "boolean" },
  verbose: { type: "boolean" },
} as const;

declare const ROWMILL_VERSION: string;

// `rowmill loads | head` closes our stdout: that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(EXIT.fine);
});
process.exitCode = await main(process.argv.slice(2));
