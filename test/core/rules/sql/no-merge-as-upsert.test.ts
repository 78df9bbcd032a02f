import { rule } from "../../../../src/core/rules/sql/no-merge-as-upsert.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const merge = (behind: string): string =>
  `«MERGE INTO» t USING u ON t.id = u.id\nWHEN MATCHED THEN UPDATE SET a = u.a\n${behind};`;
const insert = "WHEN NOT MATCHED THEN INSERT (id, a) VALUES (u.id, u.a)";
const plain = (behind: string): string => merge(behind).replaceAll(/[«»]/gu, "");

ruleTable(rule, {
  reports: [
    ["update or insert", merge(insert)],
    ["in a routine", `CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN ${merge(insert)} END $$;`],
    ["with a condition", merge(insert.replace("THEN", "AND u.a > 0 THEN"))],
  ],
  quiet: [
    ["update alone", plain("").replace("\n;", ";")],
    ["it deletes too", plain(`WHEN MATCHED AND u.gone THEN DELETE\n${insert}`)],
    ["it synchronises", plain(`${insert}\nWHEN NOT MATCHED BY SOURCE THEN UPDATE SET a = NULL`)],
    ["a lock", `BEGIN;\nLOCK TABLE t IN SHARE ROW EXCLUSIVE MODE;\n${plain(insert)}\nCOMMIT;`],
    ["SERIALIZABLE", `BEGIN ISOLATION LEVEL SERIALIZABLE;\n${plain(insert)}\nCOMMIT;`],
    ["Delta's way to upsert", plain(insert), { dialect: "spark" }],
  ],
});
