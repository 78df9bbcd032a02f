// Who may import whom, as an allow-list for dependency-cruiser: an arrow that is not here is an
// error, type-only imports included. test/fences.test.ts plants what must be stopped.
const builtin = { dependencyTypes: ["core"] };
// The typings of VS Code are no package to build with.
const anyPackage = "(^|/)node_modules/(?!@types/vscode/)";
// A package by name, installed or not, resolved here or through a link.
const packages = (...names) =>
  `^(${names.join("|")})(/|$)|(^|/)node_modules/(@types/)?(${names.join("|")})/`;
const files = (...folders) => `^(${folders.join("|")})`;

const core = (name) => `src/core/${name}/`;
const sqlParser =
  "node_modules/node-sql-parser/build/postgresql\\.js$|^node-sql-parser/build/postgresql";
const analysis = files(core("base"), core("text"), core("lang"), core("analysis"));

const arrows = [
  ["src/core/base/", files(core("base"))],
  ["src/core/text/", files(core("text"), core("base"))],
  ["src/core/config/", files(core("config"), core("base"), core("text"))],
  ["src/core/lang/([^/]+)/", files("src/core/lang/$1/", core("base"), core("text")), sqlParser],
  // A statement is SQL in host code and in server settings too.
  ["src/core/lang/(code|pgconf)/", files(core("lang/sql"))],
  ["src/core/lang/code/", packages("web-tree-sitter")],
  ["src/core/analysis/", analysis],
  // Rules are islands: none knows another, only the generated list knows them all.
  ["src/core/rules/[^/]+/", analysis],
  ["src/core/rules/index\\.ts$", files(core("rules"), core("analysis"))],
  ["src/core/records/", files(core("records"), core("base"))],
  [
    "src/core/load/",
    files(core("load"), core("base"), core("config"), core("records"), core("text")),
  ],
  ["src/protocol/", files("src/protocol/")],
  // One adapter folder does not know another; what joins them is the load job.
  [
    "src/adapters/pg/",
    files("src/adapters/pg/", "src/core/"),
    builtin,
    packages("pg", "pg-copy-streams", "pg-protocol", "pg-connection-string"),
  ],
  [
    "src/adapters/files/",
    files("src/adapters/files/", "src/core/"),
    builtin,
    packages("yaml", "picomatch", "hyparquet", "web-tree-sitter", "libpg-query", "node-sql-parser"),
  ],
  ["src/adapters/check/", files("src/adapters/(check|files)/", "src/core/"), builtin],
  ["src/adapters/(load|load-process)/", files("src/adapters/", "src/core/"), builtin],
  ["src/adapters/[^/]+\\.ts$", files("src/adapters/", "src/core/"), builtin],
  // The language server never opens a connection: a snapshot of the catalog comes to it as data.
  [
    "src/server/",
    files("src/server/", "src/adapters/files/", core("(base|text|config|lang|analysis|rules)")),
    builtin,
    packages("vscode-languageserver", "vscode-languageserver-textdocument"),
  ],
  ["src/cli/", files("src/cli/", "src/server/", "src/adapters/", "src/core/"), builtin],
  [
    "src/vscode/",
    files("src/vscode/", "src/adapters/", "src/core/", "src/protocol/"),
    builtin,
    packages("vscode", "vscode-languageclient"),
  ],
  ["webview/", files("webview/", "src/protocol/"), packages("uplot", "@vscode/webview-ui-toolkit")],
  // The workshop reads core's tables and starts the programs as a user would.
  [
    "src/build/",
    files("src/build/", "src/core/", "src/adapters/(check|files|load)/"),
    builtin,
    anyPackage,
  ],
];

module.exports = {
  allowedSeverity: "error",
  allowed: arrows.flatMap(([from, ...targets]) =>
    targets.map((target) => ({
      from: { path: `^${from}` },
      to: typeof target === "string" ? { path: target } : target,
    })),
  ),
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "not-installed",
      comment: "vscode is only typings; whatever else cannot be resolved is a mistake",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^vscode$" },
    },
    {
      name: "toolkit-behind-one-file",
      severity: "error",
      from: { pathNot: "^webview/monitor/controls\\.ts$" },
      to: { path: packages("@vscode/webview-ui-toolkit") },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "(^|/)node_modules/" },
    // AssemblyScript: another language, compiled by itself.
    exclude: { path: "^src/wasm/" },
    // The linked packages of a scratch copy must look like packages.
    preserveSymlinks: true,
    moduleSystems: ["es6", "cjs"],
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
      extensions: [".ts", ".js", ".mjs", ".cjs", ".d.ts"],
    },
  },
};
