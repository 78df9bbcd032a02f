import { rule } from "../../../../src/core/rules/sql/no-disable-trigger-all.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const OFF = "ALTER TABLE t «DISABLE TRIGGER ALL»;\n";
const PLAIN_OFF = "ALTER TABLE t DISABLE TRIGGER ALL;\n";
const ON = "ALTER TABLE t ENABLE TRIGGER ALL;\n";
const LOAD = "INSERT INTO t (a) VALUES (1);\n";
const REPLICA = "«SET session_replication_role = replica»;\n";

ruleTable(rule, {
  reports: [
    ["around an INSERT", `${OFF}${LOAD}${ON}`],
    ["around a COPY", `${OFF}COPY t (a) FROM stdin;\n1\n\\.\n${ON}`],
    ["and never on again", `${OFF}INSERT INTO t SELECT a FROM raw;\n`],
    ["in a session", `${REPLICA}${LOAD}SET session_replication_role = origin;\n`],
    [
      "in a transaction",
      `BEGIN;\n«SET LOCAL session_replication_role TO 'replica'»;\n${LOAD}COMMIT;\n`,
    ],
    [
      "of a table that is known to have keys",
      `CREATE TABLE t (a int REFERENCES u (a));\n${OFF}${LOAD}${ON}`,
    ],
    [
      "with a VALIDATE, which checks nothing",
      `${OFF}${LOAD}${ON}ALTER TABLE t VALIDATE CONSTRAINT t_a_fkey;\n`,
    ],
  ],
  quiet: [
    ["the triggers of users alone", `ALTER TABLE t DISABLE TRIGGER USER;\n${LOAD}`],
    ["one trigger", `ALTER TABLE t DISABLE TRIGGER audit;\n${LOAD}`],
    ["no load", `${PLAIN_OFF}UPDATE t SET a = 1;\n${ON}`],
    ["a load of another table", `${PLAIN_OFF}INSERT INTO u (a) VALUES (1);\n${ON}`],
    ["a load before and one behind", `${LOAD}${PLAIN_OFF}DELETE FROM t;\n${ON}${LOAD}`],
    [
      "a key that is added again",
      `${PLAIN_OFF}${LOAD}${ON}ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u;\n`,
    ],
    [
      "a table that two files make, none of them with a key",
      `${PLAIN_OFF}${LOAD}${ON}`,
      { workspace: "CREATE TABLE x.t (a int);\nCREATE TABLE y.t (a text);" },
    ],
    [
      "a table of which only an index is in sight",
      `${PLAIN_OFF}${LOAD}${ON}`,
      { workspace: "CREATE UNIQUE INDEX ON t (a);" },
    ],
    ["a table that is known to have no key", `CREATE TABLE t (a int);\n${PLAIN_OFF}${LOAD}${ON}`],
    [
      "a session that is set back first",
      `SET session_replication_role = replica;\nSET session_replication_role = DEFAULT;\n${LOAD}`,
    ],
    ["the other role", `SET session_replication_role = 'origin';\n${LOAD}`],
    [
      "a hidden table",
      "ALTER TABLE {{ t }} DISABLE TRIGGER ALL;\nINSERT INTO {{ t }} (a) VALUES (1);\n",
    ],
  ],
});
