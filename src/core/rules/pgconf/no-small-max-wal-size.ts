// A small max_wal_size: a load then runs from one requested checkpoint into the next.
import { defineRule } from "../../analysis/rule.ts";
import type { ConfSetting } from "../../lang/pgconf/document.ts";
import { inForce, isLive, withValue } from "../../lang/pgconf/judged.ts";
import { bytesOf } from "../../lang/pgconf/units.ts";
import type { CatalogSnapshot } from "../../lang/sql/schema/snapshot.ts";

/** Below this a load of a few gigabytes asks for several checkpoints. */
const BYTES_MIN = 4 * 2 ** 30;
/** A table that took as many rows since the statistics were reset is loaded into. */
const ROWS_OF_A_LOAD = 1_000_000;

export const rule = defineRule<"pgconf">({
  id: "pgconf/no-small-max-wal-size",
  summary: "Disallow a max_wal_size under 4 GB on a server that loads",
  why: "A checkpoint is requested each time the WAL fills max_wal_size, and after each checkpoint the first change of every page writes the whole page into the WAL again. With the default configuration (1 GB, and 128 MB of buffers) an indexed load took 25 % longer than with 8 GB and 1 GB of buffers.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: WAL Configuration"],
  examples: [
    {
      title: "The default, written down",
      bad: "«max_wal_size = 1GB»\nmin_wal_size = 80MB\n",
      good: "max_wal_size = 4GB\nmin_wal_size = 80MB\n",
      isFixed: true,
    },
    {
      title: "A number without a unit counts megabytes",
      bad: "«max_wal_size = 512»\n",
      good: "max_wal_size = 8192\n",
    },
  ],
  *check(document, { snapshot }) {
    for (const setting of inForce(document, "max_wal_size")) {
      const bytes = bytesOf(setting.name, setting.value);
      if (bytes === undefined || bytes >= BYTES_MIN) continue;
      yield {
        range: setting.range,
        message: message(setting.value),
        severity: isOfLoads(setting, snapshot) ? "warning" : "info",
        fixes: [{ ...withValue(document.text, setting, "4GB"), safety: "unsafe" }],
      };
    }
  },
});

const message = (value: string) => ({
  en: `max_wal_size is ${value}. A load fills it again and again; each time a checkpoint is requested, and afterwards the first change of every page writes the whole page into the WAL. Set 4GB or more where loads run`,
  ptBr: `max_wal_size está em ${value}. Uma carga o enche várias vezes; a cada vez um checkpoint é solicitado, e depois dele a primeira mudança de cada página grava a página inteira no WAL. Use 4GB ou mais onde há cargas`,
});

/** Only a connected server can show that it loads. */
const isOfLoads = (setting: ConfSetting, snapshot: CatalogSnapshot | undefined): boolean =>
  snapshot !== undefined &&
  isLive(setting, snapshot.settings) &&
  snapshot.figures.some(({ inserted }) => (inserted ?? 0) >= ROWS_OF_A_LOAD);
