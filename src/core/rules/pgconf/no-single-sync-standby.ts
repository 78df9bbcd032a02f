// synchronous_standby_names that waits for each standby it names: one that is down stops every commit.
import { defineRule } from "../../analysis/rule.ts";
import { inForce } from "../../lang/pgconf/judged.ts";
import {
  needsEveryone,
  readSyncStandbys,
  type SyncStandbys,
} from "../../lang/pgconf/sync-standbys.ts";
import { isThrowaway } from "../../lang/pgconf/throwaway.ts";

export const rule = defineRule<"pgconf">({
  id: "pgconf/no-single-sync-standby",
  summary: "Disallow synchronous replication that has no standby to spare",
  why: "A commit waits until the standbys that are asked for have answered. With none to spare, one that restarts or loses its network makes every commit wait for ever: a load stands still without an error.",
  severity: "warning",
  fixable: false,
  references: ["PostgreSQL documentation: Synchronous Replication"],
  examples: [
    {
      title: "One name",
      bad: "«synchronous_standby_names = 'replica1'»\n",
      good: "synchronous_standby_names = 'ANY 1 (replica1, replica2)'\n",
    },
    {
      title: "As many answers as names",
      bad: "«synchronous_standby_names = 'FIRST 2 (replica1, replica2)'»\n",
      good: "synchronous_standby_names = 'ANY 2 (replica1, replica2, replica3)'\n",
    },
  ],
  *check(document, { file }) {
    for (const setting of inForce(document, "synchronous_standby_names")) {
      const standbys = readSyncStandbys(setting.value);
      if (standbys === undefined || !needsEveryone(standbys)) continue;
      if (isThrowaway(document.text, setting, file)) continue;
      yield { range: setting.range, message: message(standbys) };
    }
  },
});

function message({ names }: SyncStandbys) {
  const [first = ""] = names;
  if (names.length === 1) {
    return {
      en: `Every commit waits for the one standby "${first}". While it is down or cut off, commits and loads wait for ever, without an error. Name two and ask for one: ANY 1 (${first}, another)`,
      ptBr: `Toda confirmação espera pela única réplica "${first}". Enquanto ela estiver fora do ar, confirmações e cargas esperam para sempre, sem erro. Cite duas e exija uma: ANY 1 (${first}, outra)`,
    };
  }
  const list = names.join(", ");
  return {
    en: `Every commit waits for all ${names.length} standbys (${list}). While one of them is down or cut off, commits and loads wait for ever, without an error. Ask for fewer than you name: ANY ${names.length - 1} (${list})`,
    ptBr: `Toda confirmação espera por todas as ${names.length} réplicas (${list}). Enquanto uma delas estiver fora do ar, confirmações e cargas esperam para sempre, sem erro. Exija menos do que cita: ANY ${names.length - 1} (${list})`,
  };
}
