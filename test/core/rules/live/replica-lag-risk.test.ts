import { expect, test } from "vitest";
import { snapshotTable } from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { rule } from "../../../../src/core/rules/live/replica-lag-risk.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const tables = [snapshotTable("orders")];
const standby = { name: "r1", state: "streaming", syncState: "async", lagBytes: 4_096 };
const sync = {
  tables,
  standbys: [
    { ...standby, syncState: "sync" },
    { ...standby, name: "r2", syncState: "quorum" },
  ],
};
const late = { tables, standbys: [standby, { ...standby, name: "r9", lagBytes: 3 * 2 ** 30 }] };

ruleTable(rule, {
  reports: [
    ["a synchronous standby", "COPY «orders» FROM STDIN", { snapshot: sync }],
    [
      "a late one",
      "INSERT INTO «orders» SELECT * FROM s;\nCOPY orders FROM STDIN",
      { snapshot: late },
    ],
    [
      "a run of INSERTs",
      "INSERT INTO «orders» VALUES (1);\n".concat("INSERT INTO orders VALUES (1);\n".repeat(4)),
      { snapshot: late },
    ],
  ],
  quiet: [
    ["no connection", "COPY orders FROM STDIN"],
    [
      "standbys that keep up",
      "COPY orders FROM STDIN",
      { snapshot: { tables, standbys: [standby] } },
    ],
    [
      "standbys that this role may not see",
      "COPY orders FROM STDIN",
      {
        snapshot: {
          tables,
          standbys: [{ name: "r1", state: null, syncState: null, lagBytes: null }],
        },
      },
    ],
    ["a single row", "INSERT INTO orders VALUES (1)", { snapshot: sync }],
    [
      "commits that wait for nobody",
      "COPY orders FROM STDIN",
      { snapshot: { ...sync, settings: { synchronous_commit: "local" } } },
    ],
    ["a table of another database", "COPY other FROM STDIN", { snapshot: sync }],
  ],
});

test("the message says who and how far", async () => {
  const [waiting] = await findingsOf(rule, "COPY orders FROM STDIN", { snapshot: sync });
  const [lagging] = await findingsOf(rule, "COPY orders FROM STDIN", { snapshot: late });
  expect(waiting?.message.en).toContain("waits for r1, r2.");
  expect(lagging?.message.en).toContain("r9 is 3 GB of WAL behind");
});
