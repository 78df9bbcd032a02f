// Plants every forbidden import in a scratch copy of the folders and demands that the fences
// (src/build/fences.cjs) stop it, and that they let the ordinary ones pass.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inRoot } from "../src/build/root.ts";

/** One file in every folder; the imports below name them from the checkout's root. */
const places = [
  ...["src/core/base/x.ts", "src/core/text/x.ts", "src/core/config/x.ts", "src/core/records/x.ts"],
  ...["src/core/load/x.ts", "src/core/lang/sql/x.ts", "src/core/lang/other/x.ts"],
  ...["src/adapters/pg/x.ts", "src/adapters/files/x.ts", "src/adapters/load-process/x.ts"],
  ...["src/adapters/load/x.ts", "src/adapters/x.ts", "src/protocol/x.ts", "src/cli/x.ts"],
  ...["src/core/lang/code/x.ts", "src/core/lang/pgconf/x.ts", "src/core/analysis/x.ts"],
  ...["src/core/rules/sql/x.ts", "src/core/rules/live/x.ts", "src/core/rules/index.ts"],
  ...["src/adapters/check/x.ts", "src/server/x.ts"],
  ...["src/vscode/x.ts", "src/build/x.ts", "webview/monitor/x.ts", "webview/monitor/controls.ts"],
] as const;

type Plant = readonly [from: string, to: string];

const forbidden: readonly Plant[] = [
  // The world does not get into core, under any name it can be given.
  ...[
    "vscode",
    "node:fs",
    "fs",
    "node:fs/promises",
    "node:stream",
    "pg",
    "pg-copy-streams",
  ].flatMap((module): Plant[] => [
    ["src/core/base", module],
    ["src/core/records", module],
    ["src/core/load", module],
    ["src/core/lang/sql", module],
  ]),
  ["src/core/load", "a-driver-that-is-not-installed"],
  ["src/core/config", "yaml"],
  ["src/core/records", "csv-parse"],
  ["src/core/load", "src/adapters/pg/x.ts"],
  ["src/core/base", "src/core/text/x.ts"],
  ["src/core/base", "src/core/load/x.ts"],
  ["src/core/text", "src/core/records/x.ts"],
  ["src/core/config", "src/core/load/x.ts"],
  ["src/core/records", "src/core/load/x.ts"],
  ["src/core/records", "src/core/lang/sql/x.ts"],
  ["src/core/load", "src/core/lang/sql/x.ts"],
  ["src/core/load", "src/protocol/x.ts"],
  ["src/core/lang/sql", "src/core/load/x.ts"],
  ["src/core/lang/sql", "src/core/lang/other/x.ts"],
  ["src/core/lang/sql", "node-sql-parser"],
  ["src/core/lang/sql", "src/core/lang/code/x.ts"],
  ["src/core/lang/sql", "src/core/analysis/x.ts"],
  ["src/core/lang/pgconf", "web-tree-sitter"],
  ["src/core/lang/sql", "libpg-query"],
  // Analysis and load do not know each other; rules do not know one another.
  ["src/core/analysis", "src/core/load/x.ts"],
  ["src/core/analysis", "src/core/rules/sql/x.ts"],
  ["src/core/analysis", "src/core/records/x.ts"],
  ["src/core/analysis", "node:fs"],
  ["src/core/analysis", "web-tree-sitter"],
  ["src/core/load", "src/core/analysis/x.ts"],
  ["src/core/lang/code", "src/core/analysis/x.ts"],
  ["src/core/rules/sql", "src/core/rules/live/x.ts"],
  ["src/core/rules/sql", "src/core/rules/index.ts"],
  ["src/core/rules/sql", "src/core/load/x.ts"],
  ["src/core/rules/sql", "node:path"],
  ["src/core/rules/sql", "yaml"],
  // Protocol imports nothing at all.
  ["src/protocol", "src/core/base/x.ts"],
  ["src/protocol", "node:events"],
  // Adapters know core, and not who uses them.
  ["src/adapters/files", "src/adapters/pg/x.ts"],
  ["src/adapters/pg", "src/adapters/files/x.ts"],
  ["src/adapters/files", "pg"],
  ["src/adapters/load", "pg"],
  ["src/adapters/load-process", "pg"],
  ["src/adapters", "pg"],
  ["src/adapters/pg", "src/cli/x.ts"],
  ["src/adapters/pg", "src/protocol/x.ts"],
  ["src/adapters/load-process", "src/vscode/x.ts"],
  ["src/adapters/load-process", "vscode"],
  ["src/adapters/check", "src/adapters/pg/x.ts"],
  ["src/adapters/check", "src/server/x.ts"],
  // The language server knows no editor, no driver, no load.
  ["src/server", "vscode"],
  ["src/server", "vscode-languageclient"],
  ["src/server", "pg"],
  ["src/server", "src/adapters/pg/x.ts"],
  ["src/server", "src/core/load/x.ts"],
  ["src/server", "src/cli/x.ts"],
  ["src/vscode", "src/server/x.ts"],
  ["src/vscode", "vscode-languageserver"],
  // The roots do not know each other.
  ["src/cli", "vscode"],
  ["src/cli", "pg"],
  ["src/cli", "src/vscode/x.ts"],
  ["src/cli", "src/protocol/x.ts"],
  ["src/vscode", "src/cli/x.ts"],
  ["src/vscode", "pg"],
  ["src/vscode", "webview/monitor/x.ts"],
  // The page is a browser's.
  ["webview/monitor", "src/core/base/x.ts"],
  ["webview/monitor", "node:path"],
  ["webview/monitor", "vscode"],
  ["webview/monitor", "@vscode/webview-ui-toolkit"],
  // Nothing imports the workshop, and the workshop no adapter.
  ["src/core/load", "src/build/x.ts"],
  ["src/adapters/pg", "src/build/x.ts"],
  ["src/cli", "src/build/x.ts"],
  ["src/vscode", "src/build/x.ts"],
  ["src/build", "src/adapters/pg/x.ts"],
  ["src/build", "vscode"],
];

const allowed: readonly Plant[] = [
  ["src/core/text", "src/core/base/x.ts"],
  ["src/core/load", "src/core/records/x.ts"],
  ["src/core/lang/sql", "node-sql-parser/build/postgresql.js"],
  ["src/core/lang/code", "web-tree-sitter"],
  ["src/core/lang/code", "src/core/lang/sql/x.ts"],
  ["src/core/lang/pgconf", "src/core/lang/sql/x.ts"],
  ["src/core/analysis", "src/core/lang/code/x.ts"],
  ["src/core/rules/sql", "src/core/analysis/x.ts"],
  ["src/core/rules/live", "src/core/lang/sql/x.ts"],
  ["src/server", "vscode-languageserver/node"],
  ["src/server", "src/core/rules/index.ts"],
  ["src/server", "src/adapters/files/x.ts"],
  ["src/cli", "src/server/x.ts"],
  ["src/vscode", "vscode-languageclient/node"],
  ["src/adapters/check", "src/adapters/files/x.ts"],
  ["src/adapters/pg", "pg"],
  ["src/adapters/pg", "node:tls"],
  ["src/adapters/pg", "src/core/load/x.ts"],
  ["src/adapters/files", "yaml"],
  ["src/adapters/load", "src/adapters/pg/x.ts"],
  ["src/adapters/load-process", "src/adapters/x.ts"],
  ["src/cli", "src/adapters/load/x.ts"],
  ["src/vscode", "vscode"],
  ["src/vscode", "src/protocol/x.ts"],
  ["src/build", "esbuild"],
  ["webview/monitor", "uplot"],
  ["webview/monitor", "src/protocol/x.ts"],
];

const scratch = mkdtempSync(join(tmpdir(), "rowmill-fences-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const plants = [...forbidden, ...allowed];
const fileOf = ([from]: Plant, form: string, index: number) =>
  `${from}/planted-${form}-${index}.ts`;
let stopped: ReadonlySet<string> = new Set();

beforeAll(() => {
  cpSync(inRoot("tsconfig.json"), join(scratch, "tsconfig.json"));
  cpSync(inRoot("package.json"), join(scratch, "package.json"));
  symlinkSync(inRoot("node_modules"), join(scratch, "node_modules"));
  for (const place of places) write(place, "export interface X { readonly x: number }\n");
  plants.forEach((plant, index) => {
    write(
      fileOf(plant, "value", index),
      `import * as x from "${specifier(plant)}";\nexport { x };\n`,
    );
    const typeOnly = `import type * as x from "${specifier(plant)}";\nexport type Y = typeof x;\n`;
    write(fileOf(plant, "type", index), typeOnly);
  });
  write("src/core/load/one.ts", 'import "./other.ts";\n');
  write("src/core/load/other.ts", 'import "./one.ts";\n');
  stopped = violators();
}, 60_000);

test.each(forbidden.map((plant, index) => [...plant, index] as const))(
  "%s may not import %s",
  (from, to, index) => {
    expect(stopped).toContain(fileOf([from, to], "value", index));
    expect(stopped).toContain(fileOf([from, to], "type", index));
  },
);

test.each(allowed.map((plant, index) => [...plant, forbidden.length + index] as const))(
  "%s may import %s",
  (from, to, index) => {
    expect(stopped).not.toContain(fileOf([from, to], "value", index));
    expect(stopped).not.toContain(fileOf([from, to], "type", index));
  },
);

test("the toolkit is behind one file, and a circle is stopped", () => {
  expect(stopped).not.toContain("webview/monitor/controls.ts");
  expect(stopped).toContain("src/core/load/one.ts");
});

function specifier([from, to]: Plant): string {
  if (!to.startsWith("src/") && !to.startsWith("webview/")) return to;
  return `${from
    .split("/")
    .map(() => "..")
    .join("/")}/${to}`;
}

function write(path: string, text: string): void {
  const file = join(scratch, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** The files that the fences complain about. */
function violators(): Set<string> {
  const script = inRoot("node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = ["src", "webview", "--config", inRoot("src/build/fences.cjs"), "-T", "json"];
  const { stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    cwd: scratch,
    encoding: "utf8",
    maxBuffer: 100_000_000,
  });
  if (stdout === "") throw new Error(stderr);
  const report = JSON.parse(stdout) as {
    readonly summary: { readonly violations: readonly { readonly from: string }[] };
  };
  return new Set(report.summary.violations.map(({ from }) => from));
}
