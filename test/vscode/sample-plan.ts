// A plan as the review step and the lists show it.
import type { LoadPlan } from "../../src/core/load/plan.ts";
import { RFC_4180 } from "../../src/core/records/dialect.ts";
import { planFor } from "../support/load-fixtures.ts";

export const plan: LoadPlan = planFor(26_400_000, [], {
  loadId: "a1",
  identity: "a1",
  source: {
    path: "/data/orders.csv",
    name: "orders.csv",
    fingerprint: { bytesTotal: 26_400_000, sampled: "00" },
  },
  dialect: RFC_4180,
  body: { start: 9, line: 2, header: "id,when,x" },
  decisions: [
    { what: "delimiter", value: ",", origin: "sniffed", evidence: "splits 200 of 200 records" },
    { what: "encoding", value: "utf-8", origin: "default", evidence: "all bytes are ASCII" },
  ],
  target: { table: { schema: "public", name: "orders" }, oid: 1, columns: [], isUnlogged: false },
  mapping: [
    { field: 0, header: "id", column: "id", type: "bigint" },
    { field: 1, header: "when", column: "ordered_at", type: "timestamp with time zone" },
    { field: 2, header: "x", column: null, type: null },
  ],
  batchBytes: 1_000_000,
  recordBytesMax: 1_000_000,
  workers: 4,
  rejects: { max: 0, file: "/data/orders.rejects.csv" },
});
