import {
  snapshotColumns,
  snapshotTable,
  tableFigures,
} from "../../../../src/core/lang/sql/schema/snapshot-table.ts";
import { rule } from "../../../../src/core/rules/sql/prefer-attach-partition.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const ORDERS = "CREATE TABLE orders (id bigint, day date NOT NULL) PARTITION BY RANGE (day);";
const known = { workspace: ORDERS };
const partition = (parent: string, year = 2025) =>
  `CREATE TABLE o${year} PARTITION OF ${parent} FOR VALUES FROM ('${year}-01-01') TO ('${year + 1}-01-01');`;
const live = (inserted: number | null) => ({
  snapshot: {
    tables: [
      snapshotTable("orders", {
        columns: snapshotColumns({ id: "bigint", day: "date" }),
        partitioning: { strategy: "range", key: ["day"], hasExpression: false } as const,
      }),
    ],
    figures: [tableFigures("orders", { inserted })],
  },
});

ruleTable(rule, {
  reports: [
    ["a table of another file", partition("«orders»"), known],
    ["once for a table", `${partition("«orders»")}\n${partition("orders", 2026)}`, known],
    ["a table that is written to", partition("«orders»"), live(4_000)],
    ["a server without figures", partition("«public.orders»"), live(null)],
  ],
  quiet: [
    ["a table of the same file", `${ORDERS}\n${partition("orders")}`],
    ["a table nobody knows", partition("orders")],
    ["a table that nobody writes to", partition("orders"), live(0)],
    [
      "ATTACH",
      "ALTER TABLE orders ATTACH PARTITION o25 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
      known,
    ],
    ["a placeholder", partition("{{ orders }}"), known],
  ],
  fixes: [
    [
      "names with schemas and quotes",
      `CREATE TABLE app."O25" PARTITION OF app.orders DEFAULT;`,
      `CREATE TABLE app."O25" (LIKE app.orders INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING GENERATED);\nALTER TABLE app.orders ATTACH PARTITION app."O25" DEFAULT;`,
      { workspace: ORDERS.replace("orders", "app.orders") },
    ],
  ],
});
