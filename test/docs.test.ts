// The documents against the code: links lead somewhere, and what the reference pages name is what there is.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { inRoot } from "../src/build/root.ts";
import type { Command } from "../src/cli/command.ts";
import { checkCommand } from "../src/cli/commands/check.ts";
import { explainCommand } from "../src/cli/commands/explain.ts";
import { loadCommand } from "../src/cli/commands/load.ts";
import { loadsCommand } from "../src/cli/commands/loads.ts";
import { lspCommand } from "../src/cli/commands/lsp.ts";
import { planCommand } from "../src/cli/commands/plan.ts";
import { recoverCommand } from "../src/cli/commands/recover.ts";
import { resumeCommand } from "../src/cli/commands/resume.ts";
import { rulesCommand } from "../src/cli/commands/rules.ts";
import { sniffCommand } from "../src/cli/commands/sniff.ts";
import { verifyCommand } from "../src/cli/commands/verify.ts";
import { DEFAULT_THRESHOLDS } from "../src/core/analysis/policy.ts";
import { POLICY_FIELDS } from "../src/core/analysis/policy-file.ts";
import { errors } from "../src/core/base/errors.ts";
import { LOAD_FILE_FIELDS } from "../src/core/load/load-file.ts";
import { ReportKeeper } from "../src/core/load/report.ts";
import { planFor } from "./support/load-fixtures.ts";

const read = (path: string) => readFileSync(inRoot(path), "utf8");
const pages = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "*.md"], {
  cwd: inRoot(),
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(inRoot(path)));

const commands: readonly Command[] = [
  ...[loadCommand, planCommand, sniffCommand],
  ...[resumeCommand, recoverCommand, loadsCommand, verifyCommand],
  ...[checkCommand, rulesCommand, explainCommand, lspCommand],
];

test.each(pages)("every link of %s leads somewhere", (page) => {
  const broken = linksOf(prose(read(page))).filter((link) => !leadsSomewhere(page, link));
  expect(broken).toEqual([]);
});

test("every page of docs is linked from its table of contents, the pages of the rules from theirs", () => {
  const contents = ["docs/README.md", "docs/rules/README.md"].filter((page) =>
    pages.includes(page),
  );
  const linked = contents.flatMap((page) =>
    linksOf(read(page)).map((link) => join(dirname(page), link)),
  );
  const missing = pages.filter((page) => page.startsWith("docs/") && page !== "docs/README.md");
  expect(missing.filter((page) => !linked.includes(page))).toEqual([]);
});

test("the architecture can be read in one sitting", () => {
  expect(read("docs/architecture.md").split(/\s+/).length).toBeLessThan(1500);
});

test("every npm script that a page names is there", () => {
  const manifest: unknown = JSON.parse(read("package.json"));
  const scripts = Object.keys(field(manifest, "scripts"));
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/npm run ([a-z:]+)/g)].map(([, script = ""]) => script),
  );
  expect(named.filter((script) => !scripts.includes(script))).toEqual([]);
});

const cliPage = read("docs/reference/cli.md");
const commonFlags = ["help", "json", "verbose"];

test("the page of the command line has a section for each command, and the commands are these", () => {
  const names = commands.map(({ name }) => name);
  expect(
    headings(cliPage).flatMap((heading) => /^rowmill (\w+)$/.exec(heading)?.[1] ?? []),
  ).toEqual(names);
  const files = readdirSync(inRoot("src/cli/commands")).map((file) => file.replace(".ts", ""));
  expect(files.toSorted()).toEqual(names.toSorted());
});

test("the flags that every command knows are documented at the top", () => {
  const [, inCode = ""] = /const COMMON = \{([^;]*)\} as const/.exec(read("src/cli/main.ts")) ?? [];
  expect([...inCode.matchAll(/(\w+): \{/g)].map(([, name]) => name)).toEqual(commonFlags);
  const [top = ""] = cliPage.split("\n## rowmill ");
  expect(commonFlags.filter((flag) => !flagsIn(top).includes(flag))).toEqual([]);
});

test.each(commands)("every flag in the section of $name is one of its flags", (command) => {
  const known = [...Object.keys(command.flags), ...commonFlags];
  // "except --dsn, --into" names flags a command does not have.
  const section = sectionOf(command.name).replaceAll(/ except [^;.]*/g, "");
  expect(flagsIn(section).filter((flag) => !known.includes(flag))).toEqual([]);
});

test.each(commands)("every flag of $name is documented", (command) => {
  const isLikeLoad = command.name === "plan" || command.name === "sniff";
  const documented = flagsIn(sectionOf(isLikeLoad ? "load" : command.name));
  expect(Object.keys(command.flags).filter((flag) => !documented.includes(flag))).toEqual([]);
});

test("the fields of the object that load --json prints are documented in their order", () => {
  const keeper = new ReportKeeper(planFor(0, ["a"]), 0);
  const report = keeper.stopped(errors.nothingToResume(), false, 1);
  const [, after = ""] = cliPage.split("### The object that `--json` prints");
  expect(firstColumn(after.split("\n## ")[0] ?? "")).toEqual(Object.keys(report));
});

test("the fields of the load file are documented in their order", () => {
  const [, fields = ""] = read("docs/reference/load-file.md").split("## Fields");
  expect(firstColumn(fields)).toEqual(Object.keys(LOAD_FILE_FIELDS));
});

test("the fields and thresholds of rowmill.yaml are documented in their order", () => {
  const [, after = ""] = read("docs/reference/rowmill-yaml.md").split("## Fields");
  const [fields = "", thresholds = ""] = after.split("## Thresholds");
  expect(firstColumn(fields)).toEqual(Object.keys(POLICY_FIELDS));
  expect(firstColumn(thresholds)).toEqual(Object.keys(DEFAULT_THRESHOLDS));
});

test("every error has its line in the reference, and no other has", async () => {
  const names = readdirSync(inRoot("src/core/base")).filter((name) => name.endsWith("-errors.ts"));
  const factories: object[] = [errors];
  for (const name of names.toSorted()) {
    const file: unknown = await import(inRoot("src/core/base", name));
    factories.push(...keysOf(file).map((key) => field(file, key)));
  }
  // What the server says has the code "server", and its own words.
  const codes = factories
    .flatMap((some) => Object.keys(some))
    .map((name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
  const own = codes.filter((code) => code !== "server");
  expect(firstColumn(read("docs/reference/errors.md"))).toEqual(own);
});

/** Without code, whose brackets are no links, and without comments. */
const prose = (text: string): string => withoutBlocks(text).replaceAll(/`[^`\n]*`/g, "");

const withoutBlocks = (text: string): string =>
  text.replaceAll(/^```[^]*?^```$/gm, "").replaceAll(/<!--[^]*?-->/g, "");

/** Targets of inline links and of link definitions, those of the web left out. */
function linksOf(text: string): string[] {
  const inline = [...text.matchAll(/\]\(([^)\s]+)\)/g)];
  const defined = [...text.matchAll(/^\[[^\]]+\]: (\S+)$/gm)];
  return [...inline, ...defined]
    .map(([, link = ""]) => link)
    .filter((link) => !/^(https?|mailto):/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : relative(inRoot(), inRoot(dirname(page), path));
  if (!existsSync(inRoot(target))) return false;
  return anchor === undefined || headings(read(target)).map(slug).includes(anchor);
}

const headings = (text: string): string[] =>
  [...withoutBlocks(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) => heading.trim());

const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, "")
    .replaceAll(/\s/g, "-");

function sectionOf(command: string): string {
  const [, after = ""] = cliPage.split(`\n## rowmill ${command}\n`);
  return after.split("\n## ")[0] ?? "";
}

const flagsIn = (text: string): string[] =>
  [...text.matchAll(/(?<![\w-])--([a-z][a-z-]*)/g)].map(([, flag = ""]) => flag);

/** What stands in backticks at the start of each row of a table. */
const firstColumn = (text: string): string[] =>
  [...text.matchAll(/^\| `([^`]+)`/gm)].map(([, name = ""]) => name);

const keysOf = (value: unknown): readonly string[] =>
  typeof value === "object" && value !== null ? Object.keys(value) : [];

function field(value: unknown, name: string): object {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  const found: unknown = entries.find(([key]) => key === name)?.[1];
  return typeof found === "object" && found !== null ? found : {};
}
