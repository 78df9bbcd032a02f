// Whose processor time a run was: the server's, its client's, or somebody else's. Linux only, by /proc; elsewhere 0.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";

/** What the kernel counts in, on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

export class CpuClock {
  readonly #postmaster: number;
  readonly #server: number;
  readonly #busy: number;
  readonly #own = process.cpuUsage();
  readonly #startMs = performance.now();

  /** Starts to count. */
  constructor(postmaster: number) {
    this.#postmaster = postmaster;
    this.#server = serverTicks(postmaster);
    this.#busy = busyTicks();
  }

  /** Since the start; `clientSeconds` are known to be the client's. What this process took is nobody's load. */
  spent(clientSeconds: number): { readonly serverSeconds: number; readonly othersShare: number } {
    const serverSeconds = (serverTicks(this.#postmaster) - this.#server) / TICKS_PER_SECOND;
    const busySeconds = (busyTicks() - this.#busy) / TICKS_PER_SECOND;
    const { user, system } = process.cpuUsage(this.#own);
    const all = (cpus().length * (performance.now() - this.#startMs)) / 1000;
    const others = Math.max(0, busySeconds - serverSeconds - clientSeconds - (user + system) / 1e6);
    return { serverSeconds, othersShare: others / all };
  }
}

/** Of the postmaster, its backends, and those that have ended. */
function serverTicks(postmaster: number): number {
  if (!existsSync("/proc")) return 0;
  let ticks = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const fields = statFields(name);
    const isPostmaster = Number(name) === postmaster;
    if (fields === undefined || !(isPostmaster || Number(fields[1]) === postmaster)) continue;
    // utime and stime; of the postmaster also those of the children it has waited for.
    for (const index of isPostmaster ? [11, 12, 13, 14] : [11, 12]) ticks += Number(fields[index]);
  }
  return ticks;
}

/** Behind the name, which may hold blanks: state, parent, and so on. Undefined once the process is gone. */
function statFields(pid: string): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

/** All but idle and waiting for a disk; what the host took for another machine is busy too. */
function busyTicks(): number {
  if (!existsSync("/proc/stat")) return 0;
  const [line = ""] = readFileSync("/proc/stat", "utf8").split("\n");
  const [user = 0, nice = 0, system = 0, , , irq = 0, soft = 0, steal = 0] = line
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return user + nice + system + irq + soft + steal;
}
