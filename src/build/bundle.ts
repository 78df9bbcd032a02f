// Bundles the four programs of Rowmill with esbuild: the extension and its load process (CommonJS,
// as VS Code's host wants it), the CLI (ES module), the monitor's page (browser).
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type BuildOptions, context, type Plugin } from "esbuild";
import { inRoot } from "./root.ts";

export interface BundleOptions {
  /** Minified and without source maps: what is shipped. */
  readonly isProduction?: boolean;
  /** Which programs; all of them when not given. */
  readonly only?: readonly string[];
}

interface Program {
  readonly name: string;
  readonly entry: string;
  readonly options: BuildOptions;
}

/** Names an entry that is missing, and throws on anything esbuild finds. */
export async function bundle(options: BundleOptions = {}): Promise<void> {
  const wanted = programs.filter(({ name }) => options.only?.includes(name) ?? true);
  requireKnown(options.only ?? []);
  requireEntries(wanted);
  if (options.only === undefined) rmSync(inRoot("dist"), { recursive: true, force: true });
  for (const program of wanted) {
    const building = await context(esbuildOptions(program, options));
    try {
      const { metafile } = await building.rebuild();
      writeMetafile(program.name, metafile);
    } finally {
      await building.dispose();
    }
  }
}

/** Builds again at each change, until the process ends; what esbuild finds is printed. */
export async function watch(options: BundleOptions = {}): Promise<void> {
  requireEntries(programs);
  for (const program of programs) {
    const building = await context({ ...esbuildOptions(program, options), logLevel: "info" });
    await building.watch();
  }
}

// The native driver is optional in `pg`; nobody here has it.
const node: BuildOptions = { platform: "node", external: ["vscode", "pg-native"] };

// CommonJS packages inside an ES module still call require, for Node's own modules.
const requireInModule =
  'import { createRequire as rowmillRequire } from "node:module"; const require = rowmillRequire(import.meta.url);';

const programs: readonly Program[] = [
  {
    name: "extension",
    entry: "src/vscode/extension.ts",
    options: { ...node, format: "cjs", target: "node22", outfile: "dist/extension.cjs" },
  },
  {
    name: "load-process",
    entry: "src/adapters/load-process/main.ts",
    options: { ...node, format: "cjs", target: "node22", outfile: "dist/load-process.cjs" },
  },
  {
    name: "cli",
    entry: "src/cli/main.ts",
    options: {
      ...node,
      format: "esm",
      target: "node20",
      outfile: "dist/cli.mjs",
      banner: { js: `#!/usr/bin/env node\n${requireInModule}` },
    },
  },
  {
    name: "monitor",
    entry: "webview/monitor/main.ts",
    options: {
      platform: "browser",
      format: "iife",
      target: "chrome128",
      outfile: "dist/webview/monitor.js",
    },
  },
];

function esbuildOptions(program: Program, options: BundleOptions) {
  const isProduction = options.isProduction ?? false;
  return {
    ...program.options,
    entryPoints: [program.entry],
    absWorkingDir: inRoot(),
    bundle: true,
    metafile: true,
    minify: isProduction,
    // Stack traces in bug reports must name functions.
    keepNames: isProduction,
    sourcemap: !isProduction,
    // An uncaught error prints its line: one line must not be the whole program.
    lineLimit: isProduction ? 300 : 0,
    legalComments: "none",
    logLevel: "warning",
    plugins: [oneDialect],
    define: { ROWMILL_VERSION: JSON.stringify(version()) },
  } as const satisfies BuildOptions;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "";
}

/** The parser's main file holds every dialect and is nine megabytes; its PostgreSQL build is enough. */
const oneDialect: Plugin = {
  name: "one-dialect",
  setup(build) {
    build.onResolve({ filter: /^node-sql-parser$/ }, () => ({
      errors: [{ text: 'import "node-sql-parser/build/postgresql" instead: it is all we need' }],
    }));
  },
};

function requireKnown(names: readonly string[]): void {
  const unknown = names.find((name) => !programs.some((program) => program.name === name));
  if (unknown === undefined) return;
  const known = programs.map(({ name }) => name).join(", ");
  throw new Error(`no program "${unknown}" to build: the programs are ${known}`);
}

function requireEntries(wanted: readonly Program[]): void {
  const missing = wanted.filter(({ entry }) => !existsSync(inRoot(entry)));
  if (missing.length === 0) return;
  const lines = missing.map(({ name, entry }) => `  ${name}: ${entry}`).join("\n");
  throw new Error(`nothing was built, these entry files are missing:\n${lines}`);
}

/** What is in each bundle and how large: for esbuild's analyser, not shipped. */
function writeMetafile(name: string, metafile: object): void {
  const folder = inRoot("node_modules/.cache/rowmill");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/meta-${name}.json`, JSON.stringify(metafile));
}
