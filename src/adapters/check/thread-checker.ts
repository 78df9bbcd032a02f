// A checker in a thread of its own. When the thread dies, of memory or of a bug, whoever waits is told.
import { Worker } from "node:worker_threads";
import { assert } from "../../core/base/assert.ts";
import type { Checker, CheckSettings } from "./check-session.ts";
import { type Answer, isAnswer, type Request } from "./messages.ts";

export interface ThreadChecker extends Checker {
  close(): Promise<void>;
}

/** `program` is the bundle of worker.ts. */
export async function openThread(program: URL, settings: CheckSettings): Promise<ThreadChecker> {
  const thread = new Thread(new Worker(program));
  await thread.ask({ kind: "open", settings });
  return {
    async readFacts(files) {
      const answer = await thread.ask({ kind: "facts", files });
      assert(answer.kind === "facts", "facts");
      return answer.facts;
    },
    async learn(facts) {
      await thread.ask({ kind: "learn", facts });
    },
    async judge(files, doesFix) {
      const answer = await thread.ask({ kind: "judge", files, doesFix });
      assert(answer.kind === "judged", "what was judged");
      return answer.judged;
    },
    close: () => thread.close(),
  };
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

class Thread {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #death: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on("message", (message: unknown) => {
      assert(isAnswer(message), "an answer");
      this.#waiting.shift()?.resolve(message);
    });
    worker.on("error", (error) => this.#die(error));
    worker.on("exit", (code) => this.#die(new Error(`the thread ended with ${code}`)));
  }

  async ask(request: Request): Promise<Answer> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      if (this.#death !== undefined) {
        reject(this.#death);
        return;
      }
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(request);
    });
    if (answer.kind === "failed") throw new Error(answer.error);
    return answer;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #die(error: Error): void {
    this.#death ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#death);
  }
}
