import { rule } from "../../../../src/core/rules/sql/require-idempotent-insert.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const workspace = `CREATE TABLE role (id int PRIMARY KEY, name text UNIQUE);
CREATE TABLE event (id bigserial PRIMARY KEY, kind text);
CREATE TABLE fact (day date, shop int, total numeric, PRIMARY KEY (day, shop));`;
const file = "db/seeds/roles.sql";

ruleTable(rule, {
  reports: [
    [
      "rows of a seed",
      "«INSERT INTO role» (id, name) VALUES (1, 'admin'), (2, 'guest');",
      { workspace, file },
    ],
    [
      "by the file's name",
      "«INSERT INTO role» (id, name) VALUES (1, 'admin');",
      { workspace, file: "sql/seed.sql" },
    ],
    [
      "once a table",
      "«INSERT INTO role» (id) VALUES (1);\nINSERT INTO role (id) VALUES (2), (3);",
      { workspace, file },
    ],
    [
      "a staging table, by a job",
      "«INSERT INTO fact» (day, shop, total) SELECT day, shop, total FROM stg_fact;",
      { workspace, file: "jobs/load_fact.sql" },
    ],
  ],
  quiet: [
    [
      "a script that nothing says runs again",
      "INSERT INTO role (id, name) VALUES (1, 'admin');",
      { workspace },
    ],
    [
      "ON CONFLICT",
      "INSERT INTO role (id) VALUES (1) ON CONFLICT DO NOTHING;",
      { workspace, file },
    ],
    [
      "a key of its own each time",
      "INSERT INTO event (kind) VALUES ('seeded');",
      { workspace, file },
    ],
    [
      "an expression for the key",
      "INSERT INTO event (id, kind) VALUES (nextval('s'), 'x');",
      { workspace, file },
    ],
    ["emptied before", "TRUNCATE role;\nINSERT INTO role (id) VALUES (1);", { workspace, file }],
    [
      "deleted before",
      "DELETE FROM role WHERE id < 10;\nINSERT INTO role (id) VALUES (1);",
      { workspace, file },
    ],
    [
      "made anew",
      "DROP TABLE IF EXISTS role;\nCREATE TABLE role (id int PRIMARY KEY);\nINSERT INTO role (id) VALUES (1);",
      { file },
    ],
    ["a table that is not known", "INSERT INTO other (id) VALUES (1);", { workspace, file }],
    [
      "it looks first",
      "INSERT INTO fact (day, shop) SELECT day, shop FROM stg_fact s WHERE NOT EXISTS (SELECT 1 FROM fact f WHERE f.day = s.day);",
      { workspace, file: "jobs/load_fact.sql" },
    ],
    [
      "from a table that is kept",
      "INSERT INTO fact (day, shop) SELECT day, shop FROM sales;",
      { workspace, file: "jobs/load_fact.sql" },
    ],
  ],
  fixes: [
    [
      "all of a run",
      "INSERT INTO role (id) VALUES (1);\nINSERT INTO role (id) VALUES (2);",
      "INSERT INTO role (id) VALUES (1) ON CONFLICT (id) DO NOTHING;\nINSERT INTO role (id) VALUES (2) ON CONFLICT (id) DO NOTHING;",
      { workspace, file },
    ],
  ],
});
