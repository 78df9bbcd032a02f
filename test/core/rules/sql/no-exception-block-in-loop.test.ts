import { expect, test } from "vitest";
import { rule } from "../../../../src/core/rules/sql/no-exception-block-in-loop.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const block = (
  insert: string,
  handler = "WHEN unique_violation THEN\n      NULL;",
  header = "FOR r IN SELECT id FROM staging LOOP",
): string =>
  `DO $$\nDECLARE\n  r record;\nBEGIN\n  ${header}\n    BEGIN\n      ${insert}\n    EXCEPTION ${handler}\n    END;\n  END LOOP;\nEND $$;`;

const marked = (text: string): string => text.replace("    BEGIN", "    «BEGIN»");

ruleTable(rule, {
  reports: [
    ["around an INSERT of the row", marked(block("INSERT INTO t (id) VALUES (r.id);"))],
    [
      "for all errors",
      marked(
        block(
          "INSERT INTO t (id) VALUES (r.id);",
          "WHEN others THEN\n      RAISE NOTICE '%', r.id;",
        ),
      ),
    ],
    [
      "errors go to a table",
      marked(
        block(
          "INSERT INTO t (id) VALUES (r.id);",
          "WHEN others THEN\n      INSERT INTO rejects (id) VALUES (r.id);",
        ),
      ),
    ],
    [
      "two INSERTs, once",
      marked(block("INSERT INTO t (id) VALUES (r.id);\n      INSERT INTO u (id) VALUES (r.id);")),
    ],
  ],
  quiet: [
    [
      "around the loop",
      "DO $$\nDECLARE r record;\nBEGIN\n  BEGIN\n    FOR r IN SELECT id FROM s LOOP\n      INSERT INTO t (id) VALUES (r.id);\n    END LOOP;\n  EXCEPTION WHEN others THEN\n    RAISE;\n  END;\nEND $$;",
    ],
    [
      "a block without handler",
      "DO $$\nDECLARE r record;\nBEGIN\n  FOR r IN SELECT id FROM s LOOP\n    DECLARE v int := r.id;\n    BEGIN\n      INSERT INTO t (id) VALUES (v);\n    END;\n  END LOOP;\nEND $$;",
    ],
    [
      "tries until it works",
      "CREATE FUNCTION f(k int, v text) RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  LOOP\n    UPDATE t SET b = v WHERE a = k;\n    IF found THEN\n      RETURN;\n    END IF;\n    BEGIN\n      INSERT INTO t (a, b) VALUES (k, v);\n      RETURN;\n    EXCEPTION WHEN unique_violation THEN\n      NULL;\n    END;\n  END LOOP;\nEND $$;",
    ],
    [
      "a few tries",
      block(
        "INSERT INTO t (id) VALUES (p_id);\n      EXIT;",
        "WHEN serialization_failure THEN\n      PERFORM pg_sleep(i);",
        "FOR i IN 1..5 LOOP",
      ),
    ],
    [
      "DDL for each table, errors noted",
      block(
        "EXECUTE format('ANALYZE %I', r.name);",
        "WHEN others THEN\n      INSERT INTO failed (name) VALUES (r.name);",
      ),
    ],
    ["a batch a turn", block("INSERT INTO t (id) SELECT id FROM u WHERE day = r.day;")],
  ],
  fixes: [
    [
      "an empty handler",
      block("INSERT INTO t (id)\n      VALUES (r.id);"),
      `DO $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT id FROM staging LOOP
    INSERT INTO t (id)
      VALUES (r.id) ON CONFLICT DO NOTHING;
  END LOOP;
END $$;`,
    ],
  ],
});

test.each([
  [
    "the handler does something",
    block("INSERT INTO t (id) VALUES (r.id);", "WHEN unique_violation THEN\n      n := n + 1;"),
  ],
  [
    "another statement is guarded too",
    block("UPDATE u SET a = 1 WHERE id = r.id;\n      INSERT INTO t (id) VALUES (r.id);"),
  ],
  [
    "other errors are caught",
    block("INSERT INTO t (id) VALUES (r.id);", "WHEN others THEN\n      NULL;"),
  ],
  [
    "a comment says why",
    block("INSERT INTO t (id) VALUES (r.id);", "WHEN unique_violation THEN\n      NULL; -- known"),
  ],
])("offers nothing where %s", async (_name, source) => {
  const [finding] = await findingsOf(rule, source);
  expect(finding?.fixes).toEqual([]);
});
