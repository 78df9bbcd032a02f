// What kind of server a fresh session is on, and whether target_session_attrs is content with it.
import type { Client } from "pg";
import { present } from "../../../core/base/assert.ts";
import { errors } from "../../../core/base/errors.ts";
import type { Route } from "./dial.ts";
import { addressText, type SessionAttrs } from "./settings.ts";

/** Preferring a standby is two searches: see openClient. */
export type WantedSession = Exclude<SessionAttrs, "prefer-standby">;

export interface SessionFacts {
  readonly serverVersion: number;
  readonly isStandby: boolean;
  readonly isReadOnly: boolean;
}

/** One query for both what the caller wants to know and what target_session_attrs asks. */
export async function sessionFacts(client: Client): Promise<SessionFacts> {
  const { rows } = await client.query<{ version: string; standby: boolean; readonly: string }>(
    "SELECT pg_catalog.current_setting('server_version_num') AS version, pg_catalog.pg_is_in_recovery() AS standby, " +
      "pg_catalog.current_setting('transaction_read_only') AS readonly",
  );
  const row = present(rows[0], "one row about the session");
  return {
    serverVersion: Number(row.version),
    isStandby: row.standby,
    isReadOnly: row.readonly === "on",
  };
}

const suits: Readonly<Record<WantedSession, (facts: SessionFacts) => boolean>> = {
  any: () => true,
  "read-write": ({ isReadOnly }) => !isReadOnly,
  "read-only": ({ isReadOnly }) => isReadOnly,
  primary: ({ isStandby }) => !isStandby,
  standby: ({ isStandby }) => isStandby,
};

/** Throws session-unsuitable: another host may suit. */
export function checkSuitable(facts: SessionFacts, wanted: WantedSession, { host }: Route): void {
  if (suits[wanted](facts)) return;
  const found = `a ${facts.isStandby ? "standby" : "primary"}, ${facts.isReadOnly ? "read-only" : "read-write"}`;
  throw errors.sessionUnsuitable(addressText(host), wanted, found);
}
