// In which order files of DDL run, told from their paths, and which of them (or which parts of them) only
// take back what others did.
import type { Range } from "../../../text/range.ts";

/** Numbers in paths count by value, so V2__ comes before V10__; Flyway's R__ runs after every V. */
export function compareMigrations(a: string, b: string): number {
  const [left, right] = [withRepeatableLast(a), withRepeatableLast(b)];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    const [first, second] = [digitsEnd(left, i), digitsEnd(right, j)];
    if (first > i && second > j) {
      const order = compareDigits(left.slice(i, first), right.slice(j, second));
      if (order !== 0) return order;
      [i, j] = [first, second];
    } else {
      const order = weight(left.charCodeAt(i++)) - weight(right.charCodeAt(j++));
      if (order !== 0) return order;
    }
  }
  return left.length - i - (right.length - j);
}

/** True where both are numbered steps of one series and `path` runs earlier. */
export const runsBefore = (path: string, other: string): boolean =>
  isSeriesStep(path) &&
  isSeriesStep(other) &&
  seriesOf(path) === seriesOf(other) &&
  compareMigrations(path, other) < 0;

/** The folder whose files run one after the other; for 0001_init/migration.sql the one above. */
export function seriesOf(path: string): string {
  const folder = folderOf(path);
  return hasNumber(nameOf(path)) || !hasNumber(nameOf(folder)) ? folder : folderOf(folder);
}

/** Down, undo and revert scripts say what the schema is not. */
export const isDownMigration = (path: string): boolean =>
  /(?:^|[._/-])(?:down|undo|revert|rollback)(?:\.sql$|\/)|(?:^|\/)U\d[\d._]*__/iu.test(path);

/** The parts of a file that goose, sql-migrate, dbmate and MyBatis run only to go back. */
export function downSections(text: string): readonly Range[] {
  // A dump is no migration, and its text is not worth a scan at each keystroke.
  if (text.length > TEXT_MAX || !/goose|migrate|@undo/iu.test(text)) return [];
  const marks = [...text.matchAll(SECTION)].map((match) => ({
    start: match.index,
    isDown: /down|undo/iu.test(match[0]),
  }));
  return marks.flatMap(({ start, isDown }, index) =>
    isDown ? [{ start, end: marks[index + 1]?.start ?? text.length }] : [],
  );
}

const TEXT_MAX = 2_000_000;

const SECTION =
  /^[ \t]*--[ \t]*(?:\+[ \t]*(?:goose|migrate)[ \t]+(?:up|down)|migrate[ \t]*:[ \t]*(?:up|down)|\/\/[ \t]*@undo)\b/gimu;

const withRepeatableLast = (path: string): string => path.replace(/(^|\/)R__/u, "$1\uFFFFR__");

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function digitsEnd(text: string, at: number): number {
  while (at < text.length && isDigit(text.charCodeAt(at))) at++;
  return at;
}

function compareDigits(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/u, ""), b.replace(/^0+/u, "")];
  if (left.length !== right.length) return left.length - right.length;
  return left < right ? -1 : Number(left > right);
}

/** A folder ends before its files' names go on; V1__a runs before V1.1__b. */
function weight(code: number): number {
  if (code === 47) return 0;
  if (code === 95) return 1;
  return code + 2;
}

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

const hasNumber = (name: string): boolean => /^[bvr]?\d/iu.test(name);

/** True for a numbered file: one step of a series of migrations. */
export const isSeriesStep = (path: string): boolean =>
  hasNumber(nameOf(path)) || hasNumber(nameOf(folderOf(path)));
