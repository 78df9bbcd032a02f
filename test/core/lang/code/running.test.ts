// Which calls run the SQL they are given, and which only keep or build it.
import { expect, test } from "vitest";
import type { CodeLanguage } from "../../../../src/core/lang/code/document.ts";
import { readCode, runsOf } from "./code-cases.ts";

const SQL = "INSERT INTO t VALUES (1)";

test.each([
  "execute",
  "executemany",
  "execute_values",
  "_execute",
  "safe_execute",
  "run_query",
  "batchUpdate",
  "copy_expert",
  "addBatch",
  "insert_row",
  "fetchval",
])("%s runs what it is given", async (name) => {
  expect(runsOf(await readCode("python", `db.${name}("${SQL}")`))).toEqual([`${name}: ${SQL}`]);
});

test.each([
  "text",
  "SQL",
  "prepare",
  "prepareStatement",
  "createQuery",
  "StringBuilder",
  "append",
  "info",
  "print",
  "startswith",
  "ValueError",
  "log_query",
])("%s does not run what it is given, but has it as an argument", async (name) => {
  const document = await readCode("python", `x.${name}("${SQL}")`);
  expect(runsOf(document)).toEqual([]);
  expect(document.calls[0]?.args[0]?.sql?.text).toBe(SQL);
});

test.each([
  ["python", `spark.sql("${SQL}")`, ["sql"]],
  ["typescript", `sql\`${SQL}\``, ["sql"]],
  ["typescript", `db.run(sql\`${SQL}\`)`, ["run"]],
  ["typescript", `prisma.$executeRaw\`${SQL}\``, ["$executeRaw"]],
  ["typescript", `knex.raw("${SQL}")`, ["raw"]],
  ["typescript", `sql.raw("${SQL}")`, []],
  ["java", `class A { void f() { jdbcClient.sql("${SQL}").param(1).update(); } }`, ["update"]],
  ["go", `package a\nfunc f() { db.NamedExec(\`${SQL}\`, x) }`, ["NamedExec"]],
  ["scala", `object A { db.run(sqlu"${SQL}") }`, ["run"]],
  ["csharp", `class A { void F() { db.ExecuteSqlRaw("${SQL}"); } }`, ["ExecuteSqlRaw"]],
] satisfies readonly (readonly [CodeLanguage, string, readonly string[]])[])(
  "%s: %s",
  async (language, source, names) => {
    const { calls } = await readCode(language, source);
    expect(calls.filter(({ sql }) => sql !== undefined).map(({ name }) => name)).toEqual(names);
  },
);
