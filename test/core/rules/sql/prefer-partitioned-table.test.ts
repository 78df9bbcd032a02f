import { expect, test } from "vitest";
import { tableFigures } from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { rule } from "../../../../src/core/rules/sql/prefer-partitioned-table.ts";
import { findingsOf, ruleTable } from "../../../support/check-rule.ts";

const TIME = "created_at timestamptz NOT NULL DEFAULT now()";

ruleTable(rule, {
  reports: [
    ["events", `CREATE TABLE «page_events» (id bigint, ${TIME});`],
    ["logs in a schema", `CREATE TABLE «app.logs» (id bigint PRIMARY KEY, ${TIME});`],
    ["vendas", "CREATE TABLE «vendas» (id bigint, criado_em timestamp DEFAULT current_timestamp);"],
    [
      "readings",
      "CREATE TABLE IF NOT EXISTS «sensor_readings» (v real, at timestamptz DEFAULT clock_timestamp());",
    ],
  ],
  quiet: [
    [
      "partitioned already",
      `CREATE TABLE events (id bigint, ${TIME}) PARTITION BY RANGE (created_at);`,
    ],
    ["a name that says nothing", `CREATE TABLE users (id bigint, ${TIME});`],
    ["a name that only contains it", `CREATE TABLE event_types (id bigint, ${TIME});`],
    ["no time of arrival", "CREATE TABLE events (id bigint, starts_at timestamptz NOT NULL);"],
    ["rows that change", `CREATE TABLE events (id bigint, ${TIME}, updated_at timestamptz);`],
    [
      "an UPDATE in the file",
      `CREATE TABLE events (id bigint, ${TIME});\nUPDATE events SET id = 2;`,
    ],
    [
      "an UPDATE in the workspace",
      `CREATE TABLE events (id bigint, ${TIME});`,
      { workspace: "UPDATE events SET id = 2 WHERE id = 1;" },
    ],
    ["a temporary table", `CREATE TEMP TABLE events (id bigint, ${TIME});`],
    [
      "a partition",
      `CREATE TABLE events_p (a int) PARTITION BY RANGE (a);\nCREATE TABLE events PARTITION OF events_p FOR VALUES FROM (1) TO (2);`,
    ],
    [
      "attached later",
      `CREATE TABLE p (id bigint, ${TIME}) PARTITION BY RANGE (created_at);\nCREATE TABLE events (id bigint, ${TIME});\nALTER TABLE p ATTACH PARTITION events DEFAULT;`,
    ],
    [
      "a hypertable",
      `CREATE TABLE events (id bigint, ${TIME});\nSELECT create_hypertable('events', 'created_at');`,
    ],
    [
      "a distributed table",
      `CREATE TABLE events (id bigint, ${TIME});\nSELECT create_distributed_table('events', 'id');`,
    ],
    ["a copy of a query", "CREATE TABLE events AS SELECT 1;"],
  ],
  fixes: [
    [
      "a key behind a column",
      `CREATE TABLE app.logs (id bigint PRIMARY KEY, ${TIME});`,
      `CREATE TABLE app.logs (id bigint, ${TIME}, PRIMARY KEY (id, created_at)) PARTITION BY RANGE (created_at);\nCREATE TABLE app.logs_2026_12 PARTITION OF app.logs FOR VALUES FROM ('2026-12-01') TO ('2027-01-01');\nCREATE TABLE app.logs_2027_01 PARTITION OF app.logs FOR VALUES FROM ('2027-01-01') TO ('2027-02-01');`,
      { today: "2026-12-31" },
    ],
  ],
});

test("over 50 GB it is a warning", async () => {
  const text = `CREATE TABLE events (id bigint, ${TIME});`;
  const figures = (bytes: number) => ({
    snapshot: { figures: [tableFigures("events", { bytes, indexBytes: 2 ** 30 })] },
  });
  const [small] = await findingsOf(rule, text, figures(2 ** 30));
  const [huge] = await findingsOf(rule, text, figures(60 * 2 ** 30));
  expect(small?.severity).toBe("info");
  expect(huge).toMatchObject({ severity: "warning" });
  expect(huge?.message.en).toContain("61 GB by now");
});

test("what stands behind the columns keeps its place, so there is no fix", async () => {
  const [finding] = await findingsOf(rule, `CREATE TABLE events (${TIME}) TABLESPACE slow;`);
  expect(finding?.fixes).toEqual([]);
});
