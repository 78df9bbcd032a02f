// `rowmill check`: the findings of files and folders, as an editor shows them.
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findFiles, type FoundFile, nameIn } from "../../adapters/check/find-files.ts";
import { type Project, projectOf } from "../../adapters/check/project.ts";
import { type CheckReport, countBySeverity } from "../../adapters/check/report.ts";
import { type OnProgress, runCheck } from "../../adapters/check/run-check.ts";
import { standardInput } from "../../adapters/files/once-source.ts";
import { defaultPolicy, readPolicyFile } from "../../adapters/files/policy-file.ts";
import { readWhole } from "../../adapters/files/read-start.ts";
import { errors } from "../../core/base/errors.ts";
import { languageOf } from "../../core/base/words.ts";
import { RULES } from "../../core/rules/index.ts";
import { type Command, type CommandInput, EXIT, type ExitCode } from "../command.ts";
import { snapshotFor } from "../connection.ts";
import { choice, CONNECTION_FLAGS } from "../options.ts";
import { printError } from "../output/errors.ts";
import { checkProgressLine } from "../output/check-progress.ts";
import { fileNotes, findingsText, summaryText } from "../output/findings-text.ts";
import { findingsJson } from "../output/findings-json.ts";
import { sarifLog } from "../output/sarif.ts";

const FORMATS = ["text", "json", "sarif"] as const;
const THRESHOLDS = ["error", "warning", "info", "never"] as const;

export const checkCommand: Command = {
  name: "check",
  summary: "Say what in SQL and code will be slow, lossy or fail when it loads data",
  usage:
    "rowmill check [PATH...] [--format text|json|sarif] [--fail-on error|warning|info|never] [--fix] [--dsn DSN]",
  example: "rowmill check db src/jobs --fail-on error",
  details: `Without a PATH the current folder is checked; "-" is standard input.

  --format FORMAT       text (default), json or sarif
  --fail-on SEVERITY    what makes the exit code 1: error, warning (default), info or never
  --fix                 apply the safe fixes
  --dsn DSN             judge by the tables and settings of this database too
  --stdin-filename NAME what standard input is to be taken for (default stdin.sql)`,
  flags: {
    ...CONNECTION_FLAGS,
    format: { type: "string" },
    "fail-on": { type: "string" },
    fix: { type: "boolean" },
    "stdin-filename": { type: "string" },
  },

  async run(input) {
    const format = formatOf(input);
    const failOn = choice("--fail-on", input.flags.text("fail-on"), THRESHOLDS) ?? "warning";
    const paths = input.positionals.length === 0 ? ["."] : input.positionals;
    const project = projectOf(paths.filter(isPath), process.cwd());
    const progress = checkProgressLine(input.err, input.isTerminal);
    let report: CheckReport;
    try {
      report = await checked(input, paths, project, progress.note);
    } catch (error) {
      if (!input.signal.aborted) {
        printError(error, input.isJson);
        // Nothing here can be resumed: a database that is away is to be named again.
        return EXIT.input;
      }
      progress.clear();
      input.err("interrupted: nothing is reported\n");
      return EXIT.interrupted;
    } finally {
      progress.clear();
    }
    show(report, format, project, input);
    return exitCodeOf(report, failOn);
  },
};

type Format = (typeof FORMATS)[number];

function formatOf({ flags, isJson }: CommandInput): Format {
  const asked = choice("--format", flags.text("format"), FORMATS);
  return isJson ? "json" : (asked ?? "text");
}

const isPath = (path: string): boolean => path !== "-";

async function checked(
  input: CommandInput,
  paths: readonly string[],
  project: Project,
  onProgress: OnProgress,
): Promise<CheckReport> {
  const { root, policyFile, workspace } = project;
  const doesFix = input.flags.isSet("fix") === true;
  const hasInput = !paths.every(isPath);
  if (doesFix && hasInput)
    throw errors.optionInvalid("--fix", "-", "files to fix: standard input cannot be written back");
  const fromInput = hasInput ? [await fileOfInput(input, root)] : [];
  const policy =
    policyFile === undefined
      ? defaultPolicy()
      : await readPolicyFile(
          policyFile,
          RULES.map(({ id }) => id),
        );
  const found = await findFiles(
    paths.filter(isPath),
    root,
    (file) => policy.isIgnored(file),
    input.signal,
  );
  return runCheck(
    {
      settings: {
        policyFile,
        snapshot: await snapshotFor(input),
        today: new Date().toISOString().slice(0, 10),
        // The grammars and the thread's program lie beside the bundle that this is in.
        fixes: doesFix || formatOf(input) !== "text" ? "proven" : "named",
        wasmFolder: fileURLToPath(new URL("wasm", import.meta.url)),
      },
      root,
      found: { ...found, files: [...found.files, ...fromInput] },
      workspace,
      doesFix,
      program: new URL("check-worker.mjs", import.meta.url),
    },
    onProgress,
    input.signal,
  );
}

async function fileOfInput({ flags, signal }: CommandInput, root: string): Promise<FoundFile> {
  const path = resolve(flags.text("stdin-filename") ?? "stdin.sql");
  // Whoever writes may take its time, and a signal must be heard meanwhile.
  const content = await readWhole(standardInput(), signal);
  return { path, file: nameIn(root, path), isNamed: true, content };
}

function show(report: CheckReport, format: Format, { root }: Project, input: CommandInput): void {
  const { out, err } = input;
  const style = {
    language: languageOf(localeOf(process.env)),
    hasColors: process.stdout.isTTY && (process.env["NO_COLOR"] ?? "") === "",
    shownAs: (file: string) => relative(process.cwd(), resolve(root, file)) || file,
  };
  err(fileNotes(report, style));
  switch (format) {
    case "text":
      out(findingsText(report, style) + summaryText(report, style));
      return;
    case "json":
      out(findingsJson(report));
      return;
    case "sarif":
      out(sarifLog(report, RULES, ROWMILL_VERSION));
  }
}

/** As the C library looks for the language of messages. */
const localeOf = (env: NodeJS.ProcessEnv): string =>
  [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((locale) => (locale ?? "") !== "") ?? "";

/** A file that could not be read may hold anything, so not to know is no success. */
function exitCodeOf(report: CheckReport, failOn: (typeof THRESHOLDS)[number]): ExitCode {
  const counts = countBySeverity(report.files);
  const failing = THRESHOLDS.slice(0, THRESHOLDS.indexOf(failOn) + 1);
  if (
    failOn !== "never" &&
    failing.some((severity) => severity !== "never" && counts[severity] > 0)
  )
    return EXIT.refused;
  return report.skipped.some(({ isUnreadable }) => isUnreadable) ? EXIT.input : EXIT.fine;
}

declare const ROWMILL_VERSION: string;
