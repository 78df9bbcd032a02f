// The nodes of a cluster that take the load's streams, dealt out to the workers in turn.
import type { LoadPlan } from "../../core/load/plan.ts";
import type { SessionOptions } from "../../core/load/ports.ts";
import type { ConnectionSettings } from "./connection/settings.ts";

/** A node that has shown that it sees the load's table and ledger. */
export interface ReadyNode {
  readonly settings: ConnectionSettings;
  /** What it calls the target: every node has numbers of its own. */
  readonly targetOid: number;
}

export class NodeRing {
  #nodes: readonly ReadyNode[] = [];
  /** How often each worker has connected: it does so again only after a failure, which another node may not have. */
  readonly #connected = new Map<number, number>();

  fill(nodes: readonly ReadyNode[]): void {
    this.#nodes = nodes;
    this.#connected.clear();
  }

  get isEmpty(): boolean {
    return this.#nodes.length === 0;
  }

  /** The node for a worker's next connection; null where all go to the ledger's. */
  next(worker: number): ReadyNode | null {
    if (this.isEmpty) return null;
    const before = this.#connected.get(worker) ?? 0;
    this.#connected.set(worker, before + 1);
    return this.#nodes[(worker + before) % this.#nodes.length] ?? null;
  }
}

/** The plan with the table as `node` numbers it: a batch refuses a table that is another one than before. */
export function optionsOn(options: SessionOptions, node: ReadyNode): SessionOptions {
  const target: LoadPlan["target"] = { ...options.plan.target, oid: node.targetOid };
  return { ...options, plan: { ...options.plan, target } };
}

/** The same user, database and encryption, another address. */
export const settingsAt = (
  settings: ConnectionSettings,
  { host, port }: { readonly host: string; readonly port: number },
): ConnectionSettings => ({
  ...settings,
  hosts: [{ host, port, address: null }],
  targetSessionAttrs: "any",
});
