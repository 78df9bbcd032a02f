// Settings that a server is started with: `postgres -c name=value` in a compose file, or in a Dockerfile's
// shell lines. Only words that plainly belong to a server count; psql's -c and PGOPTIONS are others.
import type { Range } from "../../text/range.ts";
import { commandWords, type CommandWord } from "./command-words.ts";
import { type ConfSetting, isTemplated, pgconfDocument, type PgconfDocument } from "./document.ts";

/** One server for each start that is found. */
export function settingsInFlags(text: string): PgconfDocument {
  const isAboutServer = /postgres|postgis|timescale|command:/u.test(text) && /-c|--\w/u.test(text);
  return pgconfDocument(text, isAboutServer ? serversIn(text, { start: 0, end: text.length }) : []);
}

function serversIn(text: string, part: Range): readonly (readonly ConfSetting[])[] {
  const words = [...wordsIn(text, part)];
  const servers: (readonly ConfSetting[])[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined || !isServer(word, words[at - 1])) continue;
    const flags = flagsFrom(text, words, at + 1);
    servers.push(flags.settings);
    at = flags.next - 1;
  }
  return servers;
}

/** With the words of quoted command lines: `command: "postgres -c …"`, `sh -c "exec postgres -c …"`. */
function* wordsIn(text: string, part: Range): Generator<CommandWord, void> {
  for (const word of commandWords(text, part)) {
    if (holdsCommand(word)) yield* commandWords(text, word.inner);
    else yield word;
  }
}

const holdsCommand = (word: CommandWord): boolean =>
  word.inner.start > word.range.start && /^-c\s|(?:^|\s|\/)postgres\s+-/u.test(word.text);

const isCommandKey = (word: CommandWord | undefined): boolean => word?.text === "command:";

/** Words after which `postgres` names a role, a database or a host. */
const NAMES_NO_PROGRAM = new Set(
  ["-U", "-u", "-d", "-h", "-O", "-o", "--username", "--dbname", "--host", "--name", "su"].concat([
    "gosu",
    "su-exec",
    "-g",
    "--user",
    "--network",
    "chown",
  ]),
);

/** The program, an image of it, or a compose file's `command:` whose flags go to the image's program. */
const isServer = (word: CommandWord, previous: CommandWord | undefined): boolean =>
  isCommandKey(word) ||
  (/^\/?(?:[\w.-]+\/)*(?:postgres|postgis|timescaledb(?:-ha)?)(?::[\w.-]+)?$/u.test(word.text) &&
    (word.text.includes(":") || !NAMES_NO_PROGRAM.has(previous?.text ?? "")));

interface Flags {
  readonly settings: readonly ConfSetting[];
  /** Index of the first word behind them. */
  readonly next: number;
}

/** Between flags: a list's dashes, a line's continuation, a block scalar's mark. */
const FILLERS = new Set(["-", "\\", ">", ">-", ">+", "|-", "|+"]);
/** Flags of the server that take the next word along. */
const WITH_VALUE = new Set(["-B", "-D", "-d", "-h", "-k", "-N", "-p", "-S", "-t", "-W", "-f"]);

function flagsFrom(text: string, words: readonly CommandWord[], start: number): Flags {
  const settings: ConfSetting[] = [];
  // Where no program is named, only the flag that is PostgreSQL's own way is taken.
  const isNamed = !isCommandKey(words[start - 1]);
  let at = start;
  for (; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    if (FILLERS.has(word.text) || (word.text === "|" && at === start)) continue;
    if (!word.text.startsWith("-")) break;
    const assignment = assignmentAt(words, at, isNamed);
    if (assignment === undefined) {
      if (WITH_VALUE.has(word.text)) at++;
      continue;
    }
    const setting = settingOf(text, assignment);
    if (setting !== undefined) settings.push(setting);
    if (assignment.isNextWord) at = words.indexOf(assignment.word, at);
  }
  return { settings, next: at };
}

interface Assignment {
  readonly word: CommandWord;
  /** Code units of the flag in front of the name. */
  readonly skipped: number;
  readonly isNextWord: boolean;
}

/** `-c name=value`, `-cname=value` and `--name=value`. */
function assignmentAt(
  words: readonly CommandWord[],
  at: number,
  isNamed: boolean,
): Assignment | undefined {
  const word = words[at];
  if (word === undefined) return undefined;
  if (word.text === "-c") {
    const next = words.slice(at + 1, at + 4).find(({ text }) => !FILLERS.has(text));
    return next === undefined ? undefined : { word: next, skipped: 0, isNextWord: true };
  }
  const isAttached = /^-c\w/u.test(word.text) || (isNamed && /^--\w/u.test(word.text));
  return isAttached ? { word, skipped: 2, isNextWord: false } : undefined;
}

function settingOf(text: string, { word, skipped }: Assignment): ConfSetting | undefined {
  const [, name] = /^([A-Za-z_][\w.-]*)=/u.exec(word.text.slice(skipped)) ?? [];
  const { start, end } = word.inner;
  if (name === undefined) return undefined;
  const value = word.text.slice(skipped + name.length + 1);
  const nameStart = start + skipped;
  const valueStart = nameStart + name.length + 1;
  // Quotes around a part of the name would shift the places; nobody writes them.
  if (!text.startsWith(`${name}=`, nameStart) || value === "" || isTemplated(value)) {
    return undefined;
  }
  return {
    name: name.toLowerCase().replaceAll("-", "_"),
    nameRange: { start: nameStart, end: nameStart + name.length },
    value,
    valueRange: { start: valueStart, end },
    range: { start: nameStart, end },
    line: undefined,
    place: "flag",
  };
}
