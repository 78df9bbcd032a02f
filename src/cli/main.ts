// argv -> command -> exit code. Nothing else is here.
import { parseArgs } from "node:util";
import type { Command, ExitCode } from "./command.ts";
import { EXIT } from "./command.ts";
import { refusePasswords } from "./connection.ts";
import { inputFor } from "./input.ts";
import { runUntilInterrupted } from "./interrupt.ts";
import { Flags } from "./options.ts";
import { printError } from "./output/errors.ts";
import { commandHelp, overview } from "./output/help.ts";
import { tunedForLoad } from "./tune-engine.ts";

/** In the overview's order. Each comes from a bundle of its own: a load must not wait for the parsers of `check`. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  load: () => tunedForLoad(async () => (await import("./commands/load.ts")).loadCommand),
  plan: async () => (await import("./commands/plan.ts")).planCommand,
  sniff: async () => (await import("./commands/sniff.ts")).sniffCommand,
  resume: () => tunedForLoad(async () => (await import("./commands/resume.ts")).resumeCommand),
  recover: async () => (await import("./commands/recover.ts")).recoverCommand,
  loads: async () => (await import("./commands/loads.ts")).loadsCommand,
  verify: async () => (await import("./commands/verify.ts")).verifyCommand,
  check: async () => (await import("./commands/check.ts")).checkCommand,
  rules: async () => (await import("./commands/rules.ts")).rulesCommand,
  explain: async () => (await import("./commands/explain.ts")).explainCommand,
  lsp: async () => (await import("./commands/lsp.ts")).lspCommand,
};

export async function main(argv: readonly string[]): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help" || name === "help") {
    process.stdout.write(overview(await everyCommand()));
    return name === undefined ? EXIT.input : EXIT.fine;
  }
  if (name === "--version") {
    process.stdout.write(`${ROWMILL_VERSION}\n`);
    return EXIT.fine;
  }
  const isJson = rest.includes("--json");
  try {
    refusePasswords([name]);
    const command = Object.hasOwn(COMMANDS, name) ? await COMMANDS[name]?.() : undefined;
    if (command === undefined) {
      process.stderr.write(`rowmill: no command "${name}"\n\n${overview(await everyCommand())}`);
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
    const input = inputFor(new Flags(values), positionals, isJson);
    return await runUntilInterrupted(command, input);
  } catch (error) {
    return printError(error, isJson);
  }
}

const everyCommand = (): Promise<readonly Command[]> =>
  Promise.all(Object.values(COMMANDS).map((load) => load()));

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
