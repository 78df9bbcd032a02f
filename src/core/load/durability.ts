// What a commit of this load waits for, and what a failover could take back: said before the first byte.
import { replicationErrors } from "../base/replication-errors.ts";
import type { Decision } from "../records/dialect.ts";
import type { Durability } from "./request.ts";
import { readStandbyNames, type SyncRule } from "./standby-names.ts";

export interface Standby {
  readonly name: string;
  /** `streaming` when it follows; null to a role that may not see it. */
  readonly state: string | null;
  /** `sync`, `quorum`, `potential` or `async`; null to a role that may not see it. */
  readonly syncState: string | null;
}

/** What the server says of its copies. */
export interface Replication {
  /** The setting synchronous_standby_names. */
  readonly standbyNames: string;
  readonly standbys: readonly Standby[];
}

export interface DurabilityPlan {
  readonly decision: Decision;
  readonly warnings: readonly string[];
}

/** Throws when every commit would wait for a standby that is not there. */
export function planDurability(
  durability: Durability,
  isGiven: boolean,
  { standbyNames, standbys }: Replication,
): DurabilityPlan {
  const rule = readStandbyNames(standbyNames);
  const evidence = evidenceFor(durability, rule, standbys);
  const decision: Decision = {
    what: "durability",
    value: durability,
    origin: isGiven ? "given" : "default",
    evidence,
  };
  if (durability !== "off") refuseEndlessWait(rule, standbys, standbyNames);
  return { decision, warnings: warningsFor(durability, rule, standbys) };
}

function evidenceFor(
  durability: Durability,
  rule: SyncRule | null,
  standbys: readonly Standby[],
): string {
  if (durability === "off")
    return "a commit waits for no disk: a crash of the server takes back the last ones, and a resume loads them again";
  const until = durability === "remote_apply" ? "has applied it" : "has it on its disk";
  if (rule === null) {
    const copies = counted(standbys.length, "asynchronous standby", "asynchronous standbys");
    return standbys.length === 0
      ? "a commit waits for this server's disk; it has no standby"
      : `a commit waits for this server's disk; ${copies} may lack the last ones after a failover, and a resume loads those again`;
  }
  const there = synchronousOf(standbys);
  const kind = rule.isQuorum ? "quorum" : "the first in the list";
  return `a commit waits until ${rule.count} of ${counted(there.length, "synchronous standby", "synchronous standbys")} ${until} (${kind} ${rule.count})`;
}

function warningsFor(
  durability: Durability,
  rule: SyncRule | null,
  standbys: readonly Standby[],
): readonly string[] {
  if (durability === "remote_apply" && rule === null)
    return [
      "durability remote_apply waits for no standby: synchronous_standby_names is empty on this server",
    ];
  const catchingUp = standbys.filter(({ state }) => state !== null && state !== "streaming");
  return catchingUp.map(
    ({ name, state }) => `standby ${name} is not up to date (${String(state)})`,
  );
}

/** A brake that cannot see would never brake. */
export function requireLagSeen({ standbys }: Replication): void {
  const hidden = standbys.find(({ state }) => state === null);
  if (hidden !== undefined) throw replicationErrors.lagUnseen(hidden.name);
}

/** The server does not say no: it lets every commit wait, for hours if need be. */
function refuseEndlessWait(
  rule: SyncRule | null,
  standbys: readonly Standby[],
  standbyNames: string,
): void {
  if (rule === null) return;
  const there = synchronousOf(standbys).length;
  if (there < rule.count) throw replicationErrors.standbysMissing(standbyNames, rule.count, there);
}

/** To an ordinary role the states are NULL: each that is connected counts then. */
const synchronousOf = (standbys: readonly Standby[]): readonly Standby[] =>
  standbys.filter(({ syncState }) => syncState === null || syncState !== "async");

const counted = (count: number, one: string, several: string): string =>
  `${count} ${count === 1 ? one : several}`;
