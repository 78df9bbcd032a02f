// postgresql.conf, line by line as the server reads it: a name, perhaps an equals sign, a value, perhaps a
// comment. A line that the server would refuse yields nothing, and so does one with a template in it.
import { spanning } from "../../text/range.ts";
import { type ConfSetting, isTemplated, pgconfDocument, type PgconfDocument } from "./document.ts";

export function parsePostgresqlConf(text: string): PgconfDocument {
  const settings: ConfSetting[] = [];
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf("\n", start);
    const next = feed === -1 ? text.length : feed + 1;
    const setting = readLine(text, start, next);
    if (setting !== undefined) settings.push(setting);
    start = next;
  }
  return pgconfDocument(text, [settings]);
}

/** Longer lines are no settings that anybody wrote. */
const LINE_MAX = 4_000;

/** The words of the server's own scanner; of two that fit it takes the longer. */
const BLANK = /[ \t\r]*/uy;
const NAME = /[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF.:/-]*/uy;
const VALUES = [
  NAME,
  /'(?:[^'\\\n]|\\.|'')*'/uy,
  /[-+]?(?:0x[\da-f]+|\d+)[a-z]*/iuy,
  /[-+]?\d*\.\d*(?:e[-+]?\d+)?/iuy,
];
const SETTING_NAME =
  /^[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*(?:\.[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?$/u;

function readLine(text: string, start: number, next: number): ConfSetting | undefined {
  if (next - start > LINE_MAX) return undefined;
  const line = text.slice(start, next);
  const nameAt = behind(BLANK, line, 0);
  const nameEnd = behind(NAME, line, nameAt);
  const name = line.slice(nameAt, nameEnd);
  if (!SETTING_NAME.test(name)) return undefined;
  const mark = behind(BLANK, line, nameEnd);
  const valueAt = line[mark] === "=" ? behind(BLANK, line, mark + 1) : mark;
  const valueEnd = Math.max(...VALUES.map((word) => behind(word, line, valueAt)));
  const rest = line.slice(behind(BLANK, line, valueEnd)).trimEnd();
  const written = line.slice(valueAt, valueEnd);
  if (!isValue(written) || !/^(?:#|$)/u.test(rest)) return undefined;
  const value = unquoted(written);
  if (isTemplated(value)) return undefined;
  const nameRange = { start: start + nameAt, end: start + nameEnd };
  const valueRange = { start: start + valueAt, end: start + valueEnd };
  return {
    name: name.toLowerCase(),
    nameRange,
    value,
    valueRange,
    range: spanning(nameRange, valueRange),
    line: rest === "" ? { start, end: next } : undefined,
    place: "file",
  };
}

/** A name of two parts is a word of its own, which is no value without quotes. */
const isValue = (written: string): boolean =>
  written !== "" && !(written.includes(".") && SETTING_NAME.test(written));

/** Where the word ends that begins at `at`; `at` itself where none does. */
function behind(word: RegExp, line: string, at: number): number {
  word.lastIndex = at;
  return word.test(line) ? word.lastIndex : at;
}

/** Two quotes and backslash escapes stand for one character each. */
const unquoted = (written: string): string =>
  written.startsWith("'")
    ? written
        .slice(1, -1)
        .replaceAll(/''|\\(.)/gsu, (pair, escaped: string | undefined) =>
          pair === "''" ? "'" : (escaped ?? ""),
        )
    : written;
