import { rule } from "../../../../src/core/rules/sql/prefer-statement-trigger.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const trigger = "CREATE TRIGGER a AFTER INSERT ON s.t «FOR EACH ROW» EXECUTE FUNCTION f();";
const plain = trigger.replaceAll(/[«»]/gu, "");

ruleTable(rule, {
  reports: [
    ["before a COPY", `${trigger}\nCOPY s.t (a) FROM '/data/t.csv';`],
    ["behind a query", `INSERT INTO s.t (a) SELECT a FROM u;\n${trigger}`],
    [
      "with other events",
      "CREATE TRIGGER a AFTER INSERT OR UPDATE OR DELETE ON t «FOR EACH ROW» EXECUTE FUNCTION f();\nINSERT INTO t (a) SELECT a FROM u;",
    ],
    [
      "a table that the database saw loaded",
      trigger,
      {
        snapshot: {
          figures: [
            {
              schema: "s",
              name: "t",
              rowsEstimate: 5_000_000,
              bytes: 1,
              indexBytes: 1,
              inserted: 5_000_000,
              canInsert: true,
              distributionColumn: null,
            },
          ],
        },
      },
    ],
  ],
  quiet: [
    ["no load in sight", plain],
    ["a load of another table", `${plain}\nCOPY u (a) FROM '/data/u.csv';`],
    ["a few rows", `${plain}\nINSERT INTO s.t (a) VALUES (1), (2);`],
    [
      "BEFORE, which changes the row",
      `${plain.replace("AFTER", "BEFORE")}\nCOPY s.t (a) FROM '/data/t.csv';`,
    ],
    [
      "FOR EACH STATEMENT",
      `${plain.replace("ROW", "STATEMENT")}\nCOPY s.t (a) FROM '/data/t.csv';`,
    ],
    [
      "a constraint, which is for each row alone",
      `CREATE CONSTRAINT TRIGGER a AFTER INSERT ON s.t DEFERRABLE FOR EACH ROW EXECUTE FUNCTION f();\nCOPY s.t (a) FROM '/data/t.csv';`,
    ],
    ["UPDATE", `${plain.replace("INSERT", "UPDATE")}\nCOPY s.t (a) FROM '/data/t.csv';`],
  ],
});
