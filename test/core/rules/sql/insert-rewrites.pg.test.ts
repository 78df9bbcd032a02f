// The fixes of the rules about INSERTs, run on real servers of both ends of the range: the script before and
// the script after leave the same rows behind.
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startServer } from "../../../../src/build/server.ts";
import { withClient } from "../../../../src/build/server-client.ts";
import type { AnyRule } from "../../../../src/core/analysis/rule.ts";
import { present } from "../../../../src/core/base/assert.ts";
import { rule as noAutocommit } from "../../../../src/core/rules/sql/no-autocommit-insert-run.ts";
import { rule as noCheck } from "../../../../src/core/rules/sql/no-check-then-insert.ts";
import { rule as noDelete } from "../../../../src/core/rules/sql/no-delete-then-insert.ts";
import { rule as noExceptionBlock } from "../../../../src/core/rules/sql/no-exception-block-in-loop.ts";
import { rule as noNextval } from "../../../../src/core/rules/sql/no-nextval-round-trip.ts";
import { rule as noNoopUpdate } from "../../../../src/core/rules/sql/no-noop-update.ts";
import { rule as noRepeatedKey } from "../../../../src/core/rules/sql/no-repeated-conflict-key.ts";
import { rule as noLoop } from "../../../../src/core/rules/sql/no-row-by-row-loop.ts";
import { rule as noRun } from "../../../../src/core/rules/sql/no-single-row-insert-run.ts";
import { rule as noTruncate } from "../../../../src/core/rules/sql/no-truncate-outside-transaction.ts";
import { rule as preferCopy } from "../../../../src/core/rules/sql/prefer-copy-for-large-values.ts";
import { rule as requireList } from "../../../../src/core/rules/sql/require-column-list.ts";
import { rule as requireIndex } from "../../../../src/core/rules/sql/require-conflict-target-index.ts";
import { rule as requireIdempotent } from "../../../../src/core/rules/sql/require-idempotent-insert.ts";
import { applyEdits } from "../../../../src/core/text/edit.ts";
import { type CaseOptions, findingsOf } from "../../../support/check-rule.ts";
import { rowsIn, runScript } from "../../../support/run-script.ts";

const TABLE =
  "CREATE TABLE t (a int PRIMARY KEY, b text, c numeric, d boolean, e text DEFAULT 'default');";
const SOURCE = `${TABLE}
CREATE TABLE u (x int, y text);
INSERT INTO u (x, y) VALUES (1, 'one'), (2, NULL), (3, E'tab\\tline\\n');`;

const body = (text: string, declared = "r record;"): string =>
  `DO $$\nDECLARE ${declared}\nBEGIN\n  ${text}\nEND $$;`;

interface Rewrite {
  readonly rule: AnyRule;
  readonly schema: string;
  readonly script: string;
  /** How many fixes there are to try. */
  readonly fixes: number;
  readonly options?: CaseOptions;
}

const SAME: readonly (readonly [string, Rewrite])[] = [
  [
    "literals of all kinds in a run",
    {
      rule: noRun,
      schema: TABLE,
      fixes: 2,
      script: String.raw`INSERT INTO t (a, b, c, d) VALUES (1, 'it''s', 1.50, true);
INSERT INTO t (a, b, c, d) VALUES (2, 'back\slash \n', -2, FALSE);
INSERT INTO t (a, b, c, d) VALUES (3, E'tab\there\nline\\', NULL, NULL);
INSERT INTO t (a, b, c, d) VALUES (4, '\N', .5, true);
INSERT INTO t (a, b, c, d) VALUES (5, '', 0, true);
INSERT INTO t (a, b, c, d) VALUES (-6, '\.', 10000000000000000000000, true);
INSERT INTO t (a, b, c, d) VALUES (7, $q$it's "é" 😀$q$, '7', 'yes');
INSERT INTO t (a, b, c, d) VALUES (8, 'two
lines', 8, 'f');`,
    },
  ],
  [
    "defaults, casts and values of several types in one column",
    {
      rule: noRun,
      schema: TABLE,
      fixes: 1,
      script: `INSERT INTO t (a, b, e) VALUES (1, 'x', DEFAULT);
INSERT INTO t (a, b, e) VALUES ('2', 5::text, NULL);
INSERT INTO t (a, b, e) VALUES (3.4, CURRENT_DATE, 'y');
INSERT INTO t (a, b, e) VALUES (4, NULL, DEFAULT);
INSERT INTO t (a, b, e) VALUES (5, date '2026-01-01', 'z');`,
    },
  ],
  [
    "keys that are there, skipped",
    {
      rule: noRun,
      schema: TABLE,
      fixes: 1,
      script: [1, 2, 1, 3, 2]
        .map((a) => `INSERT INTO t (a) VALUES (${a}) ON CONFLICT DO NOTHING;`)
        .join("\n"),
    },
  ],
  [
    "a transaction around a run",
    {
      rule: noAutocommit,
      schema: TABLE,
      fixes: 1,
      script: [1, 2, 3, 4, 5].map((a) => `INSERT INTO t (a) VALUES (${a});`).join("\n"),
    },
  ],
  [
    "a large VALUES list",
    {
      rule: preferCopy,
      schema: TABLE,
      fixes: 1,
      script: "INSERT INTO t (a, b, d) VALUES (1, 'x', true), (2, '\\', NULL), (-3, NULL, false);",
      options: { thresholds: { batchRows: 2 } },
    },
  ],
  [
    "a loop over a query",
    {
      rule: noLoop,
      schema: SOURCE,
      fixes: 1,
      script: body(
        "FOR r IN SELECT x, upper(y) AS name FROM u ORDER BY x LOOP\n    INSERT INTO t (a, b, c) VALUES (r.x, coalesce(r.name, '-'), 2 * r.x) ON CONFLICT DO NOTHING;\n  END LOOP;",
      ),
    },
  ],
  [
    "a handler that skips",
    {
      rule: noExceptionBlock,
      schema: SOURCE,
      fixes: 1,
      script: `INSERT INTO t (a) VALUES (2);\n${body(
        "FOR r IN SELECT x FROM u LOOP\n    BEGIN\n      INSERT INTO t (a) VALUES (r.x);\n    EXCEPTION WHEN unique_violation THEN NULL;\n    END;\n  END LOOP;",
      )}`,
    },
  ],
  [
    "NOT EXISTS in a query",
    {
      rule: noCheck,
      schema: SOURCE,
      fixes: 1,
      script:
        "INSERT INTO t (a) SELECT 2;\nINSERT INTO t (a, b) SELECT x, y FROM u WHERE x < 9 AND NOT EXISTS (SELECT 1 FROM t WHERE t.a = u.x);",
    },
  ],
  [
    "IF NOT EXISTS",
    {
      rule: noCheck,
      schema: TABLE,
      fixes: 1,
      script: body(
        "FOR i IN 1 .. 3 LOOP\n    IF NOT EXISTS (SELECT FROM t WHERE a = i % 2) THEN\n      INSERT INTO t (a) VALUES (i % 2);\n    END IF;\n  END LOOP;",
      ),
    },
  ],
  [
    "a sequence that is asked before",
    {
      rule: noNextval,
      schema: `${SOURCE} CREATE SEQUENCE s;`,
      fixes: 1,
      script: body(
        "FOR r IN SELECT y FROM u ORDER BY x LOOP\n    v := nextval('s');\n    INSERT INTO t (a, b) VALUES (v, r.y);\n    UPDATE t SET c = v WHERE a = v;\n  END LOOP;",
        "r record; v int;",
      ),
    },
  ],
  [
    "a column list",
    {
      rule: requireList,
      schema: `CREATE TABLE g (a int, "Order" text, z int GENERATED ALWAYS AS (a * 2) STORED);`,
      fixes: 1,
      script: "INSERT INTO g VALUES (1, 'x');",
    },
  ],
  [
    "an update of what differs",
    {
      rule: noNoopUpdate,
      schema: TABLE,
      fixes: 1,
      script:
        "INSERT INTO t (a, b, c) SELECT 1, NULL, 1;\nINSERT INTO t AS old (a, b, c) VALUES (1, 'x', NULL), (2, 'y', 2) ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b, c = EXCLUDED.c;",
    },
  ],
  [
    "TRUNCATE for DELETE",
    {
      rule: noDelete,
      schema: SOURCE,
      fixes: 1,
      script:
        "INSERT INTO t (a) SELECT 9;\nDELETE FROM t;\nINSERT INTO t (a, b) SELECT x, y FROM u;",
    },
  ],
  [
    "a transaction around TRUNCATE",
    {
      rule: noTruncate,
      schema: SOURCE,
      fixes: 1,
      script: "INSERT INTO t (a) SELECT 9;\nTRUNCATE t;\nINSERT INTO t (a, b) SELECT x, y FROM u;",
    },
  ],
];

/** Scripts that the server refuses before the fix. */
const MENDED: readonly (readonly [string, Rewrite, readonly string[]])[] = [
  [
    "a key that comes twice",
    {
      rule: noRepeatedKey,
      schema: TABLE,
      fixes: 1,
      script:
        "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y'), (1, 'z') ON CONFLICT (a) DO UPDATE SET b = EXCLUDED.b || '!';",
    },
    ["tried.t(1,z,,,default)", "tried.t(2,y,,,default)"],
  ],
  [
    "a conflict target without an index",
    {
      rule: requireIndex,
      schema: TABLE,
      fixes: 1,
      script: "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'x') ON CONFLICT (b) DO NOTHING;",
    },
    ["tried.t(1,x,,,default)"],
  ],
  [
    "a seed that runs again",
    {
      rule: requireIdempotent,
      schema: `${TABLE} INSERT INTO t (a) VALUES (1);`,
      fixes: 1,
      script: "INSERT INTO t (a) VALUES (1), (2);",
      options: { file: "seeds/t.sql", workspace: TABLE },
    },
    ["tried.t(1,,,,default)", "tried.t(2,,,,default)"],
  ],
];

describe.each(["13", "18"] as const)("PostgreSQL %s", (version) => {
  let server: Awaited<ReturnType<typeof startServer>>;

  beforeAll(async () => {
    server = await startServer({ version });
  });
  afterAll(async () => {
    await server.stop();
  });

  test.each(SAME)("leaves the same rows: %s", async (_name, rewrite) => {
    await withClient(server, async (client) => {
      const expected = await rowsAfter(client, rewrite.schema, rewrite.script);
      expect(expected).not.toEqual([]);
      for (const fixed of await fixedScripts(rewrite))
        expect(await rowsAfter(client, rewrite.schema, fixed)).toEqual(expected);
    });
  });

  test.each(MENDED)("makes it run: %s", async (_name, rewrite, expected) => {
    await withClient(server, async (client) => {
      await expect(rowsAfter(client, rewrite.schema, rewrite.script)).rejects.toThrow();
      for (const fixed of await fixedScripts(rewrite))
        expect(await rowsAfter(client, rewrite.schema, fixed)).toEqual(expected);
    });
  });
});

/** The script after each fix of its first finding. */
async function fixedScripts({ rule, schema, script, fixes, options }: Rewrite): Promise<string[]> {
  const [finding] = await findingsOf(rule, script, { workspace: schema, ...options });
  const offered = present(finding, `a finding of ${rule.id}`).fixes ?? [];
  expect(offered).toHaveLength(fixes);
  return offered.map(({ edits }) => applyEdits(script, edits));
}

async function rowsAfter(
  client: Client,
  schema: string,
  script: string,
): Promise<readonly string[]> {
  await client.query("DROP SCHEMA IF EXISTS tried CASCADE; CREATE SCHEMA tried");
  await client.query("SET search_path = tried");
  await client.query(schema);
  await runScript(client, script);
  return rowsIn(client, "tried");
}
