// Checkpoints in short intervals: by checkpoint_timeout, or because the WAL fills before its time.
import { defineRule } from "../../analysis/rule.ts";
import { inForce, isLive, withValue } from "../../lang/pgconf/judged.ts";
import { isThrowaway } from "../../lang/pgconf/throwaway.ts";
import { secondsOf } from "../../lang/pgconf/units.ts";

const SECONDS_MIN = 600;
/** Fewer checkpoints than this say nothing about how a server lives. */
const CHECKPOINTS_MIN = 10;

export const rule = defineRule<"pgconf">({
  id: "pgconf/no-frequent-checkpoints",
  summary: "Disallow checkpoints more often than every 10 minutes",
  why: "After each checkpoint the first change of every page writes the whole page into the WAL. The shorter the interval, the more of a load's WAL are such full-page images.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: WAL Configuration"],
  examples: [
    {
      title: "A checkpoint every minute",
      bad: "«checkpoint_timeout = 1min»\n",
      good: "checkpoint_timeout = 15min\n",
      isFixed: true,
    },
    {
      title: "The connected server fills its WAL before the time is up",
      bad: "«max_wal_size = 8GB»\ncheckpoint_timeout = 15min\n",
      good: "max_wal_size = 32GB\ncheckpoint_timeout = 15min\n",
      snapshot: {
        settings: { max_wal_size: "8GB", checkpoint_timeout: "15min" },
        checkpoints: { timed: 40, requested: 260 },
      },
    },
  ],
  *check(document, { file, snapshot }) {
    for (const setting of inForce(document, "checkpoint_timeout")) {
      const seconds = secondsOf(setting.name, setting.value);
      if (seconds === undefined || seconds >= SECONDS_MIN) continue;
      if (isThrowaway(document.text, setting, file)) continue;
      yield {
        range: setting.range,
        message: tooShort(setting.value),
        fixes: [{ ...withValue(document.text, setting, "15min"), safety: "unsafe" }],
      };
    }
    const checkpoints = snapshot?.checkpoints;
    if (snapshot === undefined || checkpoints === null || checkpoints === undefined) return;
    const { timed, requested } = checkpoints;
    if (requested <= timed || timed + requested < CHECKPOINTS_MIN) return;
    for (const setting of inForce(document, "max_wal_size")) {
      if (!isLive(setting, snapshot.settings)) continue;
      yield {
        range: setting.range,
        message: requestedMore(snapshot.connection, requested, timed),
      };
    }
  },
});

const tooShort = (value: string) => ({
  en: `checkpoint_timeout is ${value}. After each checkpoint the first change of every page writes the whole page into the WAL, so a load writes far more WAL. Set 15min or more; recovery after a crash then takes longer`,
  ptBr: `checkpoint_timeout está em ${value}. Depois de cada checkpoint a primeira mudança de cada página grava a página inteira no WAL, e a carga grava muito mais WAL. Use 15min ou mais; a recuperação após uma queda fica mais longa`,
});

const requestedMore = (connection: string, requested: number, timed: number) => ({
  en: `On ${connection} ${requested} checkpoints were requested and ${timed} came by time. The WAL fills max_wal_size before checkpoint_timeout, and each checkpoint makes whole pages go into the WAL again. Raise max_wal_size until requested checkpoints are rare`,
  ptBr: `Em ${connection}, ${requested} checkpoints foram solicitados e ${timed} vieram pelo tempo. O WAL enche max_wal_size antes de checkpoint_timeout, e cada checkpoint faz páginas inteiras irem de novo para o WAL. Aumente max_wal_size até que os solicitados sejam raros`,
});
