// fsync or full_page_writes off in a configuration file or in a server's flags. Scripts that say ALTER SYSTEM
// are judged by the rule of the same name about SQL.
import { defineRule } from "../../analysis/rule.ts";
import { inForce, withValue } from "../../lang/pgconf/judged.ts";
import { isThrowaway } from "../../lang/pgconf/throwaway.ts";
import { isOff } from "../../lang/pgconf/units.ts";
import {
  CRASH_SAFETY_SETTINGS,
  UNSAFE_DURABILITY_WHY,
  unsafeDurability,
} from "../../lang/sql/durability-words.ts";

export const rule = defineRule<"pgconf">({
  id: "pgconf/no-unsafe-durability",
  summary: "Disallow fsync = off and full_page_writes = off",
  why: UNSAFE_DURABILITY_WHY,
  severity: "error",
  fixable: true,
  references: ["PostgreSQL documentation: Write Ahead Log, fsync and full_page_writes"],
  examples: [
    {
      title: "fsync off to load faster",
      bad: "shared_buffers = 4GB\n«fsync = off»\nmax_wal_size = 16GB\n",
      good: "shared_buffers = 4GB\nmax_wal_size = 16GB\n",
      isFixed: true,
    },
    {
      title: "A flag in a compose file",
      bad: "services:\n  db:\n    image: postgres:17\n    command: postgres -c «full_page_writes=off»\n",
      good: "services:\n  db:\n    image: postgres:17\n    command: postgres -c full_page_writes=on\n",
      isFixed: true,
      file: "docker-compose.yml",
    },
  ],
  *check(document, { file }) {
    for (const name of CRASH_SAFETY_SETTINGS) {
      for (const setting of inForce(document, name)) {
        const isHere = setting.place === "file" || setting.place === "flag";
        if (!isHere || !isOff(setting.value)) continue;
        if (isThrowaway(document.text, setting, file) || isTornFree(name, document.text)) continue;
        const on = withValue(document.text, setting, "on");
        const edits = setting.line === undefined ? on.edits : [{ range: setting.line, text: "" }];
        const title = setting.line === undefined ? on.title : removal(name);
        yield {
          range: setting.range,
          message: unsafeDurability(name),
          fixes: [{ title, safety: "unsafe", edits }],
        };
      }
    }
  },
});

/** File systems that never overwrite a block need no full-page images; who runs on one says so. */
const isTornFree = (name: string, text: string): boolean =>
  name === "full_page_writes" && /\bzfs\b|\bbtrfs\b|copy[- ]on[- ]write/iu.test(text);

const removal = (name: string) => ({
  en: `Remove ${name}: it is on by default`,
  ptBr: `Remover ${name}: o padrão é ligado`,
});
