// Options that COPY refuses: by themselves, together, or in that direction.
import type { Fix } from "../../analysis/finding.ts";
import { defineStatementRule } from "../../analysis/rule.ts";
import type { Words } from "../../base/words.ts";
import {
  type CopyConflict,
  type CopyConflictKind,
  copyConflicts,
} from "../../lang/sql/copy-conflicts.ts";
import { isForOtherProduct, readCopyOptions } from "../../lang/sql/copy-options.ts";

export const rule = defineStatementRule({
  id: "sql/no-conflicting-copy-options",
  summary: "Disallow COPY options that the server refuses together",
  why: "The server checks the options before it reads the first row and refuses the whole statement, so nothing is loaded. The list was checked against PostgreSQL 13, 17 and 18.",
  severity: "error",
  fixable: true,
  references: ["PostgreSQL documentation: COPY"],
  on: ["copy"],
  isEmbeddable: true,
  examples: [
    {
      title: "Two characters for a tab",
      bad: "COPY orders FROM STDIN WITH (FORMAT csv, «DELIMITER '\\t'»);",
      good: "COPY orders FROM STDIN WITH (FORMAT csv, DELIMITER E'\\t');",
      isFixed: true,
    },
    {
      title: "A quote character in text format",
      bad: "COPY orders FROM STDIN WITH (DELIMITER ';', «QUOTE '\"'»);",
      good: "COPY orders FROM STDIN WITH (FORMAT csv, DELIMITER ';', QUOTE '\"');",
    },
    {
      title: "NULL that looks like two fields",
      bad: "COPY orders FROM STDIN WITH (FORMAT csv, «NULL ','»);",
      good: "COPY orders FROM STDIN WITH (FORMAT csv, NULL '');",
    },
  ],
  *checkStatement(statement, { text }, { serverMajor }) {
    const options = readCopyOptions(statement, text);
    if (options === undefined) return;
    const { direction } = statement;
    for (const conflict of copyConflicts({ options, direction, serverMajor })) {
      if (isForOtherProduct(text)) return;
      const fixes = escapeFix(conflict);
      yield { range: conflict.option.range, message: message(conflict), fixes };
    }
  },
});

/** '\t' is a backslash and a t: with an E before it, it is the tab that was meant. */
function escapeFix({ kind, option: { value, valueRange } }: CopyConflict): readonly Fix[] {
  if (kind !== "not-one-character" || valueRange === undefined) return [];
  if (value === undefined || !/^\\(?:t|x[0-9a-f]{2}|[0-7]{3}|\\)$/iu.test(value)) return [];
  const { start } = valueRange;
  const title = { en: "Write it as an escape string", ptBr: "Escrever como texto com escape" };
  return [{ title, safety: "safe", edits: [{ range: { start, end: start }, text: "E" }] }];
}

function message({ kind, option }: CopyConflict): Words {
  const { en, ptBr } = REASONS[kind];
  const said = (text: string) =>
    text.replace("{name}", option.name.toUpperCase()).replace("{value}", () => option.value ?? "");
  return {
    en: `${said(en[0])}. The server refuses the COPY and loads nothing. ${en[1]}`,
    ptBr: `${said(ptBr[0])}. O servidor recusa o COPY e não carrega nada. ${ptBr[1]}`,
  };
}

/** What is wrong, and what to do. */
interface Reason {
  readonly en: readonly [string, string];
  readonly ptBr: readonly [string, string];
}

const REASONS: Readonly<Record<CopyConflictKind, Reason>> = {
  twice: {
    en: ["{name} stands twice", "Leave one of them out"],
    ptBr: ["{name} aparece duas vezes", "Deixe só uma"],
  },
  "needs-csv": {
    en: ["{name} works in CSV format alone", "Add FORMAT csv, or leave it out"],
    ptBr: ["{name} só funciona no formato CSV", "Acrescente FORMAT csv, ou retire a opção"],
  },
  "not-in-binary": {
    en: ["{name} does not go with binary format", "Leave it out, or load as text or CSV"],
    ptBr: [
      "{name} não combina com o formato binary",
      "Retire a opção, ou carregue como text ou csv",
    ],
  },
  "only-from": {
    en: ["{name} works with COPY FROM alone", "Leave it out"],
    ptBr: ["{name} só funciona com COPY FROM", "Retire a opção"],
  },
  "only-to": {
    en: ["{name} works with COPY TO alone", "Leave it out"],
    ptBr: ["{name} só funciona com COPY TO", "Retire a opção"],
  },
  "not-one-character": {
    en: ["{name} must be one character of one byte", "A tab is written E'\\t'"],
    ptBr: ["{name} deve ser um só caractere de um byte", "Uma tabulação se escreve E'\\t'"],
  },
  "line-end": {
    en: ["{name} must not hold a line end", "Choose a text without one"],
    ptBr: ["{name} não pode conter fim de linha", "Escolha um texto sem ele"],
  },
  "unsafe-delimiter": {
    en: [
      "In text format the delimiter cannot be {value}",
      "Choose a sign that is no small letter, digit, full stop or backslash",
    ],
    ptBr: [
      "No formato text o delimitador não pode ser {value}",
      "Escolha um sinal que não seja letra minúscula, dígito, ponto ou barra invertida",
    ],
  },
  "delimiter-is-quote": {
    en: ["The delimiter and the quote are the same character", "Choose another for one"],
    ptBr: ["O delimitador e a aspa são o mesmo caractere", "Escolha outro para um deles"],
  },
  "holds-delimiter": {
    en: ["The text of {name} holds the delimiter", "Choose a text without it"],
    ptBr: ["O texto de {name} contém o delimitador", "Escolha um texto sem ele"],
  },
  "holds-quote": {
    en: ["The text of {name} holds the quote character", "Choose a text without it"],
    ptBr: ["O texto de {name} contém o caractere de aspa", "Escolha um texto sem ele"],
  },
  "null-is-default": {
    en: ["The same text stands for NULL and for DEFAULT", "Choose another for DEFAULT"],
    ptBr: ["O mesmo texto representa NULL e DEFAULT", "Escolha outro para DEFAULT"],
  },
  "limit-without-ignore": {
    en: ["REJECT_LIMIT needs ON_ERROR ignore", "Add it, or leave the limit out"],
    ptBr: ["REJECT_LIMIT exige ON_ERROR ignore", "Acrescente, ou retire o limite"],
  },
};
