// Ends a PostgreSQL server the way a power cut does: no process of it gets to say another word.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Resolves when the postmaster and all its children are gone. */
export async function crashServer(postmaster: number): Promise<void> {
  // Stopped first, so that it cannot start new children while the old ones are killed.
  signal(postmaster, "SIGSTOP");
  const children = childrenOf(postmaster);
  for (const child of children) signal(child, "SIGKILL");
  signal(postmaster, "SIGKILL");
  for (const pid of [postmaster, ...children]) {
    while (isAlive(pid)) await sleep(5);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

/** A zombie counts as gone: it holds no memory, no lock and no socket any more. */
function isAlive(pid: number): boolean {
  if (existsSync("/proc/self/stat")) {
    const status = statOf(pid);
    return status !== undefined && status.state !== "Z";
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function childrenOf(parent: number): number[] {
  if (!existsSync("/proc/self/stat")) {
    const listing = execFileSync("ps", ["-axo", "pid=,ppid="], { encoding: "utf8" });
    const pairs = listing
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number));
    return pairs.flatMap(([pid, ppid]) => (ppid === parent && pid !== undefined ? [pid] : []));
  }
  const pids = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => statOf(pid)?.parent === parent);
}

function statOf(pid: number): { readonly state: string; readonly parent: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in brackets may itself hold blanks and brackets; the last one closes it.
    const [state = "", parent] = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return { state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}
