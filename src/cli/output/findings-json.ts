// Findings for a program: one object. Lines and columns count from 1, columns and offsets in UTF-16 code units.
import {
  type CheckedFile,
  type CheckedFinding,
  type CheckReport,
  countBySeverity,
  isFixable,
  type Place,
} from "../../adapters/check/report.ts";

export function findingsJson(report: CheckReport): string {
  const counts = countBySeverity(report.files);
  const findings = report.files.flatMap((file) =>
    file.findings.map((finding) => findingObject(file, finding)),
  );
  const suppressed = report.files.flatMap((file) =>
    file.silenced.map(({ finding, reason }) => ({ ...findingObject(file, finding), reason })),
  );
  return `${JSON.stringify({
    findings,
    suppressed,
    files: {
      checked: report.filesChecked,
      skipped: report.skipped.map(({ file, reason }) => ({ file, reason })),
      fixed: report.fixed
        .filter(({ problem }) => problem === undefined)
        .map(({ file, fixes }) => ({ file, fixes })),
    },
    summary: {
      errors: counts.error,
      warnings: counts.warning,
      infos: counts.info,
      fixable: report.files.flatMap((file) => file.findings).filter(isFixable).length,
      suppressed: suppressed.length,
      bytes: report.bytesChecked,
    },
  })}\n`;
}

function findingObject({ file }: CheckedFile, finding: CheckedFinding) {
  const { rule, severity, message, fixes, related } = finding;
  return {
    file,
    rule,
    severity,
    message: message.en,
    ...placeObject(finding),
    fixes: fixes.map(({ title, safety, edits }) => ({
      title: title.en,
      safety,
      edits: edits.map((edit) => ({ ...placeObject(edit), text: edit.text })),
    })),
    related: related.map(({ file: other, message: words, place }) => ({
      file: other,
      message: words.en,
      ...(place === undefined ? {} : placeObject(place)),
    })),
  };
}

const placeObject = ({ range, start, end }: Place) => ({
  start: { line: start.line + 1, column: start.column + 1, offset: range.start },
  end: { line: end.line + 1, column: end.column + 1, offset: range.end },
});
