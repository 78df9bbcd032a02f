// Runs every rule's fixed examples on a real server, before and after: a safe fix leaves the same rows in
// every table, and whatever a fix makes is taken by the server.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { present } from "../../../src/core/base/assert.ts";
import type { AnyRule, Example } from "../../../src/core/analysis/rule.ts";
import { parseSql } from "../../../src/core/lang/sql/parse.ts";
import type { CopyStatement, InsertStatement } from "../../../src/core/lang/sql/statement.ts";
import { RULES } from "../../../src/core/rules/index.ts";
import { findingsOf, fixedBy } from "../../support/check-rule.ts";
import { unmarked } from "../../support/marked.ts";
import { rowsIn, runScript } from "../../support/run-script.ts";
import { startDatabase, type TestDatabase } from "../../support/test-database.ts";

let on: TestDatabase;

beforeAll(async () => {
  on = await startDatabase();
});
afterAll(() => on.close());

const cases = RULES.flatMap((rule) =>
  rule.examples
    .filter(
      ({ isFixed, dialect }) => isFixed === true && (dialect ?? "postgresql") === "postgresql",
    )
    // What a snapshot says of a database is not in this one.
    .filter(({ snapshot }) => snapshot === undefined)
    .filter(({ file }) => rule.id.startsWith("sql/") && (file ?? "x.sql").endsWith(".sql"))
    .map((example) => ({ id: rule.id, title: example.title, rule, example })),
);

describe.each(cases)("$id: $title", ({ rule, example }) => {
  test("is taken by the server, and a safe fix leaves the same rows", async () => {
    const before = unmarked(example.bad).text;
    const after = await fixedBy(rule, example.bad, example);
    const rowsAfter = await rowsOf(after, example);
    // What a rule calls an error the server refuses: there is nothing to compare with.
    if (rule.severity !== "error" && (await isSafe(rule, before, example)))
      expect(rowsAfter).toEqual(await rowsOf(before, example));
  });
});

async function isSafe(rule: AnyRule, text: string, example: Example): Promise<boolean> {
  const [finding] = await findingsOf(rule, text, example);
  const [fix] = present(finding, "a finding").fixes ?? [];
  return present(fix, "a fix").safety === "safe";
}

/** What is in the tables after the script ran among the tables that examples speak of. */
async function rowsOf(script: string, example: Example): Promise<readonly string[]> {
  await on.client.query(
    "ROLLBACK; DROP SCHEMA IF EXISTS scratch, world CASCADE; CREATE SCHEMA scratch; CREATE SCHEMA world",
  );
  await on.client.query(`SET search_path = world; ${WORLD}`);
  await on.client.query("SET search_path = scratch, world");
  const setup = `${example.workspace ?? ""}\n;\n${SETUPS[example.title] ?? ""}`;
  await runScript(on.client, setup);
  for (const ddl of missingTables(`${WORLD}\n;\n${setup}\n;\n${script}`))
    await on.client.query(ddl);
  await runScript(on.client, script);
  return rowsIn(on.client, "scratch", "world");
}

const WORLD = `
  CREATE TABLE stock (sku int PRIMARY KEY, amount int);
  CREATE TABLE delivery (sku int, amount int);
  INSERT INTO delivery VALUES (1, 10), (2, 20);
  CREATE TABLE orders (id int PRIMARY KEY, day date, total numeric);
  INSERT INTO orders VALUES (1, '2025-01-02', 3), (2, '2025-01-01', 4);
  CREATE TABLE staging (id int, name text);
  INSERT INTO staging VALUES (1, 'Natal'), (2, 'Olinda'), (3, NULL);
  CREATE TABLE city (id serial PRIMARY KEY, name text);
  CREATE TABLE readings (id int);`;

const PARTITIONED =
  "CREATE TABLE orders (id int, created_on timestamp) PARTITION BY RANGE (created_on);";

/** By the example's title, where it needs other tables than the world's. */
const SETUPS: Readonly<Record<string, string>> = {
  "The first line names the columns": "CREATE TABLE orders (id text, total text);",
  "An INDEX that would be a row": "TRUNCATE orders;",
  "A year without its last day": PARTITIONED,
  "A month that ends a second early": `${PARTITIONED} CREATE TABLE orders_2025_01 (LIKE orders);`,
};

/** Examples show the load and not always its table: a table of text columns stands in for it. */
function missingTables(script: string): readonly string[] {
  const document = parseSql(script, "postgresql");
  const made = new Set([...document.statements("create-table")].map(({ table }) => table?.name));
  const loads: (InsertStatement | CopyStatement)[] = [
    ...document.statements("insert"),
    ...document.statements("copy"),
  ];
  return loads.flatMap(({ table, columns }) => {
    if (table === undefined || columns === undefined || made.has(table.name)) return [];
    made.add(table.name);
    return [
      `CREATE TABLE "${table.name}" (${columns.map(({ name }) => `"${name}" text`).join(", ")})`,
    ];
  });
}
