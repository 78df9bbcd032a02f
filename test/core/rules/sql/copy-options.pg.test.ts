// What the two rules about COPY's options say, against what servers of both ends of the range do: every pair
// of options, in each format and direction, is refused exactly where a rule says so.
import type { Client } from "pg";
import { describe, expect, test } from "vitest";
import { startServer } from "../../../../src/build/server.ts";
import { withClient } from "../../../../src/build/server-client.ts";
import { DEFAULT_THRESHOLDS } from "../../../../src/core/analysis/policy.ts";
import type { RuleContext } from "../../../../src/core/analysis/rule.ts";
import { parseSql } from "../../../../src/core/lang/sql/parse.ts";
import { buildKnowledge } from "../../../../src/core/lang/sql/schema/build.ts";
import { rule as noConflictingOptions } from "../../../../src/core/rules/sql/no-conflicting-copy-options.ts";
import { rule as requireOptionVersion } from "../../../../src/core/rules/sql/require-copy-option-version.ts";

const FORMATS = ["FORMAT text", "FORMAT csv", "FORMAT binary"];

const OPTIONS = [
  "DELIMITER ','",
  "DELIMITER ';'",
  "DELIMITER E'\\t'",
  "DELIMITER '\\t'",
  "DELIMITER '||'",
  "DELIMITER ''",
  "DELIMITER 'a'",
  "DELIMITER '.'",
  "DELIMITER '\"'",
  "DELIMITER E'\\n'",
  "NULL ''",
  "NULL 'a;b'",
  "NULL '\"\"'",
  "NULL E'a\\rb'",
  "DEFAULT 'x'",
  "DEFAULT ''",
  "DEFAULT 'a,b'",
  "DEFAULT E'\\\\N'",
  "HEADER",
  "HEADER false",
  "HEADER match",
  "QUOTE ''''",
  "QUOTE ','",
  "QUOTE ''",
  "ESCAPE '\\'",
  "ESCAPE '\\\\'",
  "FORCE_QUOTE *",
  "FORCE_QUOTE (a)",
  "FORCE_NULL (a)",
  "FORCE_NULL *",
  "FORCE_NOT_NULL (a, b)",
  "FREEZE",
  "FREEZE false",
  "ENCODING 'UTF8'",
  "ON_ERROR ignore",
  "ON_ERROR stop",
  "REJECT_LIMIT 3",
  "LOG_VERBOSITY verbose",
  "LOG_VERBOSITY silent",
];

/** The spelling without parentheses. */
const OLD = [
  "CSV HEADER",
  "CSV QUOTE '\"' ESCAPE '\\'",
  "DELIMITER AS ',' NULL AS 'x'",
  "DELIMITER ',' QUOTE '\"'",
  "CSV FORCE NOT NULL a, b",
  "CSV FORCE NULL a",
  "CSV FORCE QUOTE a",
  "CSV FORCE QUOTE *",
  "NULL 'x' FREEZE",
  "HEADER",
  "CSV CSV",
  "BINARY DELIMITER ','",
];

const pairs = OPTIONS.flatMap((one, index) => OPTIONS.slice(index).map((other) => [one, other]));
const lists = [
  ...FORMATS.flatMap((format) =>
    pairs.map(([one = "", other = ""]) =>
      one === other ? `(${format}, ${one})` : `(${format}, ${one}, ${other})`,
    ),
  ),
  "(FORMAT csv, FORMAT csv)",
  "(FORMAT 'csv', HEADER 1)",
  "(HEADER on)",
  ...OLD.map((words) => `WITH ${words}`),
];

/** Options are checked before the first byte is read or written. */
const statements = lists.flatMap((list) => [
  `COPY t FROM '/dev/null' ${list}`,
  `COPY t TO '/dev/null' ${list}`,
]);

const REFUSED = new Set(["0A000", "22023", "42601"]);

describe.each(["13", "17", "18"] as const)("PostgreSQL %s", (version) => {
  test("refuses the options that a rule reports, and no others", async () => {
    const server = await startServer({ version });
    try {
      const refused = await withClient(server, async (client) => {
        await client.query("CREATE TABLE t (a text, b text)");
        return refusedBy(client);
      });
      expect(statements.filter((sql) => isReported(sql, Number(version)))).toEqual(refused);
    } finally {
      await server.stop();
    }
  });
});

async function refusedBy(client: Client): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const sql of statements) {
    const code = await codeOf(client, sql);
    if (REFUSED.has(code)) refused.push(sql);
  }
  return refused;
}

/** FREEZE of a table that is not new is another error, and comes after those about options. */
async function codeOf(client: Client, sql: string): Promise<string> {
  try {
    await client.query(sql);
    return "";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "";
  }
}

function isReported(sql: string, serverMajor: number): boolean {
  const document = parseSql(sql, "postgresql");
  const statement = document.statementAt(0);
  if (statement.kind !== "copy") return false;
  const context = contextOf(serverMajor);
  return [noConflictingOptions, requireOptionVersion].some((rule) => {
    const [finding] = rule.checkStatement(statement, document, context);
    return finding !== undefined;
  });
}

const contextOf = (serverMajor: number): RuleContext => ({
  file: "load.sql",
  knowledge: buildKnowledge([]),
  snapshot: undefined,
  serverMajor,
  thresholds: DEFAULT_THRESHOLDS,
  today: "2026-11-22",
});
