// A small maintenance_work_mem: index builds after a load sort on disk.
import { defineRule } from "../../analysis/rule.ts";
import { inForce, withValue } from "../../lang/pgconf/judged.ts";
import { bytesOf } from "../../lang/pgconf/units.ts";

const BYTES_MIN = 256 * 2 ** 20;

export const rule = defineRule<"pgconf">({
  id: "pgconf/no-small-maintenance-memory",
  summary: "Disallow a maintenance_work_mem under 256 MB on a server that loads",
  why: "Building an index after a load is a sort. What does not fit into maintenance_work_mem is sorted through temporary files.",
  severity: "info",
  fixable: true,
  references: ["PostgreSQL documentation: Resource Consumption, maintenance_work_mem"],
  examples: [
    {
      title: "The default, written down",
      bad: "«maintenance_work_mem = 64MB»\n",
      good: "maintenance_work_mem = 256MB\n",
      isFixed: true,
    },
  ],
  *check(document) {
    for (const setting of inForce(document, "maintenance_work_mem")) {
      const bytes = bytesOf(setting.name, setting.value);
      if (bytes === undefined || bytes >= BYTES_MIN) continue;
      yield {
        range: setting.range,
        message: message(setting.value),
        fixes: [{ ...withValue(document.text, setting, "256MB"), safety: "unsafe" }],
      };
    }
  },
});

const message = (value: string) => ({
  en: `maintenance_work_mem is ${value}. An index that is built after a load is sorted in it, and through temporary files when it does not fit. Set 256MB or more, or SET it in the session that builds the indexes`,
  ptBr: `maintenance_work_mem está em ${value}. Um índice criado depois de uma carga é ordenado nele, e em arquivos temporários quando não cabe. Use 256MB ou mais, ou faça SET na sessão que cria os índices`,
});
