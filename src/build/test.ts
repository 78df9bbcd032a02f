// `npm test`: builds what is shipped, then runs every test there is, ending in one line alone:
// "N passed, N failed, N skipped". `--only core,pg` runs some of the parts.
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chooseEditor } from "./choose-editor.ts";
import { runInHost, testsInSuite } from "./in-host.ts";
import { inRoot } from "./root.ts";
import { runNode } from "./run-command.ts";
import { type Counts, failedTests, parseVitestCounts, sum } from "./test-counts.ts";
import { makeVsix } from "./vsix.ts";

const parts = ["core", "webview", "tree", "page", "pg", "cli", "host"] as const;

const { values } = parseArgs({ options: { only: { type: "string" } } });
const wanted = values.only?.split(",") ?? parts;
const unknown = wanted.find((part) => !parts.some((known) => known === part));
if (unknown !== undefined) {
  console.error(`no part "${unknown}": the parts are ${parts.join(", ")}`);
  process.exit(2);
}

const failures: string[] = [];
const counts = await runAll();
const { passed, failed, skipped } = counts;
// Together at the end, where a log that was cut still has them.
for (const name of failures) console.error(`FAILED ${name}`);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

async function runAll(): Promise<Counts> {
  try {
    await makeVsix();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const results: Counts[] = [];
  const quick = wanted.filter((part) => part !== "host");
  if (quick.length > 0) results.push(await runVitest(quick));
  if (wanted.includes("host")) results.push(...(await runEditorParts()));
  return sum(results);
}

async function runVitest(projects: readonly string[]): Promise<Counts> {
  const folder = inRoot("test-results");
  mkdirSync(folder, { recursive: true });
  const report = join(folder, `${projects.join("-")}.json`);
  const { code } = await runNode("node_modules/vitest/vitest.mjs", [
    ...["run", "--config", "test/vitest.config.ts", "--passWithNoTests"],
    ...["--reporter=default", "--reporter=json", `--outputFile.json=${report}`],
    ...projects.flatMap((project) => ["--project", project]),
  ]);
  failures.push(...failedTests(report));
  const counted = parseVitestCounts(report) ?? { passed: 0, failed: 1, skipped: 0 };
  return code === 0 || counted.failed > 0 ? counted : { ...counted, failed: 1 };
}

/** Without a VS Code to test in, its tests are skipped aloud; in CI that is a failure. */
async function runEditorParts(): Promise<Counts[]> {
  const editor = await chooseEditor();
  if (editor.kind === "none") {
    const skipped = testsInSuite() + testsInFolder("test/host");
    console.error(`\neditor tests SKIPPED (${skipped}): ${editor.reason}\n`);
    return [{ passed: 0, failed: process.env["CI"] === "true" ? 1 : 0, skipped }];
  }
  const inHost = await runInHost(editor.kind);
  if (editor.kind === "server") return [inHost, await runVitest(["host"])];
  const skipped = testsInFolder("test/host");
  console.error(`\nwindow tests SKIPPED (${skipped}): they drive code-server, not the desktop\n`);
  return [inHost, { passed: 0, failed: 0, skipped }];
}

function testsInFolder(folder: string): number {
  const files = readdirSync(inRoot(folder)).filter((name) => name.endsWith(".test.ts"));
  const texts = files.map((name) => readFileSync(inRoot(folder, name), "utf8"));
  return texts.join("").match(/^test(\.each)?\(/gm)?.length ?? 0;
}
