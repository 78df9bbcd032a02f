// Bundles the programs of Rowmill with esbuild: the extension, its load process, its language client and the
// language server (CommonJS, as VS Code's host wants it), the CLI (ES module), the monitor's page (browser).
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { type BuildOptions, context, type Plugin } from "esbuild";
import { GRAMMAR_FILES } from "../adapters/files/grammars.ts";
import { inRoot } from "./root.ts";
import { wasmBytes, wasmModules } from "./wasm.ts";

export interface BundleOptions {
  /** Minified and without source maps: what is shipped. */
  readonly isProduction?: boolean;
  /** Which programs; all of them when not given. */
  readonly only?: readonly string[];
}

interface Program {
  readonly name: string;
  /** One, or those that become files of the same names. */
  readonly entry: string | readonly string[];
  readonly options: BuildOptions;
}

/** Names an entry that is missing, and throws on anything esbuild finds. */
export async function bundle(options: BundleOptions = {}): Promise<void> {
  const wanted = programs.filter(({ name }) => options.only?.includes(name) ?? true);
  requireKnown(options.only ?? []);
  requireEntries(wanted);
  if (options.only === undefined) rmSync(inRoot("dist"), { recursive: true, force: true });
  await placeWasm();
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
  await placeWasm();
  for (const program of programs) {
    const building = await context({ ...esbuildOptions(program, options), logLevel: "info" });
    await building.watch();
  }
}

// The native driver is optional in `pg`; nobody here has it.
const node: BuildOptions = {
  platform: "node",
  external: ["vscode", "pg-native"],
  // `pg` asks it whether this is a Cloudflare worker; where Node has none, `pg` tries a Response, which loads all of
  // undici at every start.
  define: { navigator: JSON.stringify({ userAgent: "Node.js" }) },
};

// CommonJS packages inside an ES module still call require, for Node's own modules, and look for their files in
// __dirname.
const requireInModule = [
  'import { createRequire as rowmillRequire } from "node:module";',
  'import { fileURLToPath as rowmillPath } from "node:url";',
  "const require = rowmillRequire(import.meta.url);",
  'const __dirname = rowmillPath(new URL(".", import.meta.url));',
].join(" ");

/** Each is loaded when a file in it is first checked, whoever checks it. */
const DIALECTS = ["mysql", "mariadb", "sqlite", "bigquery", "snowflake", "hive", "flinksql"];

const programs: readonly Program[] = [
  {
    name: "extension",
    entry: "src/vscode/extension.ts",
    options: {
      ...node,
      format: "cjs",
      target: "node22",
      outfile: "dist/extension.cjs",
      // What is imported late is a file of its own, and is required: the editor's host knows how.
      supported: { "dynamic-import": false },
    },
  },
  {
    name: "language-client",
    entry: "src/vscode/language-client.ts",
    options: { ...node, format: "cjs", target: "node22", outfile: "dist/language-client.cjs" },
  },
  {
    name: "server",
    entry: "src/server/start.ts",
    options: {
      ...node,
      format: "cjs",
      target: "node22",
      outfile: "dist/server.cjs",
      // Its module build asks for its own address, which CommonJS does not have.
      alias: { "web-tree-sitter": "./node_modules/web-tree-sitter/web-tree-sitter.cjs" },
    },
  },
  {
    name: "parsers",
    entry: DIALECTS.map((dialect) => `node_modules/node-sql-parser/build/${dialect}.js`),
    options: {
      ...node,
      format: "cjs",
      target: "node20",
      outdir: "dist/parsers",
      outExtension: { ".js": ".cjs" },
    },
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
      // Each command is a chunk, loaded when it is called; all lie in dist, where they look for their files.
      splitting: true,
      outdir: "dist",
      entryNames: "cli",
      chunkNames: "cli-[hash]",
      outExtension: { ".js": ".mjs" },
      banner: { js: `#!/usr/bin/env node\n${requireInModule}` },
    },
  },
  {
    name: "check-worker",
    entry: "src/adapters/check/worker.ts",
    options: {
      ...node,
      format: "esm",
      target: "node20",
      outfile: "dist/check-worker.mjs",
      banner: { js: requireInModule },
    },
  },
  {
    // For the CLI, and for the extension's load process.
    name: "parquet-reader",
    entry: "src/adapters/files/parquet-worker.ts",
    options: {
      ...node,
      format: "esm",
      target: "node20",
      outfile: "dist/parquet-reader.mjs",
      banner: { js: requireInModule },
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
    entryPoints: [...entriesOf(program)],
    absWorkingDir: inRoot(),
    bundle: true,
    metafile: true,
    ...minified(program, isProduction),
    sourcemap: !isProduction,
    // An uncaught error prints its line: one line must not be the whole program.
    lineLimit: isProduction ? 300 : 0,
    legalComments: "none",
    logLevel: "warning",
    plugins: [oneDialect, lateClient, lateParsers],
    define: { ...program.options.define, ROWMILL_VERSION: JSON.stringify(version()) },
  } as const satisfies BuildOptions;
}

/**
 * Stack traces in bug reports must name functions. In the CLI they keep the names they have, as giving names back to
 * minified ones takes 20 ms of every start; where nobody waits for the start, the smaller file is better.
 */
function minified({ name }: Program, isProduction: boolean) {
  return name === "cli"
    ? { minifyWhitespace: isProduction, minifySyntax: isProduction }
    : { minify: isProduction, keepNames: isProduction };
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

/** The extension loads its language client when the first checked document opens, from its own bundle. */
const lateClient: Plugin = {
  name: "late-client",
  setup(build) {
    build.onResolve({ filter: /\/language-client\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./language-client.cjs", external: true } : undefined,
    );
  },
};

/** The grammars of the other dialects are files of their own: most people need none of them. */
const lateParsers: Plugin = {
  name: "late-parsers",
  setup(build) {
    build.onResolve({ filter: /^node-sql-parser\/build\/\w+\.js$/ }, ({ kind, path }) =>
      kind === "dynamic-import"
        ? { path: `./parsers/${basename(path, ".js")}.cjs`, external: true }
        : undefined,
    );
  },
};

/** WebAssembly lies beside the bundles: libpg-query looks there, the folder of the others is handed over. */
async function placeWasm(): Promise<void> {
  mkdirSync(inRoot("dist/wasm"), { recursive: true });
  copyFileSync(inRoot(PG_QUERY), inRoot("dist", basename(PG_QUERY)));
  for (const [file, folder] of Object.entries(GRAMMAR_FILES))
    copyFileSync(inRoot("node_modules", folder, file), inRoot("dist/wasm", file));
  for (const name of wasmModules())
    writeFileSync(inRoot("dist/wasm", `${name}.wasm`), await wasmBytes(name));
}

const PG_QUERY = "node_modules/libpg-query/wasm/libpg-query.wasm";

const entriesOf = ({ entry }: Program): readonly string[] =>
  typeof entry === "string" ? [entry] : entry;

function requireKnown(names: readonly string[]): void {
  const unknown = names.find((name) => !programs.some((program) => program.name === name));
  if (unknown === undefined) return;
  const known = programs.map(({ name }) => name).join(", ");
  throw new Error(`no program "${unknown}" to build: the programs are ${known}`);
}

function requireEntries(wanted: readonly Program[]): void {
  const lines = wanted
    .flatMap((program) => entriesOf(program).map((entry) => ({ name: program.name, entry })))
    .filter(({ entry }) => !existsSync(inRoot(entry)))
    .map(({ name, entry }) => `  ${name}: ${entry}`);
  if (lines.length === 0) return;
  throw new Error(`nothing was built, these entry files are missing:\n${lines.join("\n")}`);
}

/** What is in each bundle and how large: for esbuild's analyser, not shipped. */
function writeMetafile(name: string, metafile: object): void {
  const folder = inRoot("node_modules/.cache/rowmill");
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/meta-${name}.json`, JSON.stringify(metafile));
}
