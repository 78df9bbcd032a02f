// One folder of the workspace: its rowmill.yaml, the rules that are on in it, and the tables that its DDL makes.
import { dirname, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";

import {
  defaultPolicy,
  POLICY_FILE,
  policyRoot,
  readPolicyFile,
} from "../adapters/files/policy-file.ts";
import { readSource, WORKSPACE_BOUNDS, workspaceFiles } from "../adapters/files/workspace-files.ts";
import { fileKind } from "../core/analysis/file-kind.ts";
import { dialectFor } from "../core/analysis/policy.ts";
import { selectRules, type RuleSet } from "../core/analysis/rule-set.ts";
import { IngestError } from "../core/base/ingest-error.ts";
import { parseSql } from "../core/lang/sql/parse.ts";
import { RULES } from "../core/rules/index.ts";
import { KnownFiles, mayHoldDdl } from "./known-files.ts";

/** What is wrong with a rowmill.yaml; undefined once it is right. */
export interface PolicyState {
  readonly uri: string;
  readonly problem: { readonly line: number; readonly message: string } | undefined;
}

/** Reading a larger file would be felt while somebody types; what makes tables is smaller. */
const BOUNDS = { ...WORKSPACE_BOUNDS, fileBytesMax: 8 * 1_048_576 };

export class WorkspaceFolder {
  known = new KnownFiles();
  rules: RuleSet = selectRules(RULES, defaultPolicy());
  readonly path: string;
  /** Names of files are relative to it: the folder of the rowmill.yaml that governs. */
  #root: string;

  constructor(folder: string) {
    this.path = folder;
    this.#root = folder;
  }

  /** Length of its path where it holds that file, else -1: of nested folders the deepest counts. */
  depthFor(path: string): number {
    return path === this.path || path.startsWith(`${this.path}${sep}`) ? this.path.length : -1;
  }

  /** Relative to the root, with forward slashes. */
  nameOf(path: string): string {
    const name = relative(this.#root, path);
    return sep === "/" ? name : name.replaceAll(sep, "/");
  }

  /** Reads the policy anew; with a mistake in it, what held before goes on. Undefined without a file. */
  async readPolicy(): Promise<PolicyState | undefined> {
    const root = policyRoot(this.path);
    this.#nameFrom(root ?? this.path);
    if (root === undefined) {
      this.rules = selectRules(RULES, defaultPolicy());
      return undefined;
    }
    const path = join(root, POLICY_FILE);
    const uri = pathToFileURL(path).href;
    try {
      this.rules = selectRules(
        RULES,
        await readPolicyFile(
          path,
          RULES.map(({ id }) => id),
        ),
      );
      return { uri, problem: undefined };
    } catch (error) {
      if (!(error instanceof IngestError)) throw error;
      return { uri, problem: { line: (error.place.line ?? 1) - 1, message: error.message } };
    }
  }

  /** Reads the DDL of all its files but those that are open; true where the tables are others now. */
  async readFiles(isOpen: (uri: string) => boolean, signal: AbortSignal): Promise<boolean> {
    let hasChanged = false;
    const isWanted = (name: string) => fileKind(name)?.kind === "sql";
    for await (const path of workspaceFiles(this.path, isWanted, BOUNDS, signal)) {
      // An open text is newer than its file, once it was looked at.
      if (isOpen(pathToFileURL(path).href) && this.known.knows(this.nameOf(path))) continue;
      hasChanged = (await this.readFile(path)) || hasChanged;
    }
    return hasChanged;
  }

  /** Files that were known by names from another root are not known any more. */
  #nameFrom(root: string): void {
    if (root === this.#root) return;
    this.#root = root;
    this.known = new KnownFiles();
  }

  /** True where the tables are others now. */
  async readFile(path: string): Promise<boolean> {
    const name = this.nameOf(path);
    const { policy } = this.rules;
    const text = policy.isIgnored(name) ? undefined : await readSource(path);
    if (text === undefined || !mayHoldDdl(text)) return this.known.forget(name);
    const document = parseSql(text, dialectFor(policy, name, text));
    return this.known.learn(name, pathToFileURL(path).href, document);
  }
}

/** For a file outside of every folder: its own one, of which nothing else is read. */
export const looseFolder = (path: string): WorkspaceFolder => new WorkspaceFolder(dirname(path));
