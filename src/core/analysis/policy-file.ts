// rowmill.yaml: its fields, and the policy they make. Reading YAML and matching globs is an adapter's.
import { isSqlDialect, SQL_DIALECTS, type SqlDialect } from "../lang/sql/dialect.ts";
import { nearestNames } from "../text/nearest.ts";
import type { Severity } from "./finding.ts";
import { DEFAULT_THRESHOLDS } from "./policy.ts";
import type { Thresholds } from "./rule.ts";

/** The file's content once it is known to be right; globs are as written. */
export interface PolicyFile {
  readonly rules: Readonly<Record<string, Severity | "off">>;
  readonly thresholds: Thresholds;
  readonly dialects: readonly { readonly files: string; readonly dialect: SqlDialect }[];
  readonly ignore: readonly string[];
  readonly server: number | undefined;
  readonly includeTests: boolean;
}

/** What is wrong, and the keys that lead to it. */
export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly problem: string;
}

export const EMPTY_POLICY_FILE: PolicyFile = {
  rules: {},
  thresholds: DEFAULT_THRESHOLDS,
  dialects: [],
  ignore: [],
  server: undefined,
  includeTests: false,
};

type Fields = Readonly<Record<string, unknown>>;
type Read = (value: unknown, ruleIds: readonly string[]) => Partial<PolicyFile> | PolicyProblem;

/** One entry a field, in the order in which the documents list them. */
export const POLICY_FIELDS: Readonly<
  Record<string, { readonly words: string; readonly read: Read }>
> = {
  version: {
    words: "The format's version: 1",
    read: (value) => (value === 1 ? {} : wrong(["version"], "1 is expected")),
  },
  server: {
    words: "Major version of the PostgreSQL server the files are for, such as 16",
    read: (value) =>
      isCount(value) && value >= 9 && value < 100
        ? { server: value }
        : wrong(["server"], "a major version such as 16 is expected"),
  },
  rules: {
    words: "Severity by rule id, or by domain as `sql/*`: error, warning, info, or off",
    read: (value, ruleIds) => readRules(value, ruleIds),
  },
  thresholds: {
    words: "runLength, batchRows, partitionHorizonDays, indexesMax",
    read: (value) => readThresholds(value),
  },
  dialects: {
    words: "SQL dialect by glob; the first that fits counts",
    read: (value) => readDialects(value),
  },
  ignore: {
    words: "Globs of files that are not checked",
    read: (value) =>
      Array.isArray(value) && value.every((glob) => typeof glob === "string")
        ? { ignore: value }
        : wrong(["ignore"], "a list of globs is expected"),
  },
  includeTests: {
    words: "true to check test folders too",
    read: (value) =>
      typeof value === "boolean"
        ? { includeTests: value }
        : wrong(["includeTests"], "true or false is expected"),
  },
};

/** The policy of a rowmill.yaml, or its first problem. `ruleIds` are all rules there are. */
export function readPolicy(
  content: unknown,
  ruleIds: readonly string[],
): PolicyFile | PolicyProblem {
  if (content === null || content === undefined) return EMPTY_POLICY_FILE;
  if (!isFields(content)) return wrong([], "fields with values are expected");
  let policy = EMPTY_POLICY_FILE;
  for (const [name, value] of Object.entries(content)) {
    const field = Object.hasOwn(POLICY_FIELDS, name) ? POLICY_FIELDS[name] : undefined;
    if (field === undefined) {
      const known = Object.keys(POLICY_FIELDS);
      return wrong([name], `no field is called ${name}; ${suggestion(name, known)}`);
    }
    const read = field.read(value, ruleIds);
    if (isProblem(read)) return read;
    policy = { ...policy, ...read };
  }
  return policy;
}

export const isProblem = (read: object): read is PolicyProblem => "problem" in read;

function readRules(
  value: unknown,
  ruleIds: readonly string[],
): Partial<PolicyFile> | PolicyProblem {
  if (!isFields(value)) return wrong(["rules"], "rule ids with severities are expected");
  const rules: Record<string, Severity | "off"> = {};
  const known = [...ruleIds, ...ruleIds.map((id) => `${id.slice(0, id.indexOf("/"))}/*`)];
  for (const [id, severity] of Object.entries(value)) {
    if (!known.includes(id))
      return wrong(["rules", id], `no rule is called ${id}; ${suggestion(id, ruleIds)}`);
    const asked = severityNamed(severity);
    if (asked === undefined) return wrong(["rules", id], "error, warning, info or off is expected");
    rules[id] = asked;
  }
  return { rules };
}

// YAML 1.1 readers take a bare off for false, and people are used to that.
function severityNamed(value: unknown): Severity | "off" | undefined {
  if (value === false) return "off";
  return SEVERITIES.find((severity) => severity === value);
}

const SEVERITIES = ["error", "warning", "info", "off"] as const;

function readThresholds(value: unknown): Partial<PolicyFile> | PolicyProblem {
  if (!isFields(value)) return wrong(["thresholds"], "names with numbers are expected");
  for (const [name, number] of Object.entries(value)) {
    const known = Object.keys(DEFAULT_THRESHOLDS);
    if (!known.includes(name))
      return wrong(
        ["thresholds", name],
        `no threshold is called ${name}; ${suggestion(name, known)}`,
      );
    if (!isCount(number) || number < 1)
      return wrong(["thresholds", name], "a whole number of at least 1 is expected");
  }
  return { thresholds: { ...DEFAULT_THRESHOLDS, ...value } };
}

function readDialects(value: unknown): Partial<PolicyFile> | PolicyProblem {
  if (!isFields(value)) return wrong(["dialects"], "globs with dialects are expected");
  const dialects: { files: string; dialect: SqlDialect }[] = [];
  for (const [files, dialect] of Object.entries(value)) {
    if (typeof dialect !== "string" || !isSqlDialect(dialect))
      return wrong(["dialects", files], `one of ${SQL_DIALECTS.join(", ")} is expected`);
    dialects.push({ files, dialect });
  }
  return { dialects };
}

function suggestion(name: string, known: readonly string[]): string {
  const [near] = nearestNames(name, known);
  if (near !== undefined) return `did you mean ${near}?`;
  return known.length > 12 ? "`rowmill rules` lists them" : `they are ${known.join(", ")}`;
}

const wrong = (path: readonly string[], problem: string): PolicyProblem => ({ path, problem });

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isInteger(value);
