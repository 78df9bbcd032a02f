import { expect, test } from "vitest";
import { rule } from "../../../../src/core/rules/sql/no-row-by-row-loop.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const loop = (body: string, header = "FOR r IN SELECT id, name FROM staging LOOP"): string =>
  `DO $$\nDECLARE\n  r record;\nBEGIN\n  ${header}\n    ${body}\n  END LOOP;\nEND $$;`;

ruleTable(rule, {
  reports: [
    ["a loop over a query", loop("«INSERT INTO t» (id) VALUES (r.id);")],
    ["a computed value", loop("v := upper(r.name);\n    «INSERT INTO t» (id, v) VALUES (1, v);")],
    [
      "a value that was looked up",
      loop("SELECT id INTO v FROM u WHERE u.name = r.name;\n    «INSERT INTO t» (id) VALUES (v);"),
    ],
    ["an integer loop", loop("«INSERT INTO t» (id) VALUES (i);", "FOR i IN 1..n LOOP")],
    ["FOREACH", loop("«INSERT INTO t» (id) VALUES (x);", "FOREACH x IN ARRAY ids LOOP")],
    [
      "WHILE with a counter",
      loop("«INSERT INTO t» (id) VALUES (i);\n    i := i + 1;", "WHILE i < n LOOP"),
    ],
    [
      "a cursor",
      loop(
        "FETCH c INTO r;\n    EXIT WHEN NOT FOUND;\n    «INSERT INTO t» (id) VALUES (r.id);",
        "LOOP",
      ),
    ],
    ["a sum beside it", loop("total := total + r.id;\n    «INSERT INTO t» (id) VALUES (r.id);")],
    [
      "a condition",
      loop("IF r.id > 0 THEN\n      «INSERT INTO t» (id) VALUES (r.id);\n    END IF;"),
    ],
    [
      "another row changed beside it",
      loop("«INSERT INTO t» (id) VALUES (r.id);\n    UPDATE u SET done = true WHERE id = r.id;"),
    ],
    [
      "the outer loop's variable",
      loop(
        "FOR i IN 1..r.amount LOOP\n      «INSERT INTO t» (id, i) VALUES (r.id, i);\n    END LOOP;",
      ),
    ],
    [
      "a function",
      "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$\nBEGIN\n  FOR r IN SELECT * FROM s LOOP\n    «INSERT INTO t» (id) VALUES (r.id);\n  END LOOP;\nEND $$;",
    ],
    [
      "a cursor that ends in an IF",
      loop(
        "FETCH c INTO r;\n    IF NOT FOUND THEN EXIT; END IF;\n    «INSERT INTO t» (id) VALUES (r.id);",
        "LOOP",
      ),
    ],
    [
      "many literal elements",
      loop(
        "«INSERT INTO t» (id) VALUES (x);",
        "FOREACH x IN ARRAY ARRAY['a', 'b', 'c', 'd', 'e'] LOOP",
      ),
    ],
    [
      "a LIMIT inside the query",
      loop(
        "«INSERT INTO t» (id) VALUES (r.id);",
        "FOR r IN SELECT id, (SELECT b FROM v LIMIT 1) FROM u LOOP",
      ),
    ],
    [
      "a query that is made at run time",
      loop("«INSERT INTO t» (id) VALUES (r.id);", "FOR r IN EXECUTE q LOOP"),
    ],
  ],
  quiet: [
    [
      "what earlier turns saw decides about this one",
      loop(
        "IF NOT seen @> ARRAY[r.id] THEN\n      INSERT INTO t (id) VALUES (r.id);\n      seen := seen || r.id;\n    END IF;",
      ),
    ],
    ["INSERT … SELECT a turn", loop("INSERT INTO t (id) SELECT id FROM u WHERE u.name = r.name;")],
    ["no value of the turn", loop("INSERT INTO log (message) VALUES ('turn');")],
    ["few turns", loop("INSERT INTO t (id) VALUES (i);", "FOR i IN 1..3 LOOP")],
    [
      "at most one turn",
      loop(
        "INSERT INTO t (id) VALUES (r.id);",
        "FOR r IN SELECT id FROM u ORDER BY id LIMIT 1 LOOP",
      ),
    ],
    [
      "few literal rows",
      loop(
        "INSERT INTO t (id) VALUES (r.id);",
        "FOR r IN SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS x (id, b) LOOP",
      ),
    ],
    [
      "few literal elements",
      loop("INSERT INTO t (id) VALUES (x);", "FOREACH x IN ARRAY ARRAY['a', 'b'] LOOP"),
    ],
    [
      "a key that is made for other rows too",
      loop(
        "v_id := gen_random_uuid();\n    INSERT INTO t (id, name) VALUES (v_id, r.name);\n    INSERT INTO u (t_id, x) VALUES (v_id, r.id);",
      ),
    ],
    [
      "the new row's id is needed",
      loop(
        "INSERT INTO t (name) VALUES (r.name) RETURNING id INTO v_id;\n    INSERT INTO u (t_id, x) VALUES (v_id, r.id);",
      ),
    ],
    [
      "partitions are made, and noted",
      loop(
        "EXECUTE format('CREATE TABLE %I PARTITION OF p DEFAULT', r.name);\n    INSERT INTO made (name) VALUES (r.name);",
      ),
    ],
    [
      "a procedure does the work",
      loop("CALL refresh(r.name);\n    INSERT INTO log (name) VALUES (r.name);"),
    ],
    [
      "a batch a turn, and its log",
      loop(
        "INSERT INTO t (id) SELECT id FROM u WHERE day = r.day;\n    INSERT INTO log (day) VALUES (r.day);",
      ),
    ],
    [
      "errors are caught row by row",
      loop(
        "BEGIN\n      INSERT INTO t (id) VALUES (r.id);\n    EXCEPTION WHEN others THEN\n      NULL;\n    END;",
      ),
    ],
    [
      "tries until one works",
      loop(
        "code := random_code();\n    BEGIN\n      INSERT INTO t (code) VALUES (code);\n      RETURN code;\n    EXCEPTION WHEN unique_violation THEN\n      NULL;\n    END;",
        "LOOP",
      ),
    ],
    ["a table that a template names", loop("INSERT INTO {{ t }} (id) VALUES (r.id);")],
    [
      "behind the loop",
      loop("v := r.id;").replace("END $$", "INSERT INTO t (id) VALUES (v);\nEND $$"),
    ],
    [
      "SQL functions have no loops",
      "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ INSERT INTO t VALUES (1) $$;",
    ],
  ],
  fixes: [
    [
      "a query over lines, constants, calls and DO NOTHING",
      loop(
        "INSERT INTO t (id, name, source)\n    VALUES (r.id, upper(r.name), 'x') ON CONFLICT (id) DO NOTHING;",
        "FOR r IN\n    SELECT id, name -- as it comes\n    FROM staging\n  LOOP",
      ),
      `DO $$
DECLARE
  r record;
BEGIN
  INSERT INTO t (id, name, source)
  SELECT src.id, upper(src.name), 'x'
  FROM (SELECT id, name -- as it comes
    FROM staging) AS src
  ON CONFLICT (id) DO NOTHING;
END $$;`,
    ],
    [
      "a parameter beside the row",
      loop("INSERT INTO t (id, batch) VALUES (r.id, p_batch);"),
      `DO $$
DECLARE
  r record;
BEGIN
  INSERT INTO t (id, batch)
  SELECT src.id, p_batch
  FROM (SELECT id, name FROM staging) AS src;
END $$;`,
    ],
    [
      "a name that is taken",
      loop("INSERT INTO src (id) VALUES (r.id);"),
      `DO $$
DECLARE
  r record;
BEGIN
  INSERT INTO src (id)
  SELECT src_2.id
  FROM (SELECT id, name FROM staging) AS src_2;
END $$;`,
    ],
  ],
});

test.each([
  ["no column list", loop("INSERT INTO t VALUES (r.id);")],
  [
    "two statements",
    loop("INSERT INTO t (id) VALUES (r.id);\n    INSERT INTO u (id) VALUES (r.id);"),
  ],
  ["a condition", loop("IF r.id > 0 THEN INSERT INTO t (id) VALUES (r.id); END IF;")],
  ["a comment in the body", loop("-- why\n    INSERT INTO t (id) VALUES (r.id);")],
  ["the whole row", loop("INSERT INTO t (id, j) VALUES (r.id, to_jsonb(r));")],
  ["DEFAULT", loop("INSERT INTO t (id, at) VALUES (r.id, DEFAULT);")],
  [
    "a name that may be a column of the query",
    loop("INSERT INTO t (id, name) VALUES (r.id, name);"),
  ],
  [
    "a name beside a query of all columns",
    loop("INSERT INTO t (id, b) VALUES (r.id, p_batch);", "FOR r IN SELECT * FROM staging LOOP"),
  ],
  [
    "DO UPDATE, which refuses a key that comes twice",
    loop("INSERT INTO t (id) VALUES (r.id) ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id;"),
  ],
  [
    "a query that writes",
    loop(
      "INSERT INTO t (id) VALUES (r.id);",
      "FOR r IN WITH d AS (DELETE FROM s RETURNING id) SELECT id FROM d LOOP",
    ),
  ],
  [
    "a label",
    loop("INSERT INTO t (id) VALUES (r.id);", "<<rows>> FOR r IN SELECT id FROM staging LOOP"),
  ],
])("offers no rewrite with %s", async (_name, source) => {
  const [finding] = await findingsOf(rule, source);
  expect(finding?.fixes).toEqual([]);
});
