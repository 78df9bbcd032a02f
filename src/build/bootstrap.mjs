// The first thing a newcomer runs: installs the packages when they are missing or stale, bundles
// src/build/<task>.ts and runs it. Only Node's own modules may be imported before the install.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const [task, ...rest] = process.argv.slice(2);

if (Number(process.versions.node.split(".")[0]) < 20) {
  stop(`Node ${process.versions.node} is too old: Rowmill needs Node 20 or newer`);
}
const tasks = readdirSync(join(root, "src/build"))
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.slice(0, -3));
if (task === undefined || !tasks.includes(task)) {
  stop(`no task "${task ?? ""}" in src/build: see "scripts" in package.json`);
}
process.chdir(root);
if (!isInstalled()) install();
process.setSourceMapsEnabled(true);
process.argv = [process.argv[0], join(root, "src/build", `${task}.ts`), ...rest];
await import(pathToFileURL(await bundle()).href);

/** True when node_modules holds exactly the versions of the lock file; other platforms' packages may be absent. */
function isInstalled() {
  const wanted = packagesOf("package-lock.json");
  const present = packagesOf("node_modules/.package-lock.json");
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    const there = present[path];
    if (path === "") return true;
    if (there === undefined) return entry.optional === true || entry.devOptional === true;
    return there.version === entry.version && there.integrity === entry.integrity;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return undefined;
  }
}

function install() {
  console.error("installing packages (npm ci) ...");
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund"];
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: ["ignore", 2, 2] };
  const result = npm?.endsWith(".js")
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync("npm", args, { ...options, shell: process.platform === "win32" });
  if (result.status !== 0) stop("npm ci did not succeed: its own message is above", result.status);
}

/** One ES module of the task with our own code inside; packages stay where npm put them. */
async function bundle() {
  const { build } = await import("esbuild");
  const cache = join(root, "node_modules/.cache/rowmill");
  const file = join(cache, `${task}.mjs`);
  const result = await build({
    entryPoints: [join(root, "src/build", `${task}.ts`)],
    outfile: file,
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    write: false,
    logLevel: "error",
  });
  mkdirSync(cache, { recursive: true });
  // Two tasks may run at once: write aside, then rename, so that none reads half a file.
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, result.outputFiles[0].contents);
  renameSync(aside, file);
  return file;
}

function stop(message, status) {
  console.error(message);
  process.exit(status || 2);
}
