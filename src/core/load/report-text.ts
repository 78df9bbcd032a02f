// The end of a load in words, for people: the reconciliation, in English and Brazilian Portuguese.
// CLI, notification and monitor all say this sentence.
import { placeText } from "../base/ingest-error.ts";
import type { LoadReport, Problem } from "./events.ts";
import { STANDARD_INPUT } from "./plan.ts";

export interface ReportText {
  readonly message: string;
  /** The next step, where there is one. */
  readonly hint: string | null;
}

/** What a load has committed so far. */
export interface CommittedSoFar {
  readonly table: string;
  readonly loaded: number;
  readonly rejected: number;
  readonly skipped: number;
  /** Rows that wait in the staging table: none of them is in the table. */
  readonly staged?: number;
}

/** `locale` is BCP 47; anything but Portuguese is told in English, with the locale's numbers. */
export function reportText(report: LoadReport, locale: string): ReportText {
  const say = wordsOf(locale);
  if (report.problem !== null) return problemReportText(report, report.problem, locale);
  if (report.isCancelled || report.status === "stopped") return stoppedText(report, locale);
  if (report.status === "failed" || !report.reconciled) {
    return { message: say.doesNotAddUp(report), hint: say.resumeLoadsMissing };
  }
  if (report.isAlreadyLoaded) return { message: say.alreadyLoaded(report), hint: say.loadAgain };
  return {
    message: say.complete(report),
    hint:
      report.rejected > 0 && report.rejectsFile !== null
        ? say.mendRejects(report.rejectsFile)
        : null,
  };
}

/** A load that did not reach its end: what was committed, and how it goes on. */
export function stoppedText(so: CommittedSoFar, locale: string): ReportText {
  const say = wordsOf(locale);
  if (so.staged !== undefined && so.staged > 0)
    return { message: say.stoppedStaged(so, so.staged), hint: say.resume };
  const committed = so.loaded + so.rejected + so.skipped;
  return committed === 0
    ? { message: say.stoppedEmpty(so), hint: say.startAgain }
    : { message: say.stopped(so), hint: say.resume };
}

/** What happened and where, as a sentence without its full stop. */
export function problemText(problem: Pick<Problem, "message" | "place">): string {
  // Many messages name the file or the whole place themselves; once is enough.
  const { file, ...rest } = problem.place;
  const isFileNamed = file === undefined || problem.message.includes(file);
  const place = placeText(isFileNamed ? rest : problem.place);
  const isPlaceNamed = place === "" || problem.message.includes(place);
  return capitalised(isPlaceNamed ? problem.message : `${problem.message} (${place})`);
}

function problemReportText(report: LoadReport, problem: Problem, locale: string): ReportText {
  const stopped = stoppedText(report, locale).message;
  return { message: `${problemText(problem)}. ${stopped}`, hint: problem.hint };
}

/** Begins a sentence; a name at the start, as orders.csv, stays as it is. */
export const capitalised = (text: string): string =>
  text.replace(
    /^\p{Ll}\p{L}*(?=[\s,;]|:(?!\/\/)|$)/u,
    (word) => word.charAt(0).toUpperCase() + word.slice(1),
  );

interface Say {
  complete(report: LoadReport): string;
  alreadyLoaded(report: LoadReport): string;
  doesNotAddUp(report: LoadReport): string;
  stopped(so: CommittedSoFar): string;
  stoppedEmpty(so: CommittedSoFar): string;
  stoppedStaged(so: CommittedSoFar, staged: number): string;
  mendRejects(file: string): string;
  readonly resume: string;
  readonly startAgain: string;
  readonly loadAgain: string;
  readonly resumeLoadsMissing: string;
}

const wordsOf = (locale: string): Say => {
  const numbers = new Intl.NumberFormat(safeLocale(locale));
  const n = (value: number) => numbers.format(value);
  return /^pt\b/iu.test(locale) ? portuguese(n) : english(n);
};

const english = (n: (value: number) => string): Say => {
  const records = (count: number) => (count === 1 ? "record" : "records");
  const parts = (so: CommittedSoFar) => `${n(so.rejected)} rejected, ${n(so.skipped)} skipped`;
  const how = ({ merge }: LoadReport) =>
    listed([
      [merge === null || merge.updated === 0 ? 0 : merge.inserted, (count) => `${n(count)} new`],
      [merge?.updated ?? 0, (count) => `${n(count)} updated`],
      [merge?.deleted ?? 0, (count) => `in place of ${n(count)}`],
    ]);
  const skippedHow = ({ merge, duplicates }: LoadReport) =>
    listed([
      [merge === null ? duplicates : 0, (count) => `${n(count)} with a key that was there`],
      [merge?.unchanged ?? 0, (count) => `${n(count)} unchanged`],
      [merge?.superseded ?? 0, (count) => `${n(count)} superseded in the file`],
    ]);
  return {
    complete: (report) => {
      const total = recordsOf(report);
      return `${n(report.loaded)} of ${n(total)} ${records(total)} loaded into ${report.table}${how(report)}, ${parts(report)}${skippedHow(report)}: all accounted for`;
    },
    alreadyLoaded: (report) =>
      `Already loaded: ${report.table} has ${fileName(report, "standard input")} (${n(report.loaded)} loaded, ${parts(report)}): nothing was loaded again`,
    doesNotAddUp: (report) =>
      `The load into ${report.table} does not add up: ${report.records === null ? "an unknown number of" : n(report.records)} ` +
      `${records(report.records ?? 0)} in ${fileName(report, "standard input")}, but ${n(report.loaded)} loaded, ${parts(report)}`,
    stopped: (so) =>
      `Stopped: ${n(so.loaded)} ${records(so.loaded)} committed into ${so.table}, ${parts(so)}`,
    stoppedEmpty: (so) => `Stopped: nothing was committed into ${so.table}`,
    stoppedStaged: (so, staged) =>
      `Stopped: nothing is in ${so.table} yet; ${n(staged)} ${staged === 1 ? "row is" : "rows are"} staged, ${parts(so)}`,
    mendRejects: (file) => `mend the rejected records in ${file} and load that file`,
    resume: "what is committed stays; a resume continues after it, and nothing is loaded twice",
    startAgain: "start the load again when you are ready",
    loadAgain: "to load the same content once more on purpose, give the load a name with --load-id",
    resumeLoadsMissing:
      "nothing is called loaded that the ledger does not show; a resume loads what is missing",
  };
};

const portuguese = (n: (value: number) => string): Say => {
  const records = (count: number) => (count === 1 ? "registro" : "registros");
  const loaded = (count: number) => `${n(count)} ${count === 1 ? "carregado" : "carregados"}`;
  const parts = (so: CommittedSoFar) =>
    `${n(so.rejected)} ${so.rejected === 1 ? "rejeitado" : "rejeitados"}, ${n(so.skipped)} ${so.skipped === 1 ? "ignorado" : "ignorados"}`;
  const how = ({ merge }: LoadReport) =>
    listed([
      [merge === null || merge.updated === 0 ? 0 : merge.inserted, (count) => `novos: ${n(count)}`],
      [merge?.updated ?? 0, (count) => `atualizados: ${n(count)}`],
      [merge?.deleted ?? 0, (count) => `no lugar de ${n(count)}`],
    ]);
  const skippedHow = ({ merge, duplicates }: LoadReport) =>
    listed([
      [merge === null ? duplicates : 0, (count) => `${n(count)} com chave que já estava lá`],
      [merge?.unchanged ?? 0, (count) => `sem mudança: ${n(count)}`],
      [merge?.superseded ?? 0, (count) => `substituídos no arquivo: ${n(count)}`],
    ]);
  return {
    complete: (report) => {
      const total = recordsOf(report);
      return `${n(report.loaded)} de ${n(total)} ${records(total)} em ${report.table}${how(report)}, ${parts(report)}${skippedHow(report)}: tudo confere`;
    },
    alreadyLoaded: (report) =>
      `Já carregado: ${report.table} já tem ${fileName(report, "a entrada padrão")} (${loaded(report.loaded)}, ${parts(report)}): nada foi carregado de novo`,
    doesNotAddUp: (report) =>
      `A carga em ${report.table} não confere: ${report.records === null ? "número desconhecido de" : n(report.records)} ` +
      `${records(report.records ?? 0)} em ${fileName(report, "a entrada padrão")}, mas ${loaded(report.loaded)}, ${parts(report)}`,
    stopped: (so) =>
      `Carga parada: ${n(so.loaded)} ${records(so.loaded)} ${so.loaded === 1 ? "confirmado" : "confirmados"} em ${so.table}, ${parts(so)}`,
    stoppedEmpty: (so) => `Carga parada: nada foi confirmado em ${so.table}`,
    stoppedStaged: (so, staged) =>
      `Carga parada: nada está em ${so.table} ainda; ${n(staged)} ${staged === 1 ? "linha espera" : "linhas esperam"} na tabela de preparação, ${parts(so)}`,
    mendRejects: (file) => `corrija os registros rejeitados em ${file} e carregue esse arquivo`,
    resume:
      "o que foi confirmado permanece; retomar continua a partir daí, e nada é carregado duas vezes",
    startAgain: "comece a carga de novo quando quiser",
    loadAgain:
      "para carregar o mesmo conteúdo outra vez de propósito, dê um nome à carga com --load-id",
    resumeLoadsMissing:
      "só conta como carregado o que o registro de cargas mostra; retomar carrega o que falta",
  };
};

/** ` (a, b)` of the counts that are not zero; nothing when all are. */
function listed(counts: readonly (readonly [number, (count: number) => string])[]): string {
  const words = counts.flatMap(([count, say]) => (count > 0 ? [say(count)] : []));
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

/** A finished load knows its records; their parts stand in where an older ledger row does not. */
const recordsOf = (report: LoadReport): number =>
  report.records ?? report.loaded + report.rejected + report.skipped;

/** The last part of the path, on either kind of system; of an address without its query. */
const fileName = ({ file }: LoadReport, standardInput: string): string => {
  if (file === STANDARD_INPUT) return standardInput;
  const path = file.replace(/^(https?:[^?#]*).*$/iu, "$1");
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
};

/** A locale Intl does not know would throw; people then get English numbers. */
function safeLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? "en";
  } catch (error) {
    if (error instanceof RangeError) return "en";
    throw error;
  }
}
