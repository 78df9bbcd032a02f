// The step "nodes" of a load into a table that Citus spreads: gives the ledger to Citus, asks each node of the plan
// whether it sees this load's table and ledger, and at the end waits until every commit has reached the ledger's node.
import type { Client, ClientBase } from "pg";
import { tableText, type LoadPlan, type StreamNode } from "../../core/load/plan.ts";
import type { StepRun, TargetStep } from "../../core/load/ports.ts";
import { addressOf } from "../../core/load/sharding.ts";
import type { ConnectionSettings } from "./connection/settings.ts";
import { quoteTable } from "./identifiers.ts";
import type { WithClient } from "./ledger-store.ts";
import { settingsAt, type NodeRing, type ReadyNode } from "./node-ring.ts";
import {
  AWAIT_BATCHES,
  AWAIT_BATCHES_TIMEOUT,
  MANAGE_LEDGER,
  PROBE,
  PROBE_EPOCH,
} from "./node-sql.ts";
import { toIngestError } from "./sqlstate.ts";

/** What the step gets from the target. */
export interface NodeWorld {
  /** How the ledger's node is reached. */
  readonly settings: ConnectionSettings;
  /** The ledger's connection. */
  readonly withClient: WithClient;
  /** A connection of its own to a node for `use`. */
  readonly session: <T>(
    settings: ConnectionSettings,
    use: (client: Client) => Promise<T>,
    signal: AbortSignal,
  ) => Promise<T>;
}

/** A node behind a firewall answers nothing; the others need not wait for it. */
const PROBE_MS = 5_000;

export class NodeStep implements TargetStep {
  readonly name = "nodes";
  readonly #world: NodeWorld;
  readonly #ring: NodeRing;

  constructor(world: NodeWorld, ring: NodeRing) {
    this.#world = world;
    this.#ring = ring;
  }

  async before({ plan, emit }: StepRun, signal: AbortSignal): Promise<void> {
    this.#ring.fill([]);
    const { nodes = [] } = plan;
    if (nodes.length === 0) return;
    const warn = (text: string): void => emit({ type: "warning", text });
    const here = await this.#manageLedger(plan, warn, signal);
    if (here === null) return;
    const probed = await Promise.all(
      nodes.map((node) => this.#probe({ node, plan, here }, warn, signal)),
    );
    const ready = probed.filter((node) => node !== null);
    // Alone, the ledger's node is reached as for any other table.
    if (ready.every(({ settings }) => settings === this.#world.settings)) return;
    this.#ring.fill(ready);
    const what = `streams go through ${ready.length} of ${nodes.length} nodes`;
    emit({ type: "step", step: this.name, state: "done", what });
  }

  /** What was acknowledged on another node may still be prepared on this one, and would be missed in the ledger. */
  async after({ plan }: StepRun, signal: AbortSignal): Promise<void> {
    if (this.#ring.isEmpty) return;
    await this.#world.withClient(async (client) => {
      await client.query(`BEGIN; ${AWAIT_BATCHES_TIMEOUT}`);
      try {
        await client.query(AWAIT_BATCHES, [plan.loadId]);
      } finally {
        await client.query("ROLLBACK");
      }
    }, signal);
  }

  /** What the ledger's node says of table and ledger; null, with a warning, where Citus does not take the ledger. */
  #manageLedger(
    plan: LoadPlan,
    warn: (text: string) => void,
    signal: AbortSignal,
  ): Promise<NodeFacts | null> {
    return this.#world.withClient(async (client) => {
      try {
        await client.query(MANAGE_LEDGER);
        return await factsOn(client, plan);
      } catch (error) {
        const { kind, message } = toIngestError(error);
        if (kind === "transient") throw error;
        warn(
          `all batches go through the ledger's node, as Citus did not take the ledger: ${message}`,
        );
        return null;
      }
    }, signal);
  }

  /** Null, with a warning that says why, for a node that takes no streams. */
  async #probe(
    { node, plan, here }: { node: StreamNode; plan: LoadPlan; here: NodeFacts },
    warn: (text: string) => void,
    signal: AbortSignal,
  ): Promise<ReadyNode | null> {
    if (node.isHere) return { settings: this.#world.settings, targetOid: plan.target.oid };
    const settings = settingsAt(this.#world.settings, node);
    const patience = AbortSignal.timeout(PROBE_MS);
    try {
      const there = await this.#world.session(
        settings,
        (client) => factsOn(client, plan),
        AbortSignal.any([signal, patience]),
      );
      const difference = nodeDifference(here, there, tableText(plan.target.table));
      if (difference === null) return { settings, targetOid: there.targetOid };
      warn(`node ${addressOf(node)} takes no streams: ${difference}`);
    } catch (error) {
      signal.throwIfAborted();
      const reason = patience.aborted
        ? `no answer within ${PROBE_MS / 1000} s`
        : toIngestError(error).message;
      warn(`node ${addressOf(node)} takes no streams: ${reason}`);
    }
    return null;
  }
}

/** What a node says of the load's table and ledger. */
export interface NodeFacts {
  /** 0 where it has no such table. */
  readonly targetOid: number;
  /** The shards behind the table and behind the ledger; null where Citus has none there. */
  readonly targetShards: string | null;
  readonly ledgerShards: string | null;
  readonly mayInsert: boolean;
  /** Of the load, in the ledger as the node sees it; null where it sees no such load. */
  readonly epoch: number | null;
}

/** Why `there` cannot take streams, in words; null when it sees just what the ledger's node sees. */
export function nodeDifference(here: NodeFacts, there: NodeFacts, table: string): string | null {
  if (there.targetOid === 0) return `it has no table ${table}`;
  if (there.targetShards === null || there.targetShards !== here.targetShards)
    return `its ${table} has other shards`;
  if (there.ledgerShards === null || there.ledgerShards !== here.ledgerShards)
    return "its schema rowmill is another ledger";
  if (there.epoch === null || there.epoch !== here.epoch)
    return "it does not see this load in the ledger";
  return there.mayInsert ? null : `the role may not insert into ${table} and the ledger there`;
}

async function factsOn(client: ClientBase, plan: LoadPlan): Promise<NodeFacts> {
  const { rows } = await client.query<ProbeRow>(PROBE, [quoteTable(plan.target.table)]);
  const [row] = rows;
  // Where there is no ledger at all, that is what the error says.
  const loads = await client.query<{ epoch: string }>(PROBE_EPOCH, [plan.loadId]);
  const epoch = loads.rows[0]?.epoch;
  return {
    targetOid: row?.target_oid ?? 0,
    targetShards: row?.target_shards ?? null,
    ledgerShards: row?.ledger_shards ?? null,
    mayInsert: row?.may ?? false,
    epoch: epoch === undefined ? null : Number(epoch),
  };
}

interface ProbeRow {
  readonly target_oid: number | null;
  readonly target_shards: string | null;
  readonly ledger_shards: string | null;
  readonly may: boolean | null;
}
