// What the server itself has to say of a file: that its analysis was stopped, or that more was found than
// an editor should show.
import type { ReportedFinding } from "../core/analysis/finding.ts";

/** Anchored at the first line's start: they are about the whole file. */
const AT_START = { start: 0, end: 0 };

export const timeLimit = (secondsMax: number): ReportedFinding => ({
  rule: "rowmill/time-limit",
  severity: "info",
  range: AT_START,
  message: {
    en: `The check of this file took more than ${secondsMax} seconds and was stopped, so findings are missing. An editor must not wait for it. Split the file, or leave it to rowmill check`,
    ptBr: `A verificação deste arquivo levou mais de ${secondsMax} segundos e foi interrompida, por isso faltam achados. Um editor não deve esperar por ela. Divida o arquivo, ou deixe-o para rowmill check`,
  },
});

export const unread = (): ReportedFinding => ({
  rule: "rowmill/time-limit",
  severity: "info",
  range: AT_START,
  message: {
    en: "This file is too large or too deeply nested to be read while typing, so it is not checked. Split it, or leave it to rowmill check",
    ptBr: "Este arquivo é grande demais ou aninhado demais para ser lido durante a digitação, por isso não é verificado. Divida-o, ou deixe-o para rowmill check",
  },
});

export const FINDINGS_SHOWN = 1_000;

/** The first of them, and a note of how many more there are. */
export function shown(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  const rest = findings.length - FINDINGS_SHOWN;
  return rest <= 0 ? findings : [...findings.slice(0, FINDINGS_SHOWN), more(rest)];
}

const more = (count: number): ReportedFinding => ({
  rule: "rowmill/more-findings",
  severity: "info",
  range: AT_START,
  message: {
    en: `${count} more findings are not shown: the first ${FINDINGS_SHOWN} are enough to begin with. rowmill check lists all of them`,
    ptBr: `Mais ${count} achados não são mostrados: os primeiros ${FINDINGS_SHOWN} bastam para começar. rowmill check lista todos`,
  },
});
