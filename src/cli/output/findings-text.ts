// Findings for a person: where, what, the lines meant, what else helps, and a closing line that counts.
import {
  type CheckedFinding,
  type CheckedRelated,
  type CheckReport,
  countBySeverity,
  isFixable,
} from "../../adapters/check/report.ts";
import type { Severity } from "../../core/analysis/finding.ts";
import type { Language, Words } from "../../core/base/words.ts";

export interface TextStyle {
  readonly language: Language;
  readonly hasColors: boolean;
  /** A file's name as the user would write it here. */
  readonly shownAs: (file: string) => string;
}

/** Findings only; what happened around them is `summaryText`. */
export function findingsText(report: CheckReport, style: TextStyle): string {
  return report.files
    .flatMap(({ file, findings }) =>
      findings.map((finding) => findingText(style.shownAs(file), finding, style)),
    )
    .join("");
}

/** What happened to files, one line each, for stderr. */
export function fileNotes({ skipped, fixed, failures }: CheckReport, style: TextStyle): string {
  const { language, shownAs } = style;
  return [
    ...skipped.map(({ file, reason }) => `${shownAs(file)}: ${SKIPPED[language]}: ${reason}`),
    ...fixed.map(({ file, fixes, problem }) =>
      problem === undefined
        ? `${shownAs(file)}: ${count(fixes, FIXED, language)}`
        : `${shownAs(file)}: ${UNFIXED[language]}: ${problem}`,
    ),
    ...failures.map(
      ({ rule, file, error }) => `${shownAs(file)}: ${FAILED[language]} ${rule}: ${error}`,
    ),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

const SKIPPED: Words = { en: "not checked", ptBr: "não verificado" };
const UNFIXED: Words = { en: "not fixed", ptBr: "não corrigido" };
const FAILED: Words = {
  en: "a bug in Rowmill, please report it; left out:",
  ptBr: "um erro do Rowmill, por favor avise; deixada de fora:",
};

/** One line: what was found where, and what to do next. */
export function summaryText(report: CheckReport, { language }: TextStyle): string {
  const findings = report.files.flatMap((file) => file.findings);
  const files = count(report.filesChecked, FILES, language);
  if (findings.length === 0) return `${NOTHING[language]} ${files}\n`;
  const counts = countBySeverity(report.files);
  const parts = SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) =>
    count(counts[severity], NOUNS[severity], language),
  );
  const withFindings = report.files.filter((file) => file.findings.length > 0).length;
  const fixable = findings.filter(isFixable).length;
  const hint = fixable === 0 ? "" : `; ${count(fixable, FIXABLE, language)}`;
  return `${parts.join(", ")} ${PLACES[language](withFindings, files)}${hint}\n`;
}

function findingText(file: string, finding: CheckedFinding, style: TextStyle): string {
  const { language } = style;
  const { rule, severity, start, message, frame, related, fixes, mayHaveFix } = finding;
  const lines = [
    `${file}:${start.line + 1}:${start.column + 1}: ${painted(severity, style)} ${rule}`,
    ...indented(message[language]),
    ...indented(frame),
    ...related.flatMap((other) => indented(`${placeOf(other, style)}: ${other.message[language]}`)),
    ...fixes.flatMap(({ title, safety }) =>
      indented(`${FIX[safety][language]}: ${title[language]}`),
    ),
    ...(mayHaveFix ? indented(UNMADE_FIX[language]) : []),
  ];
  return `${lines.join("\n")}\n\n`;
}

const indented = (text: string): readonly string[] =>
  text.split("\n").map((line) => `  ${line}`.trimEnd());

const placeOf = ({ file, place }: CheckedRelated, { shownAs }: TextStyle): string =>
  place === undefined
    ? shownAs(file)
    : `${shownAs(file)}:${place.start.line + 1}:${place.start.column + 1}`;

const SEVERITIES = ["error", "warning", "info"] as const;

const COLORS: Readonly<Record<Severity, number>> = { error: 31, warning: 33, info: 36 };

function painted(severity: Severity, { language, hasColors }: TextStyle): string {
  const name = NAMES[severity][language];
  return hasColors ? `\u001b[${COLORS[severity]}m${name}\u001b[0m` : name;
}

const NAMES: Readonly<Record<Severity, Words>> = {
  error: { en: "error", ptBr: "erro" },
  warning: { en: "warning", ptBr: "aviso" },
  info: { en: "info", ptBr: "informação" },
};

/** One and many, by language. */
type Noun = Readonly<Record<Language, readonly [one: string, many: string]>>;

const NOUNS: Readonly<Record<Severity, Noun>> = {
  error: { en: ["error", "errors"], ptBr: ["erro", "erros"] },
  warning: { en: ["warning", "warnings"], ptBr: ["aviso", "avisos"] },
  info: { en: ["note", "notes"], ptBr: ["nota", "notas"] },
};

const FILES: Noun = { en: ["file", "files"], ptBr: ["arquivo", "arquivos"] };

const FIXED: Noun = {
  en: ["fix applied", "fixes applied"],
  ptBr: ["correção aplicada", "correções aplicadas"],
};

const FIXABLE: Noun = {
  en: ["can be fixed with --fix", "can be fixed with --fix"],
  ptBr: ["pode ser corrigido com --fix", "podem ser corrigidos com --fix"],
};

const NOTHING: Words = { en: "no findings in", ptBr: "nenhum achado em" };

const PLACES: Readonly<Record<Language, (withFindings: number, files: string) => string>> = {
  en: (withFindings, files) => `in ${withFindings} of ${files}`,
  ptBr: (withFindings, files) => `em ${withFindings} de ${files}`,
};

const FIX: Readonly<Record<"safe" | "unsafe", Words>> = {
  safe: { en: "fix (safe)", ptBr: "correção (segura)" },
  unsafe: { en: "fix (by hand)", ptBr: "correção (manual)" },
};

const UNMADE_FIX: Words = {
  en: "fix: not looked for in a file of this size; --fix applies a safe one",
  ptBr: "correção: não procurada em um arquivo deste tamanho; --fix aplica uma segura",
};

function count(number: number, noun: Noun, language: Language): string {
  const [one, many] = noun[language];
  const written = number.toLocaleString(language === "en" ? "en" : "pt-BR");
  return `${written} ${number === 1 ? one : many}`;
}
