// synchronous_standby_names on a connected server that no standby is connected to: commits hang.
import { defineRule } from "../../analysis/rule.ts";
import { inForce, isLive } from "../../lang/pgconf/judged.ts";
import { readSyncStandbys } from "../../lang/pgconf/sync-standbys.ts";

/** Settings of synchronous_commit that wait for no standby. */
const WAITS_FOR_NOBODY = ["off", "local"];

export const rule = defineRule<"pgconf">({
  id: "pgconf/no-sync-without-standby",
  summary: "Disallow synchronous replication while no standby is connected",
  why: "A commit waits for an answer that nobody can give. It hangs until a standby comes or the setting goes; the same holds for every batch of a load.",
  severity: "error",
  fixable: false,
  references: ["PostgreSQL documentation: Synchronous Replication"],
  examples: [
    {
      title: "A server without its standbys",
      bad: "«synchronous_standby_names = 'ANY 1 (a, b)'»\n",
      good: "synchronous_standby_names = ''\n",
      snapshot: { settings: { synchronous_standby_names: "ANY 1 (a, b)" }, standbys: [] },
    },
  ],
  *check(document, { snapshot }) {
    if (snapshot === undefined || snapshot.isReadOnly || snapshot.standbys.length > 0) return;
    const { settings, connection } = snapshot;
    if (WAITS_FOR_NOBODY.includes(settings["synchronous_commit"] ?? "on")) return;
    for (const setting of inForce(document, "synchronous_standby_names")) {
      if (readSyncStandbys(setting.value) === undefined || !isLive(setting, settings)) continue;
      yield { range: setting.range, message: message(connection) };
    }
  },
});

const message = (connection: string) => ({
  en: `${connection} waits for a synchronous standby and none is connected. Every commit hangs, and so does every batch of a load. Bring a standby back, or empty synchronous_standby_names and reload`,
  ptBr: `${connection} espera por uma réplica síncrona e nenhuma está conectada. Toda confirmação fica presa, e também cada lote de uma carga. Traga uma réplica de volta, ou esvazie synchronous_standby_names e recarregue`,
});
