// Gives the places in other files, which are known by offset only, their lines and columns.
import { resolve } from "node:path";
import { Lines } from "../../core/text/lines.ts";
import { readText } from "./read-text.ts";
import type { CheckedFile, CheckedFinding, CheckedRelated } from "./report.ts";
import { placeIn, UNPLACED } from "./to-report.ts";

export function placeRelated(files: readonly CheckedFile[], root: string): readonly CheckedFile[] {
  const known = new Map<string, Lines | undefined>();
  const linesOf = (file: string): Lines | undefined => {
    if (!known.has(file)) {
      const read = readText(resolve(root, file));
      known.set(file, "text" in read ? new Lines(read.text) : undefined);
    }
    return known.get(file);
  };
  const placed = (finding: CheckedFinding): CheckedFinding =>
    finding.related.length === 0
      ? finding
      : { ...finding, related: finding.related.map((related) => located(related, linesOf)) };
  return files.map(({ file, findings, silenced }) => ({
    file,
    findings: findings.map(placed),
    silenced: silenced.map(({ finding, reason }) => ({ finding: placed(finding), reason })),
  }));
}

function located(
  related: CheckedRelated,
  linesOf: (file: string) => Lines | undefined,
): CheckedRelated {
  const { file, place } = related;
  if (place === undefined || place.start.line !== UNPLACED.line) return related;
  const lines = linesOf(file);
  return { ...related, place: lines === undefined ? undefined : placeIn(lines, place.range) };
}
