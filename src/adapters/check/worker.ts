// The program of a thread that judges files: it answers one request after the other.
import { parentPort } from "node:worker_threads";
import { assert, present } from "../../core/base/assert.ts";
import { type Checker, openSession } from "./check-session.ts";
import { type Answer, isRequest, type Request } from "./messages.ts";

const port = present(parentPort, "to run in a thread");
let session: Checker | undefined;
// One promise behind the other: requests are answered in their order.
let last = Promise.resolve();
port.on("message", (message: unknown) => {
  last = last.then(async () => port.postMessage(await answerTo(message)));
});

async function answerTo(message: unknown): Promise<Answer> {
  try {
    assert(isRequest(message), "a request");
    return await answer(message);
  } catch (error) {
    return { kind: "failed", error: error instanceof Error ? error.message : String(error) };
  }
}

async function answer(request: Request): Promise<Answer> {
  if (request.kind === "open") {
    session = await openSession(request.settings);
    return { kind: "done" };
  }
  const checker = present(session, "a session to be opened first");
  switch (request.kind) {
    case "facts":
      return { kind: "facts", facts: await checker.readFacts(request.files) };
    case "learn":
      await checker.learn(request.facts);
      return { kind: "done" };
    case "judge":
      return { kind: "judged", judged: await checker.judge(request.files, request.doesFix) };
  }
}
