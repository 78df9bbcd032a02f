// The questions for a new or changed connection: string, name, password. Each has an answer by default.
import { l10n } from "vscode";

import { problemFrom } from "../adapters/load-process/messages.ts";
import { parseDsn } from "../adapters/pg/connection/dsn.ts";
import type { Connection } from "./connections.ts";
import { proposedName, splitDsn } from "./dsn-password.ts";
import { neededText, textStep } from "./quick-step.ts";
import { Cancelled } from "./register-command.ts";

export interface ConnectionAnswers {
  readonly name: string;
  readonly dsn: string;
  /** undefined: leave the stored one as it is. */
  readonly password: string | null | undefined;
}

/** `old` is the connection to change; null for a new one. */
export async function askConnection(
  old: Connection | null,
  hasPassword: boolean,
): Promise<ConnectionAnswers> {
  const title = old === null ? l10n.t("Add Connection") : l10n.t("Edit Connection");
  const typed = await needed(
    textStep({
      title,
      prompt: l10n.t(
        "Connection string. A password in it goes to the secret storage, and is not kept with the rest",
      ),
      placeholder: "postgresql://user@host:5432/database",
      value: old?.dsn ?? "",
      problemOf: dsnProblem,
    }),
  );
  const { dsn, password } = splitDsn(typed);
  const name = await needed(
    textStep({
      title,
      prompt: l10n.t("Name of the connection"),
      value: old?.name ?? proposedName(dsn),
      problemOf: neededText,
    }),
  );
  if (password !== null) return { name: name.trim(), dsn, password };
  const entered = await needed(
    textStep({
      title,
      prompt: hasPassword
        ? l10n.t("Password. Leave empty to keep the stored one")
        : l10n.t("Password. Leave empty where .pgpass, a service file or no password is used"),
      isPassword: true,
    }),
  );
  const unsaid = hasPassword ? undefined : null;
  return { name: name.trim(), dsn, password: entered === "" ? unsaid : entered };
}

function dsnProblem(text: string): string | undefined {
  if (text.trim() === "") return l10n.t("Give a connection string");
  try {
    parseDsn(splitDsn(text).dsn);
    return undefined;
  } catch (error) {
    const { message, hint } = problemFrom(error);
    return `${message}; ${hint}`;
  }
}

async function needed(answer: Promise<string | undefined>): Promise<string> {
  const text = await answer;
  if (text === undefined) throw new Cancelled();
  return text;
}
