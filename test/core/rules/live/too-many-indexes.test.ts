import { expect, test } from "vitest";
import {
  snapshotIndexes,
  snapshotTable,
} from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { rule } from "../../../../src/core/rules/live/too-many-indexes.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const columns = ["a", "b", "c", "d", "e", "f"];
const indexes = [
  ...snapshotIndexes(columns.slice(0, 4), { bytes: 2 ** 29, scans: 0 }),
  ...snapshotIndexes(columns.slice(4), { bytes: 2 ** 30, scans: 7 }),
];
const snapshot = {
  tables: [
    snapshotTable("t", { indexes }),
    snapshotTable("few", { indexes: indexes.slice(0, 5) }),
    snapshotTable("copied", { schema: "archive", indexes }),
  ],
};

ruleTable(rule, {
  reports: [
    ["a COPY", "COPY «t» FROM STDIN", { snapshot }],
    ["an INSERT … SELECT", "INSERT INTO «public.t» SELECT * FROM s", { snapshot }],
    [
      "the first of a run",
      "INSERT INTO «t» (a) VALUES (1);\nINSERT INTO t (a) VALUES (2);",
      { snapshot },
    ],
    [
      "SQL in Python",
      'cur.execute("INSERT INTO «t» (a) VALUES (%s)", (1,))',
      { snapshot, file: "load.py" },
    ],
    ["a limit of one's own", "COPY «few» FROM STDIN", { snapshot, thresholds: { indexesMax: 4 } }],
    ["a body of PL/pgSQL", "DO $$ BEGIN INSERT INTO «t» SELECT 1; END $$;", { snapshot }],
  ],
  quiet: [
    ["no connection", "COPY t FROM STDIN"],
    ["five", "COPY few FROM STDIN", { snapshot }],
    ["a table that the database does not have", "COPY other FROM STDIN", { snapshot }],
    ["a table of another schema", "COPY archive.t FROM STDIN", { snapshot }],
    ["rows that go out", "COPY t TO STDOUT", { snapshot }],
    [
      "a table that the script makes itself",
      "CREATE TABLE t (a int);\nCOPY t FROM STDIN;\n\\.\n",
      { snapshot },
    ],
    ["a table whose name is filled in", "COPY {{ t }} FROM STDIN", { snapshot }],
  ],
});

test.each([
  ["INSERT INTO t (a) VALUES (1)", "info"],
  ["INSERT INTO t (a) VALUES (1), (2), (3), (4), (5)", "warning"],
  ["COPY t FROM STDIN", "warning"],
])("%s: %s", async (text, severity) => {
  const [finding] = await findingsOf(rule, text, { snapshot });
  expect(finding?.severity).toBe(severity);
});

test("the message counts", async () => {
  const [finding] = await findingsOf(rule, "COPY t FROM STDIN", { snapshot });
  expect(finding?.message.en).toContain(
    "t has 6 indexes (4 GB; 4 never scanned since the statistics began).",
  );
  expect(finding?.message.ptBr).toContain("t tem 6 índices (4 GB; 4 nunca lidos");
});
