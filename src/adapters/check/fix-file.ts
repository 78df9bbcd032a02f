// Applies the safe fixes of a file until none is left, and writes it so that whoever reads it sees the old text or the
// new one. A file whose bytes could not be given back as they are is left alone, with the reason.
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { ReportedFinding } from "../../core/analysis/finding.ts";
import { safeFixes } from "../../core/analysis/safe-fixes.ts";
import { applyEdits, type Edit } from "../../core/text/edit.ts";
import { reasonOf, type SourceText } from "./read-text.ts";

/** A fix may make room for another, but not for ever. */
const TURNS_MAX = 10;

export interface FixedText {
  readonly text: string;
  readonly fixes: number;
}

/** `findingsOf` judges each text on the way. */
export async function fixText(
  text: string,
  findingsOf: (text: string) => Promise<readonly ReportedFinding[]>,
): Promise<FixedText> {
  const seen = new Set([text]);
  let fixed: FixedText = { text, fixes: 0 };
  for (let turn = 0; turn < TURNS_MAX; turn++) {
    const fixes = safeFixes(await findingsOf(fixed.text));
    if (fixes.length === 0) break;
    const edits = fixes.flatMap((fix) => fix.edits.map((edit) => withLineEnds(edit, text)));
    const next = applyEdits(fixed.text, edits);
    // Two rules that undo each other would go on until the last turn.
    if (seen.has(next)) break;
    seen.add(next);
    fixed = { text: next, fixes: fixed.fixes + fixes.length };
  }
  return fixed;
}

/** A fix writes the line ends that the file has. */
const withLineEnds = (edit: Edit, text: string): Edit =>
  /^[^\n]*\r\n/u.test(text) ? { ...edit, text: edit.text.replaceAll(/\r?\n/gu, "\r\n") } : edit;

/** Why the file cannot be written back; undefined when it can. */
export function refusalOf(path: string, read: SourceText): string | undefined {
  if (!read.isUtf8) return "it is not UTF-8";
  const info = lstatSync(realpathSync(path));
  if (!info.isFile()) return "it is not a regular file";
  return info.nlink > 1 ? "it has more than one name (hard links)" : undefined;
}

/** Replaces the file by `text`; returns why not, if so. Nobody sees half of it, and its mode stays. */
export function replaceText(path: string, before: SourceText, text: string): string | undefined {
  const target = realpathSync(path);
  const aside = join(dirname(target), `.${basename(target)}.${process.pid}.rowmill`);
  try {
    const mark = before.hasMark ? "\ufeff" : "";
    if (readFileSync(target, "utf8") !== mark + before.text) return "it changed meanwhile";
    writeAside(aside, mark + text, lstatSync(target));
    renameSync(aside, target);
    return undefined;
  } catch (error) {
    rmSync(aside, { force: true });
    return reasonOf(path, error);
  }
}

function writeAside(aside: string, text: string, { mode, uid, gid }: Stats): void {
  const file = openSync(aside, "wx", 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  // Only root may give a file away; who may not owns it already, or shares it by its group.
  if (process.getuid?.() === 0) chownSync(aside, uid, gid);
  chmodSync(aside, mode & 0o7777);
}
