// Runs the mocha suite inside an extension host with @vscode/test-electron: in a desktop VS Code
// (VSCODE_EXECUTABLE, or a download), or in code-server, which poses as one.
// Arguments: the suite's index, the executable or "download". It ends with 0 only when the suite
// wrote its result: VS Code takes a dead extension host for a success.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { inRoot } from "../../src/build/root.ts";

const [suite = "", executable = "download"] = process.argv.slice(2);
const result = process.env["ROWMILL_SUITE_RESULT"] ?? "";

// A profile of its own: what a test changes must not reach the next run.
const profile = mkdtempSync(join(tmpdir(), "rowmill-profile-"));
const workspace = join(profile, "workspace");
mkdirSync(workspace);
const version = process.env["VSCODE_VERSION"];
try {
  await runTests({
    ...(executable !== "download" && { vscodeExecutablePath: executable }),
    ...(version !== undefined && { version }),
    extensionDevelopmentPath: inRoot(),
    extensionTestsPath: suite,
    launchArgs: [
      workspace,
      "--disable-extensions",
      `--user-data-dir=${join(profile, "user-data")}`,
      `--extensions-dir=${join(profile, "extensions")}`,
    ],
  });
  if (!existsSync(result)) throw new Error("the extension host ended without the suite's result");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
