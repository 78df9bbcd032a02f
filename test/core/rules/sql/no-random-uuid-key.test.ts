import { rule } from "../../../../src/core/rules/sql/no-random-uuid-key.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const table = (id: string) => `CREATE TABLE t (id ${id}, a int);\n`;
const RANDOM = table("uuid PRIMARY KEY DEFAULT gen_random_uuid()");
const QUIET_LOAD = "\\copy t (a) from 't.csv' csv\n";

ruleTable(rule, {
  reports: [
    ["a key by default", `${RANDOM}\\copy «t» (a) from 't.csv' csv\n`],
    ["one of the workspace", "INSERT INTO «t» (a) SELECT a FROM raw;\n", { workspace: RANDOM }],
    [
      "the older function",
      `${table("uuid DEFAULT uuid_generate_v4() NOT NULL")}ALTER TABLE t ADD PRIMARY KEY (id);\nCOPY «t» (a) FROM '/t';\n`,
    ],
    ["once a table", `${RANDOM}COPY «t» (a) FROM '/t';\nCOPY t (a) FROM '/u';\n`],
  ],
  quiet: [
    ["keys that rise with time", `${table("uuid PRIMARY KEY DEFAULT uuidv7()")}${QUIET_LOAD}`],
    ["an identity", `${table("bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY")}${QUIET_LOAD}`],
    ["no key", `${table("uuid DEFAULT gen_random_uuid()")}${QUIET_LOAD}`],
    ["keys that the file brings", `${RANDOM}\\copy t (id, a) from 't.csv' csv\n`],
    ["columns that are not named", `${RANDOM}\\copy t from 't.csv' csv\n`],
    ["a few rows", `${RANDOM}INSERT INTO t (a) VALUES (1), (2);\n`],
    ["an unknown table", QUIET_LOAD],
  ],
});
