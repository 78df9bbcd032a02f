import { rule } from "../../../../src/core/rules/sql/no-foreign-key-before-load.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const TABLE = "CREATE TABLE t (a int, b int);\n";
const LOAD = "\\copy t from 't.csv' csv\n";

ruleTable(rule, {
  reports: [
    ["a key that is added", `${TABLE}ALTER TABLE t «ADD FOREIGN KEY (a) REFERENCES u»;\n${LOAD}`],
    [
      "a key of a column",
      `CREATE TABLE t (a int «REFERENCES u (id)», b int REFERENCES v);\n${LOAD}`,
    ],
    ["a key of the table", `CREATE TABLE t (a int, «FOREIGN KEY (a) REFERENCES u»);\n${LOAD}`],
  ],
  quiet: [
    ["a key behind the load", `${TABLE}${LOAD}ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u;\n`],
    ["no load", "CREATE TABLE t (a int REFERENCES u);\nINSERT INTO t VALUES (1);\n"],
    ["a table that is there already", `ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u;\n${LOAD}`],
    ["another constraint", `${TABLE}ALTER TABLE t ADD CHECK (a > 0);\n${LOAD}`],
    [
      "a hidden table",
      "CREATE TABLE {{ t }} (a int REFERENCES u);\nINSERT INTO {{ t }} SELECT a FROM raw;\n",
    ],
  ],
  fixes: [
    [
      "with a name",
      `${TABLE}ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES u;\n${LOAD}`,
      `${TABLE}${LOAD}ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES u NOT VALID;\nALTER TABLE t VALIDATE CONSTRAINT k;\n`,
    ],
    [
      "without a name",
      `${TABLE}ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u;\n${LOAD}`,
      `${TABLE}${LOAD}ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u;\n`,
    ],
  ],
});
