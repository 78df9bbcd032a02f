// Turns what an analysis found into plain data with lines and columns, while its text is at hand.
import type { FileFindings } from "../../core/analysis/analyse-file.ts";
import type { Fix, Related, ReportedFinding } from "../../core/analysis/finding.ts";
import { codeFrame } from "../../core/text/code-frame.ts";
import { RULES } from "../../core/rules/index.ts";
import { Lines } from "../../core/text/lines.ts";
import type { Range } from "../../core/text/range.ts";
import type { CheckedFile, CheckedFinding, CheckedFix, CheckedRelated, Place } from "./report.ts";

/** Undefined where there is nothing to say; places in other files are left open. */
export function checkedFile(
  file: string,
  text: string,
  found: FileFindings,
): CheckedFile | undefined {
  if (found.findings.length === 0 && found.silenced.length === 0) return undefined;
  const source: Source = { file, text, lines: new Lines(text) };
  return {
    file,
    findings: found.findings.map((finding) => checkedFinding(finding, source)),
    silenced: found.silenced.map(({ finding, reason }) => ({
      finding: checkedFinding(finding, source),
      reason,
    })),
  };
}

/** A range of a text with its lines and columns. */
export const placeIn = (lines: Lines, range: Range): Place => ({
  range: { start: range.start, end: range.end },
  start: lines.positionAt(range.start),
  end: lines.positionAt(range.end),
});

interface Source {
  readonly file: string;
  readonly text: string;
  readonly lines: Lines;
}

const EXCERPT_MAX = 120;
const FIXABLE = new Set<string>(RULES.filter(({ fixable }) => fixable).map(({ id }) => id));

function checkedFinding(finding: ReportedFinding, source: Source): CheckedFinding {
  const { rule, severity, message, range } = finding;
  const { text, lines } = source;
  return {
    ...{ rule, severity, message },
    ...placeIn(lines, range),
    frame: codeFrame(text, lines, range),
    excerpt: text
      .slice(range.start, Math.min(range.end, range.start + EXCERPT_MAX))
      .toWellFormed()
      .replaceAll(/\s+/gu, " "),
    fixes: (finding.fixes ?? [])
      .filter(({ edits }) => edits.length > 0)
      .map((fix) => checkedFix(fix, lines)),
    mayHaveFix: finding.fixes === undefined && FIXABLE.has(rule),
    related: (finding.related ?? []).map((related) => checkedRelated(related, source)),
  };
}

const checkedFix = ({ title, safety, edits }: Fix, lines: Lines): CheckedFix => ({
  title,
  safety,
  edits: edits.map(({ range, text }) => ({ ...placeIn(lines, range), text })),
});

/** Of another file only the offsets are known here: `placeRelated` looks at its text. */
const checkedRelated = (
  { file, range, message }: Related,
  { file: here, lines }: Source,
): CheckedRelated => ({
  file: file ?? here,
  message,
  place: file === undefined ? placeIn(lines, range) : { range, start: UNPLACED, end: UNPLACED },
});

/** Stands until the other file was read. */
export const UNPLACED = { line: -1, column: -1 };
