// A check from paths to a report: find the files, learn what their DDL says of tables, judge them by the rules, and,
// when asked, fix and judge again.
import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileKind } from "../../core/analysis/file-kind.ts";
import type { FileFacts } from "../../core/lang/sql/schema/build.ts";
import { WORKSPACE_BOUNDS, workspaceFiles } from "../files/workspace-files.ts";
import { type CheckSettings, openSession } from "./check-session.ts";
import { Crew, type CrewChecker, type Task } from "./crew.ts";
import { byName, type FoundFile, type FoundFiles, nameIn } from "./find-files.ts";
import type { CheckReport, FixedFile, RuleFailure, Skipped } from "./report.ts";
import type { Judged } from "./judged.ts";
import { placeRelated } from "./place-related.ts";
import { openThread } from "./thread-checker.ts";

export interface CheckOptions {
  readonly settings: CheckSettings;
  /** Names in reports are relative to it. */
  readonly root: string;
  readonly found: FoundFiles;
  /** A folder whose DDL is known although not all of it is checked; undefined for none. */
  readonly workspace: string | undefined;
  readonly doesFix: boolean;
  /** The bundle of worker.ts. */
  readonly program: URL;
}

export interface CheckProgress {
  readonly phase: "reading" | "judging" | "fixing";
  readonly done: number;
  readonly total: number;
}

export type OnProgress = (progress: CheckProgress) => void;

/** Less than that is done before a thread has started. */
const ALONE_FILES_MAX = 8;
const ALONE_BYTES_MAX = 2 * 1_048_576;
/** Fixing a file's DDL can change what is found in others. */
const FIX_ROUNDS_MAX = 5;

export async function runCheck(
  options: CheckOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<CheckReport> {
  const sources = await schemaSources(options, signal);
  const crew = await openCrew(options, sources, signal);
  const stop = (): void => void crew.close();
  signal.addEventListener("abort", stop);
  try {
    const check = new Check(crew, onProgress);
    for (let round = 1; ; round++) {
      await check.learn(sources);
      const doesFix = options.doesFix && round <= FIX_ROUNDS_MAX;
      const isSettled = await check.judge(options.found.files, doesFix);
      if (isSettled || !doesFix) return check.report(options);
    }
  } finally {
    signal.removeEventListener("abort", stop);
    await crew.close();
  }
}

/** The SQL that is checked, and with a workspace all other SQL in it, within the bounds that an editor has. */
async function schemaSources(
  { found, root, workspace }: CheckOptions,
  signal: AbortSignal,
): Promise<readonly FoundFile[]> {
  const sources = found.files.filter(({ file }) => (fileKind(file)?.kind ?? "sql") === "sql");
  if (workspace === undefined) return sources;
  const known = new Set(sources.map(({ path }) => path));
  const isSql = (name: string): boolean => fileKind(name)?.kind === "sql";
  const others: FoundFile[] = [];
  for await (const path of workspaceFiles(workspace, isSql, WORKSPACE_BOUNDS, signal))
    if (!known.has(path)) others.push({ path, file: nameIn(root, path), isNamed: false });
  return [...sources, ...others].toSorted(byName);
}

async function openCrew(
  { settings, found, program }: CheckOptions,
  sources: readonly FoundFile[],
  signal: AbortSignal,
): Promise<Crew> {
  const isSmall = isLittle([...found.files, ...sources]);
  return isSmall
    ? Crew.open(1, () => openHere(settings), signal)
    : Crew.open(Math.max(2, availableParallelism()), () => openThread(program, settings), signal);
}

async function openHere(settings: CheckSettings): Promise<CrewChecker> {
  const session = await openSession(settings);
  return {
    readFacts: (files) => session.readFacts(files),
    learn: (facts) => session.learn(facts),
    judge: (files, doesFix) => session.judge(files, doesFix),
    close: () => Promise.resolve(),
  };
}

function isLittle(files: readonly FoundFile[]): boolean {
  if (files.length > 2 * ALONE_FILES_MAX) return false;
  const paths = new Set(files.map(({ path }) => path));
  const sizes = [...paths].map((path) => lengthOf(path));
  return paths.size <= ALONE_FILES_MAX && sizes.reduce((a, b) => a + b, 0) <= ALONE_BYTES_MAX;
}

/** A pipe may let us wait for ever, and a thread can be left behind. */
function lengthOf(path: string): number {
  const info = statSync(path, { throwIfNoEntry: false });
  return info === undefined || info.isFile() ? (info?.size ?? 0) : Infinity;
}

class Check {
  readonly #crew: Crew;
  readonly #onProgress: OnProgress;
  /** Of the last round. */
  #judged: readonly Judged[] = [];
  readonly #lost = new Map<string, Skipped>();
  readonly #fixed = new Map<string, FixedFile>();

  constructor(crew: Crew, onProgress: OnProgress) {
    this.#crew = crew;
    this.#onProgress = onProgress;
  }

  async learn(sources: readonly FoundFile[]): Promise<void> {
    const facts: FileFacts[] = [];
    await this.#crew.read(
      sources,
      this.#task("reading", sources.length, {
        ask: (checker, files) => checker.readFacts(files),
        took: (results) => void facts.push(...results),
      }),
    );
    // In the order of their names, whoever read them first.
    await this.#crew.learn(facts.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
  }

  /** False where a fix has changed tables that other files may depend on. */
  async judge(files: readonly FoundFile[], doesFix: boolean): Promise<boolean> {
    const judged: Judged[] = [];
    await this.#crew.judge(
      files,
      this.#task<Judged>(doesFix ? "fixing" : "judging", files.length, {
        ask: (checker, batch) => checker.judge(batch, doesFix),
        took: (results) => void judged.push(...results),
      }),
    );
    this.#judged = judged;
    for (const { fixed } of judged) {
      if (fixed === undefined) continue;
      const before = this.#fixed.get(fixed.file)?.fixes ?? 0;
      this.#fixed.set(fixed.file, { ...fixed, fixes: before + fixed.fixes });
    }
    return !judged.some(({ changesTables }) => changesTables);
  }

  report({ found, root }: CheckOptions): CheckReport {
    const judged = this.#judged;
    const folders = found.unreadable.map((folder) => ({ ...folder, isUnreadable: true }));
    const files = judged.flatMap(({ skipped }) => skipped ?? []);
    return {
      files: placeRelated(judged.flatMap(({ found: file }) => file ?? []).toSorted(byName), root),
      filesChecked: judged.filter(({ skipped }) => skipped === undefined).length,
      bytesChecked: judged.reduce((sum, { bytes }) => sum + bytes, 0),
      skipped: [...folders, ...files, ...this.#lost.values()].toSorted(byName),
      fixed: [...this.#fixed.values()].toSorted(byName),
      failures: firstOfEach(judged.flatMap(({ failures }) => failures)),
    };
  }

  #task<Result>(
    phase: CheckProgress["phase"],
    total: number,
    { ask, took }: Pick<Task<Result>, "ask" | "took">,
  ): Task<Result> {
    let done = 0;
    this.#onProgress({ phase, done, total });
    return {
      ask,
      took: (results, files) => {
        took(results, files);
        this.#onProgress({ phase, done: (done += files.length), total });
      },
      lost: ({ file }, reason) => {
        this.#lost.set(file, { file, reason, isUnreadable: true });
        this.#onProgress({ phase, done: ++done, total });
      },
    };
  }
}

/** Each rule that threw, with the first file by name. */
function firstOfEach(failures: readonly RuleFailure[]): readonly RuleFailure[] {
  const first = new Map<string, RuleFailure>();
  for (const failure of failures.toSorted(byName))
    if (!first.has(failure.rule)) first.set(failure.rule, failure);
  return [...first.values()].toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
}
