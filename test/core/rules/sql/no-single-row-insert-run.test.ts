import { expect, test } from "vitest";
import { present } from "../../../../src/core/base/assert.ts";
import { rule } from "../../../../src/core/rules/sql/no-single-row-insert-run.ts";
import { applyEdits } from "../../../../src/core/text/edit.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

/** Five INSERTs from one shape; # is the number. */
const five = (shape: string, numbers = [1, 2, 3, 4, 5]): string =>
  numbers.map((number) => shape.replaceAll("#", String(number))).join("\n");

const rest = [2, 3, 4, 5];

ruleTable(rule, {
  reports: [
    [
      "five in a row",
      `«INSERT INTO t» (a) VALUES (1);\n${five("INSERT INTO t (a) VALUES (#);", rest)}`,
    ],
    [
      "with comments between them",
      `«INSERT INTO t» (a) VALUES (1);\n${five("-- row #\nINSERT INTO t (a) VALUES (#);", rest)}`,
    ],
    [
      "in lower case, with a schema, on one line",
      `«insert into s.t» values (1); ${five("insert into s.t values (#);", rest)}`,
    ],
    [
      "two runs",
      `${five("INSERT INTO t (a) VALUES (#);").replace("INSERT INTO t", "«INSERT INTO t»")}
${five("INSERT INTO u (a) VALUES (#);").replace("INSERT INTO u", "«INSERT INTO u»")}`,
    ],
    [
      "in a transaction, where the commits are not what costs",
      `BEGIN;\n«INSERT INTO t» (a) VALUES (1);\n${five("INSERT INTO t (a) VALUES (#);", rest)}\nCOMMIT;`,
    ],
    [
      "three, where a team asks for it",
      "«INSERT INTO t» VALUES (1); INSERT INTO t VALUES (2); INSERT INTO t VALUES (3);",
      { thresholds: { runLength: 3 } },
    ],
    [
      "MySQL, whose backslash escapes a quote",
      `«INSERT INTO t» VALUES ('it\\'s 1');\n${five("INSERT INTO t VALUES ('it\\'s #');", rest)}`,
      { dialect: "mysql" },
    ],
  ],
  quiet: [
    ["four in a row", five("INSERT INTO t (a) VALUES (#);", rest)],
    ["one INSERT of five rows", "INSERT INTO t (a) VALUES (1), (2), (3), (4), (5);"],
    ["five tables", five("INSERT INTO t# (a) VALUES (1);")],
    [
      "a list of queries with names, as a program picks them",
      five("-- name: add#\nINSERT INTO t (a, b) VALUES ($1, #);"),
    ],
    ["named parameters", five("INSERT INTO t (a, b) VALUES (:a, #);")],
    ["a table that a template names", five("INSERT INTO {{ table }} (a) VALUES (#);")],
    [
      "other statements in between",
      five("INSERT INTO t (a) VALUES (#);\nUPDATE u SET a = # WHERE b = 1;"),
    ],
    ["queries", five("INSERT INTO t (a) SELECT #;")],
  ],
  fixes: [
    [
      "comments and the layout of the first",
      `  INSERT INTO t (a, b)
  VALUES ('x;', 1); -- the first
  insert into t (a, b) values ('y', 2);

  -- about three
  INSERT INTO t (a, b) VALUES ('z', 3);
  /* four */ INSERT INTO t (a, b) VALUES ('(', 4);
  INSERT INTO t (a, b) VALUES (NULL, DEFAULT)`,
      `  INSERT INTO t (a, b)
  VALUES
    ('x;', 1), -- the first
    ('y', 2),

  -- about three
    ('z', 3),
  /* four */
    ('(', 4),
    (NULL, DEFAULT)`,
    ],
    [
      "more rows than a batch may have",
      five("INSERT INTO t (a) VALUES (#);"),
      "INSERT INTO t (a) VALUES\n  (1),\n  (2);\nINSERT INTO t (a) VALUES\n  (3),\n  (4);\nINSERT INTO t (a) VALUES\n  (5);",
      { thresholds: { batchRows: 2 } },
    ],
    [
      "ON CONFLICT DO NOTHING, once",
      five("INSERT INTO t (a) VALUES (#) ON CONFLICT DO NOTHING;"),
      "INSERT INTO t (a) VALUES\n  (1),\n  (2),\n  (3),\n  (4),\n  (5) ON CONFLICT DO NOTHING;",
    ],
    [
      "Windows line ends",
      five("INSERT INTO t (a) VALUES (#);").replaceAll("\n", "\r\n"),
      "INSERT INTO t (a) VALUES\r\n  (1),\r\n  (2),\r\n  (3),\r\n  (4),\r\n  (5);",
    ],
  ],
});

test.each([
  ["literals", "INSERT INTO t (a, b) VALUES (#, 'x');", ["safe", "unsafe"]],
  ["now()", "INSERT INTO t (a, b) VALUES (#, now());", ["safe"]],
  ["casts", "INSERT INTO t (a, b) VALUES (#, '{}'::jsonb);", ["safe"]],
  ["no column list", "INSERT INTO t VALUES (#, 'x');", ["safe"]],
  ["a call", "INSERT INTO t (a, b) VALUES (#, gen_random_uuid());", ["unsafe"]],
  ["RETURNING", "INSERT INTO t (a) VALUES (#) RETURNING id;", ["unsafe"]],
  [
    "DO UPDATE",
    "INSERT INTO t (a, b) VALUES (#, 1) ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b;",
    ["unsafe"],
  ],
  [
    "a query that may read the rows before",
    "INSERT INTO t (a) VALUES ((SELECT max(a) FROM t));",
    [],
  ],
  ["a comment that would be lost", "INSERT INTO t /* x */ (a) VALUES (#);", []],
])("offers for %s", async (_name, shape, safeties) => {
  const [finding] = await findingsOf(rule, five(shape));
  expect(finding?.fixes?.map(({ safety }) => safety)).toEqual(safeties);
});

test("offers COPY with the fields as COPY reads them", async () => {
  const source = five("INSERT INTO s.t (a, b, c) VALUES (#, E'tab\\there', NULL);", [1, 2, 3, 4]);
  const text = `${source}\ninsert into s.t (a, b, c) values (-5, 'back\\slash and ''quote''', true); -- end`;
  const [finding] = await findingsOf(rule, text.replace("; -- end", ";"));
  const copy = present(finding?.fixes?.[1], "a second fix");
  expect(applyEdits(text.replace("; -- end", ";"), copy.edits)).toMatchInlineSnapshot(`
    "COPY s.t (a, b, c) FROM stdin;
    1	tab\\there	\\N
    2	tab\\there	\\N
    3	tab\\there	\\N
    4	tab\\there	\\N
    -5	back\\\\slash and 'quote'	true
    \\."
  `);
});

test.each([
  ["a migration", { file: "db/migrations/001_seed.sql" }],
  ["MySQL", { dialect: "mysql" }],
] as const)("offers no COPY for %s", async (_name, options) => {
  const [finding] = await findingsOf(rule, five("INSERT INTO t (a) VALUES (#);"), options);
  expect(finding?.fixes).toHaveLength(1);
});

test("says how many, where, and why", async () => {
  const [finding] = await findingsOf(rule, five("INSERT INTO t (a) VALUES (#);"));
  expect(finding?.message).toMatchInlineSnapshot(`
    {
      "en": "5 INSERTs in a row put one row each into "t". Each is parsed, planned and answered by itself: 13 to 50 times slower than COPY. Merge them into INSERTs of many rows, or load them with COPY",
      "ptBr": "5 INSERTs seguidos gravam uma linha cada um em "t". Cada um é analisado, planejado e respondido em separado: de 13 a 50 vezes mais lento que COPY. Junte-os em INSERTs de muitas linhas, ou carregue-as com COPY",
    }
  `);
});
