// All rows of the fault matrix, by number.
import { clientKills } from "./client-kills.ts";
import { commitFaults } from "./commit-faults.ts";
import { disks } from "./disks.ts";
import { failovers } from "./failover.ts";
import type { FaultRow } from "./fault-row.ts";
import { locks } from "./locks.ts";
import { network } from "./network.ts";
import { serverKills } from "./server-kills.ts";
import { sourceChanges } from "./source-changes.ts";

export const FAULT_ROWS: readonly FaultRow[] = [
  ...[clientKills, serverKills, commitFaults, network],
  ...[disks, locks, failovers, sourceChanges],
]
  .flat()
  .toSorted((a, b) => a.number - b.number);
