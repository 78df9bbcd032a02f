// Server settings that a script makes: ALTER SYSTEM SET and ALTER DATABASE … SET.
import type { SqlDocument } from "../sql/document.ts";
import type { SetStatement } from "../sql/statement.ts";
import { type ConfSetting, isTemplated, pgconfDocument, type PgconfDocument } from "./document.ts";

/** The settings that are left at the script's end: one that is set for a load and reset is none. */
export function settingsInSql(document: SqlDocument): PgconfDocument {
  const left: Readonly<Record<Scope, Map<string, ConfSetting>>> = {
    system: new Map(),
    database: new Map(),
  };
  for (const index of indexesOfChanges(document)) {
    const change = changeAt(document, index);
    if (change === undefined) continue;
    const settings = left[change.scope];
    if (change.name === "all") settings.clear();
    settings.delete(change.name);
    if (change.setting !== undefined) settings.set(change.name, change.setting);
  }
  const groups = [left.system, left.database].map((settings) => [...settings.values()]);
  return pgconfDocument(document.text, groups);
}

type Scope = "system" | "database";

interface Change {
  readonly scope: Scope;
  readonly name: string;
  /** Undefined where the change takes one away, or nobody knows its value. */
  readonly setting: ConfSetting | undefined;
}

/** RESET is one of many statements that nothing else is read of; they are looked at only if something was set. */
function indexesOfChanges(document: SqlDocument): readonly number[] {
  const sets = document.indexesOf("set");
  const hasLasting = sets.some((index) => {
    const { start } = document.rangeAt(index);
    return document.text.slice(start, start + 5).toLowerCase() === "alter";
  });
  return hasLasting ? document.indexesOf("set", "other") : [];
}

/** Names of databases are told apart no further: a script that changes several is rare. */
const RESET = /^alter\s+(?:system|database\s+(?:[\w$]+|"[^"]*"))\s+reset\s+([\w.]+)/iu;
const RESET_LENGTH_MAX = 300;

function changeAt(document: SqlDocument, index: number): Change | undefined {
  if (document.kindAt(index) === "set") {
    const statement = document.statementAt(index);
    if (statement.kind !== "set") return undefined;
    const { scope, name } = statement;
    if (scope !== "system" && scope !== "database") return undefined;
    return { scope, name, setting: settingOf(statement, document.text) };
  }
  const { start, end } = document.rangeAt(index);
  const text = document.text.slice(start, Math.min(end, start + RESET_LENGTH_MAX));
  const name = RESET.exec(text)?.[1]?.toLowerCase();
  if (name === undefined) return undefined;
  return {
    scope: /^alter\s+system/iu.test(text) ? "system" : "database",
    name,
    setting: undefined,
  };
}

/** Undefined for SET … TO DEFAULT, and for a value that a template or psql fills in. */
function settingOf(statement: SetStatement, text: string): ConfSetting | undefined {
  const { name, value, valueRange } = statement;
  if (value === undefined || valueRange === undefined) return undefined;
  const written = text.slice(valueRange.start, valueRange.end);
  if (isTemplated(written) || /^(?:default\b|:)/iu.test(written)) return undefined;
  const offset = text
    .slice(statement.range.start, valueRange.start)
    .toLowerCase()
    .lastIndexOf(name);
  if (offset === -1) return undefined;
  const nameStart = statement.range.start + offset;
  return {
    name,
    nameRange: { start: nameStart, end: nameStart + name.length },
    value,
    valueRange,
    range: { start: nameStart, end: valueRange.end },
    line: undefined,
    place: statement.scope === "system" ? "alter-system" : "alter-database",
  };
}
