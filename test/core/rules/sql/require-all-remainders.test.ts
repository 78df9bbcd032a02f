import { rule } from "../../../../src/core/rules/sql/require-all-remainders.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const USERS = "CREATE TABLE users (id bigint NOT NULL) PARTITION BY HASH (id);\n";
const part = (modulus: number, remainder: number, mark = (bound: string) => bound) =>
  `CREATE TABLE users_p${remainder} PARTITION OF users ${mark(`FOR VALUES WITH (MODULUS ${modulus}, REMAINDER ${remainder})`)};\n`;
const marked = (bound: string) => `«${bound}»`;

ruleTable(rule, {
  reports: [
    ["the last", USERS + part(3, 0) + part(3, 1, marked)],
    ["the first", USERS + part(3, 1) + part(3, 2, marked)],
    ["all but one", USERS + part(8, 0, marked)],
    [
      "half of one that was split",
      `${USERS}${part(2, 0)}CREATE TABLE users_1a PARTITION OF users «FOR VALUES WITH (MODULUS 4, REMAINDER 1)»;`,
    ],
    ["others in another file", part(4, 3, marked), { workspace: USERS + part(4, 0) + part(4, 1) }],
  ],
  quiet: [
    ["all", USERS + part(3, 0) + part(3, 1) + part(3, 2)],
    [
      "of different moduli",
      `${USERS}${part(2, 0)}CREATE TABLE a PARTITION OF users FOR VALUES WITH (MODULUS 4, REMAINDER 1);\nCREATE TABLE b PARTITION OF users FOR VALUES WITH (MODULUS 4, REMAINDER 3);`,
    ],
    [
      "made in a loop",
      `${USERS}${part(8, 0)}DO $$ BEGIN FOR i IN 1..7 LOOP EXECUTE format('CREATE TABLE users_p%s PARTITION OF users FOR VALUES WITH (MODULUS 8, REMAINDER %s)', i, i); END LOOP; END $$;`,
    ],
    ["the rest in another file", part(2, 0), { workspace: USERS + part(2, 1) }],
    ["the parent is nowhere to be seen", part(2, 0)],
    ["no partition yet", USERS],
    [
      "moduli the server refuses",
      `${USERS}${part(3, 0)}CREATE TABLE a PARTITION OF users FOR VALUES WITH (MODULUS 4, REMAINDER 1);`,
    ],
  ],
  fixes: [
    [
      "two at once",
      USERS + part(4, 0) + part(4, 2),
      USERS + part(4, 0) + part(4, 2) + part(4, 1) + part(4, 3),
    ],
  ],
});
