// Whether a server is made to be thrown away: for one test run, or on a memory disk. What would lose data
// elsewhere is a reasonable choice there.
import type { ConfSetting } from "./document.ts";

const FOR_TRYING =
  /(?:^|[/._-])(?:test(?:s|ing|db)?|ci|e2e|integration|bench(?:marks?)?|demos?|dev|devel|development|local|sandbox|fixtures?|examples?|playground|tmp)(?=$|[/._-])/iu;

const SHORT_LIVED = /\btmpfs\b|\/dev\/shm\b|\bPOSTGRES_DB["']?\s*[:=]\s*["']?(?:\w*_)?(?:test|ci)/u;

/** Somebody who switches durability off on purpose mostly says so beside it. */
const SAYS_SO =
  /\bthrow(?:n )?[- ]?away\b|\bdisposable\b|\bephemeral\b|\bfor test(?:s|ing)\b|\btest(?:s|ing)?[- ]only\b|\bdev(?:elopment)?[- ]only\b|\b(?:not?|never|unsafe)\b[^\n]{0,40}\bproduction\b|\bonly for (?:tests?|dev)/iu;

/** `file` is the path that the setting stands in. */
export function isThrowaway(text: string, setting: ConfSetting, file: string): boolean {
  if (FOR_TRYING.test(file) || SAYS_SO.test(text)) return true;
  if (setting.place !== "flag") return false;
  const service = serviceAround(text, setting.range.start, file);
  return SHORT_LIVED.test(service.text) || FOR_TRYING.test(service.name);
}

interface Service {
  readonly name: string;
  /** All lines of it; the whole text outside of YAML. */
  readonly text: string;
}

/** The lines of a compose file's service: from its key to the next line that is as far to the left. */
function serviceAround(text: string, offset: number, file: string): Service {
  if (!/\.ya?ml$/iu.test(file)) return { name: "", text };
  const lines = text.split("\n");
  const own = text.slice(0, offset).split("\n").length - 1;
  const services = lines.findIndex((line) => /^services:\s*(?:#.*)?$/u.test(line.trimEnd()));
  const first = lines.findIndex((line, index) => index > services && isWritten(line));
  const depth = services === -1 || first === -1 ? 0 : indentOf(lines[first] ?? "");
  const isKey = (line: string): boolean => isWritten(line) && indentOf(line) <= depth;
  let start = own;
  while (start > 0 && !isKey(lines[start] ?? "")) start--;
  let end = start + 1;
  while (end < lines.length && !isKey(lines[end] ?? "")) end++;
  const name = (lines[start] ?? "").trim().replace(/:.*$/u, "");
  return { name, text: lines.slice(start, end).join("\n") };
}

const indentOf = (line: string): number => line.length - line.trimStart().length;
const isWritten = (line: string): boolean => /^\s*[^\s#]/u.test(line);
