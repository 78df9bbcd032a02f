import { expect, test } from "vitest";
import { rule } from "../../../../src/core/rules/sql/no-nextval-round-trip.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const loop = (body: string): string =>
  `DO $$\nDECLARE\n  r record;\n  v bigint;\nBEGIN\n  FOR r IN SELECT name FROM staging LOOP\n    ${body}\n  END LOOP;\nEND $$;`;

ruleTable(rule, {
  reports: [
    [
      "an assignment",
      loop("v := «nextval('s')»;\n    INSERT INTO t (id, name) VALUES (v, r.name);"),
    ],
    [
      "SELECT … INTO",
      loop("SELECT «nextval('s')» INTO v;\n    INSERT INTO t (id, name) VALUES (v, r.name);"),
    ],
    [
      "psql's variables, once",
      "SELECT «nextval('s')» AS id \\gset\nINSERT INTO t (id) VALUES (:id);\nSELECT nextval('s') AS id \\gset\nINSERT INTO t (id) VALUES (:id);",
    ],
  ],
  quiet: [
    [
      "once",
      "DO $$ DECLARE v bigint; BEGIN v := nextval('s'); INSERT INTO t (id) VALUES (v); END $$;",
    ],
    ["once in a script", "SELECT nextval('s') AS id \\gset\nINSERT INTO t (id) VALUES (:id);"],
    ["among the values", loop("INSERT INTO t (id, name) VALUES (nextval('s'), r.name);")],
    ["a number for the file name", loop("v := nextval('s');\n    RAISE NOTICE '%', v;")],
    [
      "set for tests",
      "SELECT setval('s', 1);\nINSERT INTO t (id) VALUES (1);\nSELECT setval('s', 2);\nINSERT INTO t (id) VALUES (2);",
    ],
    [
      "part of a text",
      loop("v := 1000 + nextval('s');\n    INSERT INTO t (id, name) VALUES (v, r.name);"),
    ],
  ],
});

test.each([
  ["the value is used twice", "v := nextval('s');\n    INSERT INTO t (id, root) VALUES (v, v);"],
  [
    "something stands in between",
    "v := nextval('s');\n    RAISE NOTICE '%', v;\n    INSERT INTO t (id) VALUES (v);",
  ],
  ["no column is named", "v := nextval('s');\n    INSERT INTO t VALUES (v);"],
  [
    "a conflict gives no row",
    "v := nextval('s');\n    INSERT INTO t (id) VALUES (v) ON CONFLICT DO NOTHING;",
  ],
  ["a variable is called like the column", "v := nextval('s');\n    INSERT INTO t (r) VALUES (v);"],
  ["a comment would be lost", "v := nextval('s'); -- the id\n    INSERT INTO t (id) VALUES (v);"],
])("offers nothing where %s", async (_name, source) => {
  const [finding] = await findingsOf(rule, loop(source));
  expect(finding?.fixes).toEqual([]);
});
