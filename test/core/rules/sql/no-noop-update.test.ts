import { rule } from "../../../../src/core/rules/sql/no-noop-update.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const upsert = (set: string, behind = ""): string =>
  `INSERT INTO s.t (id, a, b) VALUES (1, 2, 3) ON CONFLICT (id) «DO UPDATE» SET ${set}${behind};`;
const plain = (set: string, behind = ""): string => upsert(set, behind).replaceAll(/[«»]/gu, "");

ruleTable(rule, {
  reports: [
    ["all columns", upsert("a = EXCLUDED.a, b = excluded.b")],
    ["the key too", upsert("id = EXCLUDED.id, a = EXCLUDED.a, b = EXCLUDED.b")],
    ["in a routine", `DO $$ BEGIN ${upsert("a = EXCLUDED.a, b = EXCLUDED.b")} END $$;`],
  ],
  quiet: [
    ["a condition", plain("a = EXCLUDED.a, b = EXCLUDED.b", " WHERE t.a <> EXCLUDED.a")],
    ["some columns", plain("a = EXCLUDED.a")],
    ["a time that changes anyhow", plain("a = EXCLUDED.a, b = now()")],
    ["a counter", plain("a = EXCLUDED.a, b = t.b + 1")],
    ["the row is asked for", plain("a = EXCLUDED.a, b = EXCLUDED.b", " RETURNING id")],
    ["DO NOTHING", "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO NOTHING;"],
    [
      "the key alone",
      "INSERT INTO t (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id;",
    ],
    ["still being typed", plain("a = EXCLUDED.a, b = EXCLUDED.b").replace(";", " WHERE")],
  ],
  fixes: [
    [
      "several columns",
      plain("a = EXCLUDED.a, b = EXCLUDED.b"),
      plain(
        "a = EXCLUDED.a, b = EXCLUDED.b",
        " WHERE (t.a, t.b) IS DISTINCT FROM (EXCLUDED.a, EXCLUDED.b)",
      ),
    ],
    [
      "an alias",
      "INSERT INTO t AS x (id, a) VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a;",
      "INSERT INTO t AS x (id, a) VALUES (1, 2) ON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a WHERE x.a IS DISTINCT FROM EXCLUDED.a;",
    ],
  ],
});
