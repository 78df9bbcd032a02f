// The colours of SQL in strings, of load plans and of reject files: each sample is tokenised as the editor does,
// and printed with the parts that have a scope of ours. The host languages are stand-ins that know strings.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createOnigScanner, createOnigString, loadWASM } from "vscode-oniguruma";
import { INITIAL, parseRawGrammar, Registry, type IGrammar } from "vscode-textmate";
import { beforeAll, expect, test } from "vitest";

import { LOAD_FILE_FIELDS } from "../../src/core/load/load-file.ts";
import { inRoot } from "../../src/build/root.ts";

const SQL_IN_STRINGS = "rowmill.sql-in-strings.injection";
const FILES = new Map([
  [SQL_IN_STRINGS, "syntaxes/sql-in-strings.injection.tmLanguage.json"],
  ["source.rowmill.load", "syntaxes/load-file.tmLanguage.json"],
  ["text.rowmill.rejects", "syntaxes/reject.tmLanguage.json"],
]);

/** Strings as most languages have them; a hole in one is code again. */
const HOST = JSON.stringify({
  scopeName: "source.host",
  patterns: [
    { name: "string.quoted.multi.host", begin: '"""', end: '"""' },
    { name: "string.quoted.double.host", begin: '"', end: '"', patterns: [{ match: "\\\\." }] },
    { name: "string.quoted.single.host", begin: "'", end: "'" },
    {
      name: "string.template.host",
      begin: "`",
      end: "`",
      patterns: [{ begin: "\\$\\{", end: "\\}", patterns: [{ include: "$self" }] }],
    },
    { name: "keyword.code.host", match: "\\bcode\\b" },
  ],
});

let registry: Registry;

beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
  await loadWASM(readFileSync(wasm).buffer);
  registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: (scope) => {
      if (scope === "source.host") return Promise.resolve(parseRawGrammar(HOST, "host.json"));
      const file = FILES.get(scope);
      if (file === undefined) return Promise.resolve(null);
      return Promise.resolve(parseRawGrammar(readFileSync(inRoot(file), "utf8"), file));
    },
    getInjections: (scope) => (scope === "source.host" ? [SQL_IN_STRINGS] : undefined),
  });
});

async function grammarOf(scope: string): Promise<IGrammar> {
  const grammar = await registry.loadGrammar(scope);
  if (grammar === null) throw new Error(`no grammar for ${scope}`);
  return grammar;
}

/** Each token whose last scope matches, as "text=scope". */
async function tokens(scope: string, text: string, pattern: RegExp): Promise<string[]> {
  const grammar = await grammarOf(scope);
  let state = INITIAL;
  return text.split("\n").flatMap((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens.flatMap(({ startIndex, endIndex, scopes }) => {
      const last = scopes.at(-1) ?? "";
      return pattern.test(last) ? [`${line.slice(startIndex, endIndex).trim()}=${last}`] : [];
    });
  });
}

const sqlWords = async (text: string) =>
  (await tokens("source.host", text, /^(keyword|variable|storage|support)\./u)).map(
    (token) => token.split("=")[0],
  );

test.each([
  ["in one line", `"INSERT INTO t (id) VALUES (%s)" code`, "INSERT INTO VALUES %s code"],
  ["in single quotes", `'insert into t values (?)' code`, "insert into values ? code"],
  ["below the quotes", `"""\n  COPY t (id)\n  FROM STDIN\n""" code`, "COPY FROM STDIN code"],
  ["of a template", "`\n INSERT INTO t VALUES ($1)\n` code", "INSERT INTO VALUES $1 code"],
  [
    "around a hole",
    "`INSERT INTO ${code} (a) VALUES (1) RETURNING a` code",
    "INSERT INTO code VALUES RETURNING code",
  ],
  ["that goes on", `"INSERT INTO t " + "VALUES (:a)" code`, "INSERT INTO VALUES :a code"],
  ["cut in a literal", `"INSERT INTO t VALUES ('" code "')" code`, "INSERT INTO VALUES code code"],
  ["with escapes", `"INSERT INTO \\"T\\" VALUES (1)" code`, "INSERT INTO VALUES code"],
  ["closed a line later", `"INSERT INTO t\ncode" code`, "INSERT INTO code"],
])("SQL %s is coloured, and the code behind it is code", async (_name, text, words) => {
  expect((await sqlWords(text)).join(" ")).toBe(words);
});

test.each([
  ["prose", `"Select a file from the list" code`],
  ["prose about inserts", `"Insert into the slot" code`],
  ["a word", `"COPY" code "copy to clipboard"`],
  ["prose below the quotes", `"""\nInsert a coin\n""" code`],
])("%s is not SQL", async (_name, text) => {
  expect((await sqlWords(text)).filter((word) => word !== "code")).toEqual([]);
});

test("a load plan: fields, values, and what is no field", async () => {
  const plan = [
    "# nightly",
    "version: 1",
    'columns: [id, "-"]',
    "header: yes",
    "colour: red",
    "createTable: |",
    "  CREATE TABLE t (id int)",
    "workers: auto",
  ].join("\n");
  expect(await tokens("source.rowmill.load", plan, /^(entity|constant|invalid|comment)/u)).toEqual([
    "# nightly=comment.line.number-sign.rowmill",
    "version=entity.name.tag.rowmill",
    "1=constant.numeric.rowmill",
    "columns=entity.name.tag.rowmill",
    "header=entity.name.tag.rowmill",
    "yes=constant.language.rowmill",
    "colour=invalid.illegal.unknown-field.rowmill",
    "createTable=entity.name.tag.rowmill",
    "workers=entity.name.tag.rowmill",
    "auto=constant.language.rowmill",
  ]);
});

test("the load plan's grammar knows every field of the load file", async () => {
  for (const field of Object.keys(LOAD_FILE_FIELDS)) {
    expect(await tokens("source.rowmill.load", `${field}: x`, /^entity/u)).toEqual([
      `${field}=entity.name.tag.rowmill`,
    ]);
  }
});

test("a reject file: its first line, a note, a record", async () => {
  const text = [
    '#rowmill rejects 1 {"loadId":"x"}',
    '#rowmill line 12, record 11, column price, byte 345, 22P02: invalid input: "twelve"',
    "11,twelve",
  ].join("\n");
  expect(await tokens("text.rowmill.rejects", text, /^(keyword|variable|invalid|string)/u)).toEqual(
    [
      "#rowmill rejects=keyword.control.rowmill",
      '{"loadId":"x"}=string.unquoted.rowmill',
      "#rowmill=keyword.control.rowmill",
      "price=variable.other.column.rowmill",
      'invalid input: "twelve"=invalid.illegal.rowmill',
    ],
  );
});
