// autovacuum switched off for the whole server.
import { defineRule } from "../../analysis/rule.ts";
import { inForce, withValue } from "../../lang/pgconf/judged.ts";
import { isThrowaway } from "../../lang/pgconf/throwaway.ts";
import { isOff } from "../../lang/pgconf/units.ts";

export const rule = defineRule<"pgconf">({
  id: "pgconf/no-autovacuum-off",
  summary: "Disallow switching autovacuum off for the whole server",
  why: "Nothing removes dead rows or gathers statistics after a load, so plans go wrong and tables bloat; in the end the server forces wraparound vacuums at a time of its own choosing.",
  severity: "warning",
  fixable: true,
  references: ["PostgreSQL documentation: Routine Vacuuming"],
  examples: [
    {
      title: "Switched off",
      bad: "«autovacuum = off»\n",
      good: "autovacuum = on\n",
      isFixed: true,
    },
  ],
  *check(document, { file }) {
    for (const setting of inForce(document, "autovacuum")) {
      if (!isOff(setting.value) || isThrowaway(document.text, setting, file)) continue;
      const on = withValue(document.text, setting, "on");
      yield { range: setting.range, message: MESSAGE, fixes: [{ ...on, safety: "unsafe" }] };
    }
  },
});

const MESSAGE = {
  en: "autovacuum is off for the whole server. Loaded tables get no statistics, dead rows stay, and the server comes to forced wraparound vacuums. Leave it on; switch it off for one table (autovacuum_enabled) while that is loaded",
  ptBr: "autovacuum está desligado para o servidor inteiro. Tabelas carregadas ficam sem estatísticas, linhas mortas permanecem, e o servidor chega a vacuums forçados por wraparound. Deixe ligado; desligue em uma só tabela (autovacuum_enabled) durante a carga dela",
};
