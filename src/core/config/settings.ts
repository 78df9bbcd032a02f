// Every editor setting once: key, type, default, words, scope. `npm run generate` prints the manifest's
// configuration, its translations and docs/reference/settings.md from this table.

import type { Words } from "../base/words.ts";

interface SettingBase {
  readonly key: string;
  readonly words: Words;
  readonly scope: "machine-overridable" | "resource" | "window";
  /** True where a workspace's own value may only count once the workspace is trusted. */
  readonly isRestricted: boolean;
}

export interface TextSetting extends SettingBase {
  readonly type: "text";
  readonly default: string;
  /** What a valid value looks like, for the settings editor; null takes any text. */
  readonly pattern: { readonly source: string; readonly problem: Words } | null;
}

export interface ChoiceSetting extends SettingBase {
  readonly type: "choice";
  readonly default: string;
  readonly choices: readonly { readonly value: string; readonly words: Words }[];
}

export interface SwitchSetting extends SettingBase {
  readonly type: "switch";
  readonly default: boolean;
}

export type Setting = TextSetting | ChoiceSetting | SwitchSetting;

export const SETTINGS = [
  {
    key: "rowmill.load.workers",
    type: "text",
    default: "auto",
    pattern: {
      source: "^(auto|[1-9]|[1-5][0-9]|6[0-4])$",
      problem: {
        en: "Give auto, or a number from 1 to 64",
        ptBr: "Informe auto ou um número de 1 a 64",
      },
    },
    scope: "machine-overridable",
    isRestricted: true,
    words: {
      en: "Connections that copy at the same time: `auto`, or a number from 1 to 64.",
      ptBr: "Conexões que copiam ao mesmo tempo: `auto` ou um número de 1 a 64.",
    },
  },
  {
    key: "rowmill.load.maxRejects",
    type: "text",
    default: "0",
    pattern: {
      source: "^(all|0|[1-9][0-9]{0,8})$",
      problem: { en: "Give all, or a number", ptBr: "Informe all ou um número" },
    },
    scope: "resource",
    isRestricted: true,
    words: {
      en: "Bad records that a load may put into its reject file before it stops: a number, or `all`. With `0` the first bad record stops the load; what was committed stays, and Resume Load continues.",
      ptBr: "Registros ruins que uma carga pode pôr no arquivo de rejeitados antes de parar: um número ou `all`. Com `0` o primeiro registro ruim para a carga; o que foi confirmado permanece, e Retomar carga continua.",
    },
  },
  {
    key: "rowmill.load.rejectsFolder",
    type: "text",
    default: "",
    pattern: null,
    scope: "machine-overridable",
    isRestricted: true,
    words: {
      en: "Folder for reject files, as an absolute path. Empty: beside the file that is loaded.",
      ptBr: "Pasta para os arquivos de rejeitados, como caminho absoluto. Vazio: ao lado do arquivo carregado.",
    },
  },
  {
    key: "rowmill.load.durability",
    type: "choice",
    default: "on",
    choices: [
      {
        value: "on",
        words: {
          en: "Each commit waits until the server has it on disk.",
          ptBr: "Cada confirmação espera até o servidor gravá-la em disco.",
        },
      },
      {
        value: "remote_apply",
        words: {
          en: "Each commit also waits until the synchronous standbys show it.",
          ptBr: "Cada confirmação espera também até os servidores em espera síncronos a mostrarem.",
        },
      },
      {
        value: "off",
        words: {
          en: "Commits do not wait for the disk: faster; a crash of the server can undo the last ones, and Resume Load loads them again.",
          ptBr: "As confirmações não esperam o disco: mais rápido; uma queda do servidor pode desfazer as últimas, e Retomar carga as carrega de novo.",
        },
      },
    ],
    scope: "resource",
    isRestricted: true,
    words: {
      en: "What a commit of a load waits for (the server's `synchronous_commit`).",
      ptBr: "O que cada confirmação de uma carga espera (o `synchronous_commit` do servidor).",
    },
  },
  {
    key: "rowmill.monitor.openOnLoad",
    type: "switch",
    default: true,
    scope: "window",
    isRestricted: false,
    words: {
      en: "Open the throughput monitor when a load starts.",
      ptBr: "Abrir o monitor de vazão quando uma carga começa.",
    },
  },
  {
    key: "rowmill.check.enable",
    type: "switch",
    default: true,
    scope: "window",
    isRestricted: false,
    words: {
      en: "Check SQL and the code that writes rows while you type. Which rules, and how severe: `rowmill.yaml`. To mend on save, set `editor.codeActionsOnSave` with `source.fixAll.rowmill`.",
      ptBr: "Verificar SQL e o código que grava linhas enquanto você digita. Quais regras, e com que severidade: `rowmill.yaml`. Para corrigir ao salvar, defina `editor.codeActionsOnSave` com `source.fixAll.rowmill`.",
    },
  },
  {
    key: "rowmill.check.codeLens",
    type: "switch",
    default: true,
    scope: "window",
    isRestricted: false,
    words: {
      en: "Show how many single-row INSERTs follow, and what can be made of them, above a long run of them.",
      ptBr: "Mostrar, acima de uma longa sequência de INSERTs de uma linha, quantos são e em que podem ser transformados.",
    },
  },
] as const satisfies readonly Setting[];

export type SettingKey = (typeof SETTINGS)[number]["key"];

/** The same words as core/load's Durability, which this folder may not import. */
type DurabilityChoice = "on" | "remote_apply" | "off";

/** What the settings mean to a load. */
export interface EditorSettings {
  readonly workers: "auto" | number;
  /** null allows any number. */
  readonly rejectsMax: number | null;
  /** null: beside the file. */
  readonly rejectsFolder: string | null;
  readonly durability: DurabilityChoice;
  readonly opensMonitor: boolean;
}

/** Reads the values; one that is not valid counts as its default and is named in `invalid`. */
export function readSettings(get: (key: SettingKey) => unknown): {
  readonly settings: EditorSettings;
  readonly invalid: readonly SettingKey[];
} {
  const invalid: SettingKey[] = [];
  const read = <T>(key: SettingKey, parse: (value: unknown) => T | undefined, fallback: T): T => {
    const value = get(key);
    const parsed = value === undefined ? fallback : parse(value);
    if (parsed !== undefined) return parsed;
    invalid.push(key);
    return fallback;
  };
  const settings: EditorSettings = {
    workers: read("rowmill.load.workers", parseWorkers, "auto"),
    rejectsMax: read("rowmill.load.maxRejects", parseRejectsMax, 0),
    rejectsFolder: read("rowmill.load.rejectsFolder", parseFolder, null),
    durability: read("rowmill.load.durability", parseDurability, "on"),
    opensMonitor: read("rowmill.monitor.openOnLoad", parseSwitch, true),
  };
  return { settings, invalid };
}

/** `auto`, or 1 to 64; undefined for anything else. */
export function parseWorkers(value: unknown): "auto" | number | undefined {
  if (value === "auto") return "auto";
  const workers = parseCount(value);
  return workers !== undefined && workers >= 1 && workers <= 64 ? workers : undefined;
}

/** `all` gives null (any number); undefined for anything that is neither that nor a count. */
export function parseRejectsMax(value: unknown): number | null | undefined {
  return value === "all" ? null : parseCount(value);
}

function parseCount(value: unknown): number | undefined {
  const count = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof count === "number" && Number.isInteger(count) && count >= 0 && count < 1e9
    ? count
    : undefined;
}

function parseFolder(value: unknown): string | null | undefined {
  if (typeof value !== "string") return undefined;
  const folder = value.trim();
  return folder === "" ? null : folder;
}

function parseDurability(value: unknown): DurabilityChoice | undefined {
  return value === "on" || value === "remote_apply" || value === "off" ? value : undefined;
}

const parseSwitch = (value: unknown): boolean | undefined =>
  typeof value === "boolean" ? value : undefined;
