// What a reviewer should never have to say: sizes, names, heads, stray files, text that is not
// what it looks like. It reads every file that is, or would be, in the repository.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inRoot } from "../src/build/root.ts";
import { vsixPath } from "../src/build/vsix.ts";
import { RULES } from "../src/core/rules/index.ts";
import { zipListing } from "./support/zip-listing.ts";

/** In the package; each is compared with the list of rules. */
const RULE_PAGES = "extension/docs/rules/";

const paths = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
  cwd: inRoot(),
  encoding: "utf8",
})
  .split("\n")
  .filter((path) => path !== "" && existsSync(inRoot(path)));

const isBinary = /\.(png|gz|zst|ico|woff2?)$/;
const files = paths
  .filter((path) => !isBinary.test(path))
  .map((path) => ({ path, text: readFileSync(inRoot(path), "utf8") }));
const code = files.filter(({ path }) => /^(src|test|webview)\/.*\.(ts|mjs|cjs|css)$/.test(path));

const linesIn = (text: string) => text.split("\n").length - 1;
/** "path:line" of every line that matches. */
const hits = (among: typeof files, pattern: RegExp) =>
  among.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  );

/** Where Node looks for a package from there: "a/", its parents, "". */
function foldersUp(path: string): string[] {
  const above = path.lastIndexOf("/node_modules/");
  const parents = path === "" ? [] : foldersUp(above < 0 ? "" : path.slice(0, above));
  return [path === "" ? "" : `${path}/`, ...parents];
}

test.each([
  ["the extension's entry", /^src\/vscode\/extension\.ts$/, 100],
  ["the CLI's entry", /^src\/cli\/main\.ts$/, 80],
  ["a file of the editor's glue", /^src\/vscode\//, 250],
  ["a source file", /^(src|webview)\//, 400],
  ["a test", /^test\//, 800],
])("%s is not too long", (_what, where, linesMax) => {
  const long = code.filter(({ path, text }) => where.test(path) && linesIn(text) > linesMax);
  expect(long.map(({ path, text }) => `${path}: ${linesIn(text)} lines`)).toEqual([]);
});

test("no file or folder has a name that says nothing", () => {
  const banned = /(^|\/|-)(utils?|helpers?|common|misc|manager|service|impl)(\.|\/|$)/;
  expect(code.map(({ path }) => path).filter((path) => banned.test(path))).toEqual([]);
});

test("names are kebab-case", () => {
  const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;
  const odd = code.filter(({ path }) => !path.split("/").every((part) => kebab.test(part)));
  expect(odd.map(({ path }) => path)).toEqual([]);
});

test("every file begins by saying what it is", () => {
  // A rule's cases say it by their path: the rule's own head is what to read.
  const headless = code
    .filter(({ path }) => !/^test\/core\/rules\/[a-z]+\/.*\.test\.ts$/.test(path))
    .filter(({ text }) => !/^(#!.*\n)?(\/\/ |\/\*)/.test(text));
  expect(headless.map(({ path }) => path)).toEqual([]);
});

test("of what ships, only src/vscode speaks to the editor, only src/adapters/pg to the driver", () => {
  const source = code.filter(({ path }) => /^(src|webview)\/(?!build\/)/.test(path));
  // What rules say of host code names drivers in their examples; the fences watch their imports.
  const watched = source.filter(({ path }) => !/^src\/core\/(rules|lang\/code)\//.test(path));
  const outside = (folder: string) => watched.filter(({ path }) => !path.startsWith(folder));
  expect(hits(outside("src/vscode/"), /(from|import|require)\s*\(?"vscode"/)).toEqual([]);
  expect(
    hits(outside("src/adapters/pg/"), /(from|import|require)\s*\(?"pg(-[a-z-]+)?["/]/),
  ).toEqual([]);
});

test("no file names a package registry or a folder of somebody's machine", () => {
  const registry = new RegExp(
    ["registry", "\\.(npmjs|yarnpkg|npmmirror)|://[a-z.-]*(artifactory|verdaccio|nexus)"].join(""),
    "i",
  );
  expect(hits(files, registry)).toEqual([]);
  // Ana is the person in our examples.
  expect(
    hits(files, /\/(home|Users)\/(?!ana\b|u\b|[<$[{(])\w|\/root\/\w|\/work\/\w|[A-Z]:\\Users\\/),
  ).toEqual([]);
});

test("the lock file has no download addresses", () => {
  const lock = readFileSync(inRoot("package-lock.json"), "utf8");
  expect(lock.match(/"resolved"/g)).toBeNull();
});

test("the lock file names the packages of every platform, as `npm ci` demands", () => {
  const lock = JSON.parse(readFileSync(inRoot("package-lock.json"), "utf8")) as {
    readonly packages: Record<
      string,
      { readonly version?: string; readonly optionalDependencies?: Record<string, string> }
    >;
  };
  const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, wanted]) => {
        const nearest = foldersUp(path)
          .map((folder) => lock.packages[`${folder}node_modules/${name}`])
          .find((found) => found !== undefined);
        // Another major version further up is of another package's.
        return majorOf(nearest?.version ?? "") !== majorOf(wanted);
      })
      .map(([name]) => `${path}: ${name}`),
  );
  expect(missing).toEqual([]);
});

const majorOf = (version: string): string => /\d+/.exec(version)?.[0] ?? "";

test("no character is invisible or turns the text around", () => {
  const hidden = /[\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/u;
  expect(hits(files, hidden)).toEqual([]);
});

test("no merge marker, no test that is alone or switched off", () => {
  expect(hits(files, /^(<{7}|>{7}) /)).toEqual([]);
  const tests = code.filter(({ path }) => path.startsWith("test/"));
  expect(hits(tests, /\b(test|suite|describe|it)\.(only|todo)\(/)).toEqual([]);
});

test("the packaged extension holds the page of every rule", () => {
  const pages = zipListing(vsixPath()).filter((name) => name.startsWith(RULE_PAGES));
  expect(pages).toEqual(
    RULES.map(({ id }) => `${RULE_PAGES}${id}.md`).toSorted((a, b) => (a < b ? -1 : 1)),
  );
});

test("the packaged extension holds, beside the pages, exactly these files", () => {
  const files = zipListing(vsixPath()).filter((name) => !name.startsWith(RULE_PAGES));
  expect(files).toMatchInlineSnapshot(`
    [
      "[Content_Types].xml",
      "extension.vsixmanifest",
      "extension/LICENSE.txt",
      "extension/changelog.md",
      "extension/dist/extension.cjs",
      "extension/dist/language-client.cjs",
      "extension/dist/libpg-query.wasm",
      "extension/dist/load-process.cjs",
      "extension/dist/parquet-reader.mjs",
      "extension/dist/parsers/bigquery.cjs",
      "extension/dist/parsers/flinksql.cjs",
      "extension/dist/parsers/hive.cjs",
      "extension/dist/parsers/mariadb.cjs",
      "extension/dist/parsers/mysql.cjs",
      "extension/dist/parsers/snowflake.cjs",
      "extension/dist/parsers/sqlite.cjs",
      "extension/dist/server.cjs",
      "extension/dist/wasm/encoder.wasm",
      "extension/dist/wasm/fields.wasm",
      "extension/dist/wasm/hash.wasm",
      "extension/dist/wasm/scanner.wasm",
      "extension/dist/wasm/tree-sitter-c-sharp.wasm",
      "extension/dist/wasm/tree-sitter-go.wasm",
      "extension/dist/wasm/tree-sitter-java.wasm",
      "extension/dist/wasm/tree-sitter-javascript.wasm",
      "extension/dist/wasm/tree-sitter-python.wasm",
      "extension/dist/wasm/tree-sitter-scala.wasm",
      "extension/dist/wasm/tree-sitter-tsx.wasm",
      "extension/dist/wasm/tree-sitter-typescript.wasm",
      "extension/dist/wasm/web-tree-sitter.wasm",
      "extension/dist/webview/monitor.css",
      "extension/dist/webview/monitor.js",
      "extension/l10n/bundle.l10n.pt-br.json",
      "extension/media/icon.png",
      "extension/media/load-steps.png",
      "extension/media/monitor.png",
      "extension/media/rowmill.svg",
      "extension/package.json",
      "extension/package.nls.json",
      "extension/package.nls.pt-br.json",
      "extension/readme.md",
      "extension/syntaxes/load-file.language-configuration.json",
      "extension/syntaxes/load-file.tmLanguage.json",
      "extension/syntaxes/reject.tmLanguage.json",
      "extension/syntaxes/sql-in-strings.injection.tmLanguage.json",
    ]
  `);
});
