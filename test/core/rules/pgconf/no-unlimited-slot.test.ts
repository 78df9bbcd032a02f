import { rule } from "../../../../src/core/rules/pgconf/no-unlimited-slot.ts";
import { ruleTable } from "../../../support/check-rule.ts";

const settings = { max_slot_wal_keep_size: "-1" };
const slots = [{ name: "debezium", isActive: false, walStatus: "extended" }];

ruleTable(rule, {
  reports: [
    ["logical decoding", "wal_level = logical\n«max_slot_wal_keep_size = -1»"],
    ["slots foreseen", "max_replication_slots = 10\n«max_slot_wal_keep_size = '-1'»"],
    ["slots on the server", "«max_slot_wal_keep_size = -1»", { snapshot: { settings, slots } }],
  ],
  quiet: [
    [
      "a server for tests",
      "wal_level = logical\nmax_slot_wal_keep_size = -1",
      { file: "ci/postgresql.conf" },
    ],
    ["a limit", "wal_level = logical\nmax_slot_wal_keep_size = 50GB"],
    ["no sign of slots", "max_slot_wal_keep_size = -1"],
    ["no slots allowed", "max_replication_slots = 0\nmax_slot_wal_keep_size = -1"],
    [
      "slots of a server with another value",
      "max_slot_wal_keep_size = -1",
      { snapshot: { settings: { max_slot_wal_keep_size: "50GB" }, slots } },
    ],
    ["not written at all", "wal_level = logical"],
  ],
});
