// Reads rowmill.yaml, and finds the one that governs a folder.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import picomatch from "picomatch";
import { isNode, LineCounter, parseDocument } from "yaml";
import {
  EMPTY_POLICY_FILE,
  isProblem,
  type PolicyFile,
  readPolicy,
} from "../../core/analysis/policy-file.ts";
import type { Policy } from "../../core/analysis/policy.ts";
import { errors } from "../../core/base/errors.ts";
import { fileError, requireRegular } from "./file-source.ts";

export const POLICY_FILE = "rowmill.yaml";

/** The nearest folder, from `folder` upwards, that holds a rowmill.yaml; undefined without one. */
export function policyRoot(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, POLICY_FILE))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** The policy of a rowmill.yaml; throws a user error that names the line of the first mistake. */
export async function readPolicyFile(path: string, ruleIds: readonly string[]): Promise<Policy> {
  await requireRegular(path);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw fileError(path, error);
  }
  return policyOf(parsePolicyFile(path, text, ruleIds));
}

/** What holds without a file. */
export const defaultPolicy = (): Policy => policyOf(EMPTY_POLICY_FILE);

export function parsePolicyFile(
  path: string,
  text: string,
  ruleIds: readonly string[],
): PolicyFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  const lineAt = (offset: number) => lines.linePos(offset).line;
  if (broken !== undefined)
    throw errors.policyFileInvalid(
      path,
      lineAt(broken.pos[0]),
      broken.message.split("\n", 1)[0] ?? "",
    );
  const policy = readPolicy(document.toJS(), ruleIds);
  if (!isProblem(policy)) return policy;
  const node = document.getIn(policy.path, true);
  const offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  throw errors.policyFileInvalid(path, lineAt(offset), problemText(policy.path, policy.problem));
}

const problemText = (path: readonly (string | number)[], problem: string): string =>
  path.length === 0 ? problem : `${path.join(": ")}: ${problem}`;

function policyOf(file: PolicyFile): Policy {
  const isIgnored = picomatch([...file.ignore], { dot: true });
  const dialects = file.dialects.map(({ files, dialect }) => ({
    isMatch: picomatch(files, { dot: true }),
    dialect,
  }));
  return {
    severities: new Map(Object.entries(file.rules)),
    thresholds: file.thresholds,
    serverMajor: file.server,
    includesTests: file.includeTests,
    isIgnored: (path) => file.ignore.length > 0 && isIgnored(path),
    dialectOf: (path) =>
      dialects.find(({ isMatch }) => isMatch(path))?.dialect ?? dialectOfName(path),
  };
}

/** Hive's own extension; every other file is PostgreSQL's until somebody says otherwise. */
const dialectOfName = (path: string) => (/\.(?:hql|hive)$/iu.test(path) ? "hive" : undefined);
