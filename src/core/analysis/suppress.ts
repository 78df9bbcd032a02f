// Comments that silence a rule, each with its reason:
//   rowmill-disable-next-line sql/no-single-row-insert-run: seed data of nine rows
//   rowmill-disable-line …        the line it stands on
//   rowmill-disable-file …        the whole file
// One without a reason, and one that silences nothing, are findings themselves.
import { Lines } from "../text/lines.ts";
import type { Range } from "../text/range.ts";
import type { ReportedFinding } from "./finding.ts";

export const UNUSED_SUPPRESSION = "rowmill/no-unused-suppression";
export const REASONLESS_SUPPRESSION = "rowmill/require-suppression-reason";

export interface Suppression {
  readonly rule: string;
  readonly reason: string | undefined;
  /** The rule's name in the comment. */
  readonly range: Range;
  /** What it covers; undefined for the whole file. */
  readonly lines: Range | undefined;
}

export interface Suppressed {
  readonly findings: readonly ReportedFinding[];
  readonly silenced: readonly { readonly finding: ReportedFinding; readonly reason: string }[];
}

/** Takes out what the text's comments silence, and adds what is wrong with those comments. */
export function suppress(text: string, findings: readonly ReportedFinding[]): Suppressed {
  const suppressions = readSuppressions(text);
  if (suppressions.length === 0) return { findings, silenced: [] };
  const used = new Set<Suppression>();
  const silenced: { finding: ReportedFinding; reason: string }[] = [];
  const left = findings.filter((finding) => {
    const by = suppressions.find((suppression) => covers(suppression, finding));
    if (by === undefined) return true;
    used.add(by);
    silenced.push({ finding, reason: by.reason ?? "" });
    return by.reason === undefined;
  });
  return { findings: [...left, ...wrongComments(suppressions, used)], silenced };
}

/** In every text that silences something. */
export const SUPPRESSION_MARK = "rowmill-disable-";

/** All suppressions of a text, in order. */
export function readSuppressions(text: string): readonly Suppression[] {
  if (!text.includes(SUPPRESSION_MARK)) return [];
  const lines = new Lines(text);
  return [...text.matchAll(COMMENT)].flatMap((match) => {
    const [whole, what = "", names = "", reason] = match;
    const from = match.index + whole.indexOf(names);
    const lines_ = coveredLines(what, match.index, lines, text.length);
    return [...names.matchAll(/[\w-]+\/[\w-]+/gu)].map(({ 0: rule, index }) => ({
      rule,
      reason: cleaned(reason),
      range: { start: from + index, end: from + index + rule.length },
      lines: lines_,
    }));
  });
}

// Behind the mark of a comment in any of the languages, with nothing but blanks between.
const COMMENT =
  /(?:--|#|\/\/|\/\*|\*)[ \t]*rowmill-disable-(next-line|line|file)[ \t]+([\w-]+\/[\w-]+(?:[ \t]*,[ \t]*[\w-]+\/[\w-]+)*)[ \t]*(?::([^\r\n]*))?/gu;

/** The end of a block comment is no reason. */
function cleaned(reason: string | undefined): string | undefined {
  const words = reason?.replace(/\*\/\s*$/u, "").trim() ?? "";
  return words === "" ? undefined : words;
}

function coveredLines(
  what: string,
  offset: number,
  lines: Lines,
  length: number,
): Range | undefined {
  if (what === "file") return undefined;
  const line = lines.positionAt(offset).line + (what === "next-line" ? 1 : 0);
  const end = line + 1 < lines.count ? lines.startOf(line + 1) : length + 1;
  return { start: line < lines.count ? lines.startOf(line) : length + 1, end };
}

const covers = ({ rule, lines }: Suppression, finding: ReportedFinding): boolean =>
  rule === finding.rule &&
  (lines === undefined || (finding.range.start >= lines.start && finding.range.start < lines.end));

function* wrongComments(
  suppressions: readonly Suppression[],
  used: ReadonlySet<Suppression>,
): Iterable<ReportedFinding> {
  for (const suppression of suppressions) {
    if (suppression.reason === undefined) yield withoutReason(suppression);
    else if (!used.has(suppression)) yield silencingNothing(suppression);
  }
}

const withoutReason = ({ rule, range }: Suppression): ReportedFinding => ({
  rule: REASONLESS_SUPPRESSION,
  severity: "warning",
  range,
  message: {
    en: `This comment gives no reason, so ${rule} stays on. Whoever reads it next cannot tell whether it still holds. Write the reason after a colon`,
    ptBr: `Este comentário não dá um motivo, por isso ${rule} continua valendo. Quem o ler depois não saberá se ainda vale. Escreva o motivo depois de dois-pontos`,
  },
});

const silencingNothing = ({ rule, range }: Suppression): ReportedFinding => ({
  rule: UNUSED_SUPPRESSION,
  severity: "info",
  range,
  message: {
    en: `${rule} reports nothing here. A comment without a use hides the next real finding. Remove it`,
    ptBr: `${rule} não aponta nada aqui. Um comentário sem uso esconde o próximo achado de verdade. Remova-o`,
  },
});
