// `rowmill rules`: every rule there is.
import { RULES } from "../../core/rules/index.ts";
import { domainOf } from "../../core/analysis/rule.ts";
import { type Command, EXIT } from "../command.ts";

export const rulesCommand: Command = {
  name: "rules",
  summary: "List the rules of check: id, severity, and what each wants",
  usage: "rowmill rules [--json]",
  example: "rowmill rules",
  details: "",
  flags: {},

  run(input) {
    input.out(input.isJson ? asJson() : asText());
    return Promise.resolve(EXIT.fine);
  },
};

function asJson(): string {
  const rules = RULES.map(({ id, severity, summary, fixable, dialects }) => ({
    ...{ id, domain: domainOf(id), severity, summary, fixable },
    dialects: dialects ?? ["postgresql"],
  }));
  return `${JSON.stringify(rules)}\n`;
}

function asText(): string {
  const width = Math.max(0, ...RULES.map(({ id }) => id.length));
  return RULES.map(
    ({ id, severity, summary, fixable }) =>
      `${id.padEnd(width)}  ${severity.padEnd(7)}  ${fixable ? "fix" : "   "}  ${summary}\n`,
  ).join("");
}
