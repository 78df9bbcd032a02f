// The step "partitions" of a load: makes those that the plan says, all in one transaction, before the first batch.
import type { ClientBase } from "pg";
import { IngestError } from "../../core/base/ingest-error.ts";
import { partitionErrors } from "../../core/base/partition-errors.ts";
import { tableText, type LoadPlan, type PlannedPartition } from "../../core/load/plan.ts";
import type { StepRun, TargetStep } from "../../core/load/ports.ts";
import { quoteTable } from "./identifiers.ts";
import { requireEpoch } from "./index-ledger.ts";
import type { WithClient } from "./ledger-store.ts";
import { recordPartition } from "./partition-ledger.ts";
import { toIngestError } from "./sqlstate.ts";

export class PartitionStep implements TargetStep {
  readonly name = "partitions";
  readonly #with: WithClient;

  constructor(withClient: WithClient) {
    this.#with = withClient;
  }

  async before({ plan, epoch, emit }: StepRun, signal: AbortSignal): Promise<void> {
    const planned = plan.newPartitions ?? [];
    if (planned.length === 0) return;
    const say = (state: "started" | "done", what: string): void =>
      emit({ type: "step", step: this.name, state, what });
    say("started", `making ${planned.length} partitions of ${tableText(plan.target.table)}`);
    const made = await this.#with((client) => makeAll(client, plan, epoch), signal);
    const names = made.map(({ table }) => tableText(table)).join(", ");
    say("done", made.length === 0 ? "all partitions are there already" : `made: ${names}`);
  }

  after(): Promise<void> {
    return Promise.resolve();
  }
}

/** Those that were not there. One transaction: all of them and their ledger rows, or none. */
async function makeAll(
  client: ClientBase,
  plan: LoadPlan,
  epoch: number,
): Promise<readonly PlannedPartition[]> {
  await client.query("BEGIN");
  try {
    await client.query(SETTINGS);
    await requireEpoch(client, plan.loadId, epoch);
    // A resume has nothing to make, and must not wait for everybody else.
    if (await areAllThere(client, plan)) {
      await client.query("COMMIT");
      return [];
    }
    // CREATE TABLE … PARTITION OF takes this lock too; taken first, two loads that start at once wait here, and the
    // second one finds what the first one made.
    await client.query(`LOCK TABLE ONLY ${quoteTable(plan.target.table)} IN ACCESS EXCLUSIVE MODE`);
    const made: PlannedPartition[] = [];
    for (const planned of plan.newPartitions ?? []) {
      if (await isThere(client, planned)) continue;
      await make(client, planned);
      await recordPartition(client, plan.loadId, planned);
      made.push(planned);
    }
    await client.query("COMMIT");
    return made;
  } catch (error) {
    await client.query("ROLLBACK");
    throw toIngestError(error);
  }
}

async function make(client: ClientBase, { table, sql }: PlannedPartition): Promise<void> {
  try {
    await client.query(sql);
  } catch (error) {
    const mapped = toIngestError(error);
    // Transient ones, as a lock that was not to be had, are tried again by the connection's owner.
    if (!(mapped instanceof IngestError) || mapped.kind === "transient") throw mapped;
    throw partitionErrors.partitionsChanged(tableText(table), mapped.message, error);
  }
}

async function areAllThere(client: ClientBase, plan: LoadPlan): Promise<boolean> {
  for (const planned of plan.newPartitions ?? [])
    if (!(await isThere(client, planned))) return false;
  return true;
}

/** Made by an earlier run, or by a load beside this one. */
async function isThere(client: ClientBase, { parent, table }: PlannedPartition): Promise<boolean> {
  const { rows } = await client.query(IS_THERE, [quoteTable(table), quoteTable(parent)]);
  return rows.length > 0;
}

const SETTINGS =
  "SET LOCAL lock_timeout = '15s'; SET LOCAL statement_timeout = 0; SET LOCAL DateStyle = 'ISO, YMD'";

const IS_THERE = `
SELECT 1 FROM pg_catalog.pg_inherits
WHERE inhrelid = pg_catalog.to_regclass($1) AND inhparent = pg_catalog.to_regclass($2)`;
