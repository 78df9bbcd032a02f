// --help: what a command does, how it is called, one example.
import type { Command } from "../command.ts";

export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return `rowmill loads files into PostgreSQL: parallel, exactly once, resumable.

Usage: rowmill COMMAND [ARGUMENT...] [--json] [--verbose]

${lines.join("\n")}

rowmill COMMAND --help explains a command.
Exit codes: 0 fine, 1 more rejects than allowed, 2 the input is wrong, 3 stopped and resumable, 130 interrupted.
`;
}

export function commandHelp(command: Command): string {
  const details = command.details === "" ? "" : `\n${command.details}\n`;
  return `${command.summary}

Usage: ${command.usage}
${details}
Example:
  ${command.example}
`;
}
