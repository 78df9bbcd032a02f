// Hands files to the threads that judge them, a batch at a time: who is ready takes the next. A thread that dies costs
// the one file it cannot live with, which is found by giving the others of its batch out one by one.
import type { FileFacts } from "../../core/lang/sql/schema/build.ts";
import type { Checker } from "./check-session.ts";
import type { FoundFile } from "./find-files.ts";

export interface CrewChecker extends Checker {
  close(): Promise<void>;
}

/** What to do with files, and what to do with the answers. */
export interface Task<Result> {
  ask(checker: Checker, files: readonly FoundFile[]): Promise<readonly Result[]>;
  took(results: readonly Result[], files: readonly FoundFile[]): void;
  /** No thread lived through this file. */
  lost(file: FoundFile, reason: string): void;
}

/** Enough to pay for a message, few enough to share the rest evenly at the end. */
const BATCH_MAX = 32;

export class Crew {
  readonly #open: () => Promise<CrewChecker>;
  readonly #members: Member[] = [];
  readonly #signal: AbortSignal;
  #learnt: readonly FileFacts[] = [];

  private constructor(open: () => Promise<CrewChecker>, signal: AbortSignal) {
    this.#open = open;
    this.#signal = signal;
  }

  static async open(
    size: number,
    open: () => Promise<CrewChecker>,
    signal: AbortSignal,
  ): Promise<Crew> {
    const crew = new Crew(open, signal);
    const opening = Array.from({ length: size }, async () => {
      crew.#members.push({ checker: await open(), kept: [] });
    });
    // Each is awaited, so that none is left open when one of them fails.
    const failed = (await Promise.allSettled(opening)).find(({ status }) => status === "rejected");
    if (failed === undefined) return crew;
    await crew.close();
    throw failed.status === "rejected" ? failed.reason : failed;
  }

  /** Each file to one member; the members keep what they read. */
  async read<Result>(files: readonly FoundFile[], task: Task<Result>): Promise<void> {
    const shared = files.toReversed();
    await this.#work(task, (member) => {
      const batch = takeFrom(shared, this.#members.length);
      member.kept.push(...batch);
      return batch;
    });
  }

  /** Each file to the member that has read it, as long as there is no one idle. */
  async judge<Result>(files: readonly FoundFile[], task: Task<Result>): Promise<void> {
    const wanted = new Set(files.map(({ path }) => path));
    const own = new Map(
      this.#members.map((member) => {
        const kept = member.kept.splice(0).filter(({ path }) => wanted.delete(path));
        return [member, kept.toReversed()];
      }),
    );
    const shared = files.filter(({ path }) => wanted.has(path)).toReversed();
    await this.#work(task, (member) => {
      const queues = [own.get(member) ?? [], shared, longest([...own.values()])];
      return takeFrom(queues.find((queue) => queue.length > 0) ?? [], this.#members.length);
    });
  }

  async learn(facts: readonly FileFacts[]): Promise<void> {
    this.#learnt = facts;
    await Promise.all(this.#members.map(({ checker }) => checker.learn(facts)));
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map(({ checker }) => checker.close()));
  }

  async #work<Result>(
    task: Task<Result>,
    next: (member: Member) => readonly FoundFile[],
  ): Promise<void> {
    await Promise.all(
      this.#members.map(async (member) => {
        for (let batch = next(member); batch.length > 0; batch = next(member)) {
          this.#signal.throwIfAborted();
          await this.#one(member, batch, task);
        }
      }),
    );
  }

  async #one<Result>(
    member: Member,
    batch: readonly FoundFile[],
    task: Task<Result>,
  ): Promise<void> {
    try {
      task.took(await task.ask(member.checker, batch), batch);
    } catch (error) {
      this.#signal.throwIfAborted();
      await this.#replace(member);
      const [only, ...rest] = batch;
      if (only !== undefined && rest.length === 0) task.lost(only, reasonOf(error));
      else for (const file of batch) await this.#one(member, [file], task);
    }
  }

  async #replace(member: Member): Promise<void> {
    await member.checker.close();
    member.checker = await this.#open();
    await member.checker.learn(this.#learnt);
  }
}

interface Member {
  checker: CrewChecker;
  /** Files whose texts it may still have. */
  readonly kept: FoundFile[];
}

/** From the end of a turned-around queue; smaller towards its end. */
const takeFrom = (queue: FoundFile[], members: number): readonly FoundFile[] =>
  queue
    .splice(-Math.max(1, Math.min(BATCH_MAX, Math.ceil(queue.length / (4 * members)))))
    .toReversed();

const longest = (queues: readonly FoundFile[][]): FoundFile[] =>
  queues.reduce((best, queue) => (queue.length > best.length ? queue : best), []);

const reasonOf = (error: unknown): string =>
  `the check broke off: ${error instanceof Error ? error.message : String(error)}`;
