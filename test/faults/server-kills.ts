// Rows 5 to 9 and 17: the server's processes are terminated, cancelled, killed, stopped, or taken down in order.
import { setTimeout as sleep } from "node:timers/promises";
import {
  isBatchClaim,
  isBatchCommit,
  isCopyData,
  isMergeWork,
  type Message,
} from "../support/protocol-messages.ts";
import type { CliResult } from "../support/rowmill.ts";
import { requireEnd } from "./cli-end.ts";
import type { FaultRow } from "./fault-row.ts";
import type { Scene } from "./scene.ts";

type Point = (message: Message) => boolean;

interface Aim {
  readonly times: number;
  readonly isPoint: Point;
  /** At each such message, not at one here and there. */
  readonly isAlways?: boolean;
}

/** While such a message is held, `fault` happens; once more in the merge, where the load has one. */
async function loadWithFaults(
  scene: Scene,
  { times, isPoint, isAlways = false }: Aim,
  fault: () => Promise<unknown>,
): Promise<CliResult & { readonly faults: number }> {
  let faults = 0;
  let left = scene.between(1, 4);
  let isBusy = false;
  let untilMerge = isAlways ? 0 : scene.between(1, 2);
  const through = await scene.proxy(async (message) => {
    const isInMerge = isMergeWork(message) && !isBusy && --untilMerge === 0;
    if (!isInMerge) {
      if (faults >= times || !isPoint(message)) return null;
      if (!isAlways && (isBusy || --left > 0)) return null;
    }
    isBusy = true;
    faults += 1;
    await fault();
    left = scene.between(2, 5);
    isBusy = false;
    return null;
  });
  const result = await scene.load({ through });
  return { ...result, faults };
}

const isAnyPoint: Point = (message) =>
  isBatchClaim(message) || isBatchCommit(message) || isCopyData(message);

const terminated: FaultRow = {
  number: 5,
  fault: "backend terminated",
  injection:
    "pg_terminate_backend of one worker's backend, and of all, at a claim, in COPY, at COMMIT",
  async run(scene) {
    const { faults, ...result } = await loadWithFaults(
      scene,
      { times: 6, isPoint: isAnyPoint },
      () => {
        const limit = scene.chance() < 0.5 ? "LIMIT 1" : "";
        return scene.query(
          `SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity
         WHERE application_name LIKE 'rowmill%' AND datname = current_database() ${limit}) AS w`,
        );
      },
    );
    requireEnd(result, [0]);
    return faults;
  },
};

const cancelled: FaultRow = {
  number: 6,
  fault: "query cancelled",
  injection:
    "pg_cancel_backend of all workers in COPY, a few times; on seed 1 also at every attempt, until the load gives up",
  async run(scene) {
    const cancel = () =>
      scene.query(
        `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
         WHERE application_name LIKE 'rowmill/%' AND datname = current_database()`,
      );
    const some = await loadWithFaults(scene, { times: 5, isPoint: isCopyData }, cancel);
    requireEnd(some, [0]);
    if (scene.facts.seed !== 1) return some.faults;
    await scene.clear();
    const all = await loadWithFaults(
      scene,
      { times: 1_000, isPoint: isCopyData, isAlways: true },
      cancel,
    );
    requireEnd(all, [3], /did not go through in \d+ attempts; the last: canceling statement/);
    return some.faults + all.faults;
  },
};

const backendKilled: FaultRow = {
  number: 7,
  fault: "backend SIGKILL",
  injection: "kill -9 of one worker's backend: the server ends all sessions, recovers and goes on",
  async run(scene) {
    const { faults, ...result } = await loadWithFaults(
      scene,
      { times: 2, isPoint: isAnyPoint },
      () => scene.until("a backend to kill", () => killBackend(scene)),
    );
    requireEnd(result, [0, 3]);
    return faults;
  },
};

/** Kills one worker's backend, and waits until the server has recovered; false where there was none. */
export async function killBackend(scene: Scene): Promise<boolean> {
  const isKilled = (await scene.workerPids()).some(kill);
  if (isKilled) await scene.until("the server takes sessions again", () => takesSessions(scene));
  return isKilled;
}

/** False where it has gone since it was seen. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
    throw error;
  }
}

async function takesSessions(scene: Scene): Promise<boolean> {
  try {
    await scene.query("SELECT 1");
    return true;
  } catch {
    return false;
  }
}

const crashed: FaultRow = {
  number: 8,
  fault: "server crash",
  injection: "postmaster stopped, all its children and itself killed with SIGKILL, started again",
  async run(scene) {
    const { faults, ...result } = await loadWithFaults(
      scene,
      { times: 3, isPoint: isAnyPoint },
      async () => {
        await scene.server.crash();
        await scene.server.restart();
      },
    );
    requireEnd(result, [0, 3]);
    return faults;
  },
};

const restarted: FaultRow = {
  number: 9,
  fault: "stop fast, stop immediate, restart",
  injection:
    "SIGINT and SIGQUIT to the postmaster in turn, as pg_ctl sends them, 0.3 s down, start",
  async run(scene) {
    let isFast = scene.chance() < 0.5;
    const { faults, ...result } = await loadWithFaults(
      scene,
      { times: 3, isPoint: isAnyPoint },
      async () => {
        await scene.server.halt(isFast ? "fast" : "immediate");
        isFast = !isFast;
        await sleep(300);
        await scene.server.restart();
      },
    );
    requireEnd(result, [0, 3]);
    return faults;
  },
};

const STALL_MS = 60_000;

const stalled: FaultRow = {
  number: 17,
  fault: "server stalled",
  injection:
    "SIGSTOP of a worker's backend in COPY for 60 s; the client notices after 30, or waits for it where all was sent",
  async run(scene) {
    let stoppedMs = 0;
    const { faults, ...result } = await loadWithFaults(
      scene,
      { times: 1, isPoint: isCopyData },
      async () => {
        const pid = (await scene.workerPids()).at(-1);
        if (pid === undefined) throw new Error("no backend to stop");
        process.kill(pid, "SIGSTOP");
        stoppedMs = performance.now();
        const wake = setTimeout(() => process.kill(pid, "SIGCONT"), STALL_MS);
        scene.onClose(() => clearTimeout(wake));
      },
    );
    // A backend that was sent everything is at work, as far as the server can tell, and may be so for hours.
    const isWaitedFor = performance.now() - stoppedMs > STALL_MS;
    requireEnd(result, [0], isWaitedFor ? undefined : /the server took nothing for 30 s/);
    return faults;
  },
};

export const serverKills: readonly FaultRow[] = [
  ...[terminated, cancelled, backendKilled, crashed, restarted, stalled],
];
