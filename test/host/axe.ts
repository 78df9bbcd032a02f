// Accessibility of a webview's document, as axe-core sees it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Frame } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** One line for each violation: the rule, what it wants, the elements. Empty is what to expect. */
export async function axe(frame: Frame): Promise<string[]> {
  // The debugger's evaluation is not subject to the page's content security policy.
  const found: unknown = await frame.evaluate(`${source};
    axe.run(document).then(({ violations }) => violations.map((violation) =>
      violation.id + ": " + violation.help + " at " +
      violation.nodes.map((node) => node.target.join(" ")).join(", ")))`);
  if (!Array.isArray(found)) throw new Error("axe gave no list of violations");
  return found.map(String);
}
