// wal_compression switched off: full-page images go out at their full size.
import { defineRule } from "../../analysis/rule.ts";
import { inForce, withValue } from "../../lang/pgconf/judged.ts";
import { isOff } from "../../lang/pgconf/units.ts";

export const rule = defineRule<"pgconf">({
  id: "pgconf/prefer-wal-compression",
  summary: "Prefer wal_compression for servers that load",
  why: "Full-page images are most of the WAL after a checkpoint. Compressing them costs CPU and saves I/O, replication traffic and archive space.",
  severity: "info",
  fixable: true,
  references: ["PostgreSQL documentation: Write Ahead Log, wal_compression"],
  examples: [
    {
      title: "Switched off",
      bad: "«wal_compression = off»\n",
      good: "wal_compression = on\n",
      isFixed: true,
    },
  ],
  *check(document) {
    for (const setting of inForce(document, "wal_compression")) {
      if (!isOff(setting.value)) continue;
      yield {
        range: setting.range,
        message: MESSAGE,
        fixes: [{ ...withValue(document.text, setting, "on"), safety: "unsafe" }],
      };
    }
  },
});

const MESSAGE = {
  en: "wal_compression is off. Full-page images, most of a load's WAL after a checkpoint, go to disk and to the standbys at full size. Set it on (lz4 or zstd from version 15, where built in) unless the CPU is the limit",
  ptBr: "wal_compression está desligado. As imagens de página inteira, a maior parte do WAL de uma carga após um checkpoint, vão para o disco e para as réplicas em tamanho cheio. Ligue (lz4 ou zstd a partir da versão 15, se compilados), a menos que a CPU seja o limite",
};
