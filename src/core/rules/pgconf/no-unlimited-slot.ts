// Replication slots that may keep any amount of WAL.
import { defineRule, type RuleContext } from "../../analysis/rule.ts";
import type { ConfSetting, ServerSettings } from "../../lang/pgconf/document.ts";
import { isLive } from "../../lang/pgconf/judged.ts";
import { isThrowaway } from "../../lang/pgconf/throwaway.ts";

export const rule = defineRule<"pgconf">({
  id: "pgconf/no-unlimited-slot",
  summary: "Disallow max_slot_wal_keep_size = -1 on a server with replication slots",
  why: "A slot keeps all WAL that its consumer has not read. If the consumer stops, a load writes WAL until the disk is full and the server goes down.",
  severity: "warning",
  fixable: false,
  references: ["PostgreSQL documentation: Replication, max_slot_wal_keep_size"],
  examples: [
    {
      title: "Logical decoding without a limit",
      bad: "wal_level = logical\n«max_slot_wal_keep_size = -1»\n",
      good: "wal_level = logical\nmax_slot_wal_keep_size = 100GB\n",
    },
  ],
  *check(document, context) {
    for (const server of document.servers) {
      const setting = server.get("max_slot_wal_keep_size");
      if (setting?.value.trim() !== "-1" || !hasSlots(server, setting, context)) continue;
      if (isThrowaway(document.text, setting, context.file)) continue;
      yield { range: setting.range, message: MESSAGE };
    }
  },
});

/** Written beside it, or seen on the server that runs with this value. */
const hasSlots = (
  server: ServerSettings,
  setting: ConfSetting,
  { snapshot }: RuleContext,
): boolean =>
  server.get("wal_level")?.value.toLowerCase() === "logical" ||
  /^[1-9]/u.test(server.get("max_replication_slots")?.value.trim() ?? "") ||
  (snapshot !== undefined && snapshot.slots.length > 0 && isLive(setting, snapshot.settings));

const MESSAGE = {
  en: "Replication slots may keep any amount of WAL. When a consumer stops during a load, the WAL grows until the disk is full and the server goes down. Set max_slot_wal_keep_size to what the disk can spare; a slot that needs more is given up",
  ptBr: "Os slots de replicação podem reter qualquer quantidade de WAL. Quando um consumidor para durante uma carga, o WAL cresce até encher o disco e o servidor cai. Defina max_slot_wal_keep_size com o que o disco suporta; um slot que precise de mais é descartado",
};
