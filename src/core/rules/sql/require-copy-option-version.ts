// COPY options that the server of this project is too old for.
import { defineStatementRule } from "../../analysis/rule.ts";
import {
  type CopyOption,
  type CopyOptionName,
  type CopyOptions,
  isOn,
  readCopyOptions,
} from "../../lang/sql/copy-options.ts";

export const rule = defineStatementRule({
  id: "sql/require-copy-option-version",
  summary: "Require a server that is new enough for each COPY option",
  why: "An older server does not know the option and refuses the whole statement with SQLSTATE 42601, 22023 or 0A000, so nothing is loaded.",
  severity: "error",
  fixable: false,
  references: ["PostgreSQL documentation: COPY, and the release notes of 15 to 18"],
  on: ["copy"],
  isEmbeddable: true,
  examples: [
    {
      title: "ON_ERROR on PostgreSQL 16",
      bad: "COPY orders FROM STDIN WITH (FORMAT csv, «ON_ERROR ignore», LOG_VERBOSITY verbose);",
      good: "COPY orders FROM STDIN WITH (FORMAT csv);",
      serverVersion: 16,
    },
  ],
  *checkStatement(statement, { text }, { serverMajor }) {
    const options = serverMajor === undefined ? undefined : readCopyOptions(statement, text);
    if (serverMajor === undefined || options === undefined) return;
    // The first that the server meets is the one it complains about.
    for (const option of options.all) {
      const need = needOf(option, options);
      if (need === undefined || need.since <= serverMajor) continue;
      yield { range: option.range, message: message(need, serverMajor) };
      return;
    }
  },
});

interface Need {
  readonly what: string;
  /** Major version that takes it first. */
  readonly since: number;
}

type FindNeed = (
  value: string | undefined,
  option: CopyOption,
  options: CopyOptions,
) => Need | undefined;

const needOf = (option: CopyOption, options: CopyOptions): Need | undefined =>
  NEEDS[option.name]?.(option.value?.toLowerCase(), option, options);

const NEEDS: Partial<Record<CopyOptionName, FindNeed>> = {
  header: (value, option, { format }) => {
    if (value === "match") return { what: "HEADER match", since: 15 };
    const isNew = format === "text" && isOn(option);
    return isNew ? { what: "HEADER in text format", since: 15 } : undefined;
  },
  default: () => ({ what: "DEFAULT", since: 16 }),
  on_error: () => ({ what: "ON_ERROR", since: 17 }),
  log_verbosity: (value) =>
    value === "silent"
      ? { what: "LOG_VERBOSITY silent", since: 18 }
      : { what: "LOG_VERBOSITY", since: 17 },
  reject_limit: () => ({ what: "REJECT_LIMIT", since: 18 }),
  force_null: (value) => (value === "*" ? { what: "FORCE_NULL *", since: 17 } : undefined),
  force_not_null: (value) => (value === "*" ? { what: "FORCE_NOT_NULL *", since: 17 } : undefined),
};

const message = ({ what, since }: Need, serverMajor: number) => ({
  en: `${what} needs PostgreSQL ${since}, and the server has ${serverMajor}. It refuses the whole COPY and loads nothing. Leave the option out, or do its work before the load`,
  ptBr: `${what} exige PostgreSQL ${since}, e o servidor tem ${serverMajor}. Ele recusa o COPY inteiro e não carrega nada. Retire a opção, ou faça o trabalho dela antes da carga`,
});
