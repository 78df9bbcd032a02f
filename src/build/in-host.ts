// Runs the suite of test/host/suite inside a real extension host and brings back its counts.
import { spawn } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";
import { inRoot } from "./root.ts";
import { parseCounts, type Counts } from "./test-counts.ts";

const cache = inRoot("node_modules/.cache/rowmill");

/** A host that dies, or a suite that never ran, counts as one failure. */
export async function runInHost(kind: "electron" | "server"): Promise<Counts> {
  const suite = await bundleSuite();
  const result = join(cache, `host-suite-result-${process.pid}.json`);
  rmSync(result, { force: true });
  const executable = kind === "server" ? await bundleLauncher() : desktopExecutable();
  const runner = join(cache, "electron.mjs");
  await build({ ...module, entryPoints: [inRoot("test/host/electron.ts")], outfile: runner });
  const child = spawn(process.execPath, [runner, suite, executable], {
    cwd: inRoot(),
    stdio: "inherit",
    env: { ...process.env, ROWMILL_SUITE_RESULT: result },
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const counts = parseCounts(result) ?? { passed: 0, failed: 1, skipped: 0 };
  rmSync(result, { force: true });
  return code === 0 || counts.failed > 0 ? counts : { ...counts, failed: 1 };
}

/** How many tests the suite has, for when it cannot be run. */
export function testsInSuite(): number {
  const folder = inRoot("test/host/suite");
  const files = readdirSync(folder).filter((name) => name.endsWith(".test.ts"));
  const texts = files.map((name) => readFileSync(join(folder, name), "utf8"));
  return texts.join("").match(/^\s*test\(/gm)?.length ?? 0;
}

const module: BuildOptions = {
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "node20",
  logLevel: "warning",
};

async function bundleSuite(): Promise<string> {
  const outdir = join(cache, "host-suite");
  rmSync(outdir, { recursive: true, force: true });
  const source = inRoot("test/host/suite");
  const names = readdirSync(source).filter((name) => name.endsWith(".ts"));
  await build({
    ...module,
    entryPoints: names.map((name) => join(source, name)),
    format: "cjs",
    outdir,
    outExtension: { ".js": ".cjs" },
  });
  return join(outdir, "index.cjs");
}

async function bundleLauncher(): Promise<string> {
  const outfile = join(cache, "code-server-as-vscode.mjs");
  const entry = inRoot("test/host/code-server-as-vscode.ts");
  const banner = { js: "#!/usr/bin/env node" };
  await build({ ...module, entryPoints: [entry], outfile, banner });
  chmodSync(outfile, 0o755);
  return outfile;
}

/** A desktop VS Code that is there already, else the one @vscode/test-electron downloads. */
function desktopExecutable(): string {
  return process.env["VSCODE_EXECUTABLE"] ?? "download";
}
