// `npm run check`, the inner loop: types, lint, format, fences, generated files, pure tests.
// No database, no VS Code. Two steps at a time; only what fails is printed in full.
import { existsSync } from "node:fs";
import { inRoot } from "./root.ts";
import { runNode } from "./run-command.ts";
import { makeVsix } from "./vsix.ts";

interface Step {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
}

const steps: readonly Step[] = [
  { name: "lint", script: "node_modules/eslint/bin/eslint.js", args: ["."] },
  { name: "types", script: "node_modules/typescript/bin/tsc", args: ["--noEmit", "-p", "."] },
  {
    name: "types of the monitor",
    script: "node_modules/typescript/bin/tsc",
    args: ["--noEmit", "-p", "webview"],
  },
  {
    name: "format",
    script: "node_modules/prettier/bin/prettier.cjs",
    args: ["--check", ".", "!test/fixtures/**"],
  },
  {
    name: "fences",
    script: "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
    args: ["src", "webview", "--config", "src/build/fences.cjs"],
  },
  {
    name: "pure tests",
    script: "node_modules/vitest/vitest.mjs",
    args: [
      "run",
      "--config",
      "test/vitest.config.ts",
      "--passWithNoTests",
      "--project",
      "core",
      "--project",
      "webview",
      "--project",
      "tree",
    ],
  },
];
const generated: Step = {
  name: "generated files",
  script: "src/build/bootstrap.mjs",
  args: ["generate", "--check"],
};

const failed: string[] = [];
try {
  // The pure tests look into the package.
  await makeVsix();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  failed.push("package");
}
const waiting = existsSync(inRoot("src/build/generate.ts")) ? [...steps, generated] : [...steps];
await Promise.all([runWaiting(), runWaiting()]);
if (failed.length > 0) console.error(`failed: ${failed.join(", ")}`);
process.exitCode = failed.length > 0 ? 1 : 0;

async function runWaiting(): Promise<void> {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const startedMs = performance.now();
    const { code, output } = await runNode(step.script, step.args, { isQuiet: true });
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    console.log(`${code === 0 ? "ok    " : "FAILED"} ${step.name} (${seconds} s)`);
    if (code === 0) continue;
    console.log(output);
    failed.push(step.name);
  }
}
