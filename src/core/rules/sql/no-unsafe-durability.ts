// fsync or full_page_writes switched off for the cluster, by ALTER SYSTEM.
import type { Fix } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";
import { isOff } from "../../lang/pgconf/units.ts";
import {
  isCrashSafetySetting,
  UNSAFE_DURABILITY_WHY,
  unsafeDurability,
} from "../../lang/sql/durability-words.ts";
import type { Range } from "../../text/range.ts";

export const rule = defineStatementRule({
  id: "sql/no-unsafe-durability",
  summary: "Disallow fsync and full_page_writes switched off",
  why: UNSAFE_DURABILITY_WHY,
  severity: "error",
  fixable: true,
  references: ["PostgreSQL documentation: Write Ahead Log"],
  on: ["set"],
  isEmbeddable: true,
  examples: [
    {
      title: "Off for a faster load",
      bad: "ALTER SYSTEM SET «fsync = off»;",
      good: "ALTER SYSTEM SET fsync = on;",
      isFixed: true,
    },
  ],
  *checkStatement(statement, { text }) {
    const { name, scope, value, valueRange } = statement;
    if (scope !== "system" || value === undefined || valueRange === undefined) return;
    if (!isCrashSafetySetting(name) || !isOff(value)) return;
    const head = text.slice(statement.range.start, valueRange.start).toLowerCase();
    const start = statement.range.start + head.lastIndexOf(name);
    yield {
      range: { start, end: valueRange.end },
      message: unsafeDurability(name),
      fixes: [leaveOn(valueRange)],
    };
  },
});

const leaveOn = (range: Range): Fix => ({
  title: { en: "Leave it on", ptBr: "Deixar ligado" },
  safety: "unsafe",
  edits: [{ range, text: "on" }],
});
