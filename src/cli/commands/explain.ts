// `rowmill explain`: a rule's page in the terminal, with what the rule reports for its examples.
import { fileURLToPath } from "node:url";
import { Parsers } from "../../adapters/check/parsers.ts";
import { reportedByExamples } from "../../adapters/check/run-example.ts";
import { rulePage } from "../../core/analysis/rule-page.ts";
import { errors } from "../../core/base/errors.ts";
import { RULES } from "../../core/rules/index.ts";
import { nearestNames } from "../../core/text/nearest.ts";
import { type Command, EXIT } from "../command.ts";
import { pageForTerminal } from "../output/rule-page-text.ts";

export const explainCommand: Command = {
  name: "explain",
  summary: "Show the page of a rule: what it reports, why, and what to write instead",
  usage: "rowmill explain RULE-ID",
  example: "rowmill explain sql/no-single-row-insert-run",
  details: "",
  flags: {},

  async run(input) {
    const [id] = input.positionals;
    if (id === undefined) throw errors.optionMissing("RULE-ID", "`rowmill rules` lists them");
    const rule = RULES.find((candidate) => candidate.id === id);
    if (rule === undefined) throw errors.ruleUnknown(id, namesNear(id));
    const parsers = new Parsers(fileURLToPath(new URL("wasm", import.meta.url)));
    const page = rulePage(rule, await reportedByExamples(rule, parsers));
    input.out(
      input.isJson
        ? `${JSON.stringify({ id: rule.id, page })}\n`
        : pageForTerminal(page, process.stdout.isTTY),
    );
    return EXIT.fine;
  },
};

/** Who leaves the domain out means one of these. */
function namesNear(id: string): readonly string[] {
  const ids = RULES.map((rule) => rule.id);
  const sameName = ids.filter((known) => known.endsWith(`/${id}`));
  return sameName.length > 0 ? sameName : nearestNames(id, ids);
}
