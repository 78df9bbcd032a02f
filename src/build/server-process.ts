// The near end of server-supervisor.mjs: starts a postmaster through it, knows when it ended.
import { existsSync, readFileSync } from "node:fs";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { inRoot } from "./root.ts";
import type { ServerUser } from "./server-user.ts";

export interface StartOrder extends Partial<ServerUser> {
  readonly postgres: string;
  readonly dataDir: string;
  readonly log: string;
}

export interface Supervisor {
  /** Resolves with the postmaster's process id; it may not take connections yet. */
  start(order: StartOrder): Promise<number>;
  signal(name: NodeJS.Signals): void;
  /** How the postmaster ended, or undefined while it runs. */
  ended(): string | undefined;
  untilEnded(): Promise<void>;
  /** Stops what still runs, removes the folder, ends the supervisor. */
  close(): Promise<void>;
}

/** The supervisor has its own process group: Ctrl-C reaches the caller, who ends things in order. */
export function startSupervisor(removable: string): Supervisor {
  const file = inRoot("src/build/server-supervisor.mjs");
  const child = spawn(process.execPath, [file, removable], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "pipe", "inherit"],
  });
  let state: Message = { ended: "not started" };
  const waiting = new Set<() => void>();
  const change = (message: Message) => {
    state = message;
    for (const wake of waiting) wake();
    waiting.clear();
  };
  createInterface({ input: child.stdout }).on("line", (line) => change(parseMessage(line)));
  const gone = once(child, "exit").then(() => change({ ended: "the supervisor ended" }));
  child.stdin.on("error", () => change({ ended: "the supervisor ended" }));
  const send = (order: object) => child.stdin.write(`${JSON.stringify(order)}\n`);
  const next = () => new Promise<void>((resolve) => waiting.add(resolve));
  return {
    async start(order) {
      const told = next();
      send({ start: order });
      await told;
      if ("pid" in state) return state.pid;
      const words = existsSync(order.log) ? readFileSync(order.log, "utf8") : "";
      throw new Error(`PostgreSQL did not start: ${state.ended}\n${words}`);
    },
    signal: (name) => void send({ signal: name }),
    ended: () => ("ended" in state ? state.ended : undefined),
    async untilEnded() {
      while ("pid" in state) await next();
    },
    async close() {
      child.stdin.end();
      await gone;
    },
  };
}

type Message = { readonly pid: number } | { readonly ended: string };

function parseMessage(line: string): Message {
  const value: unknown = JSON.parse(line);
  if (typeof value === "object" && value !== null) {
    if ("pid" in value && typeof value.pid === "number") return { pid: value.pid };
    if ("ended" in value && typeof value.ended === "string") return { ended: value.ended };
  }
  throw new Error(`the server's supervisor said something unknown: ${line}`);
}
