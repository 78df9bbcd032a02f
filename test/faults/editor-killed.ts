// Row 4's other half: the load's process as the editor forks it, and its parent killed. The child must end by itself.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { inRoot } from "../../src/build/root.ts";
import { isBatchCommit } from "../support/protocol-messages.ts";
import { programs } from "../support/rowmill.ts";
import type { Scene } from "./scene.ts";

/** The child may take eight seconds to roll back. */
const END_MS_MAX = 12_000;

export async function killTheEditor(scene: Scene): Promise<void> {
  const host = join(scene.folder, "editor-host.cjs");
  await build({
    ...{ entryPoints: [inRoot("test/faults/editor-host.ts")], outfile: host, bundle: true },
    ...{ platform: "node", format: "cjs", external: ["pg-native"], logLevel: "error" },
  });
  const entry = join(programs, "load-process.cjs");
  let left = scene.between(2, 5);
  let kill = (): void => undefined;
  const through = await scene.proxy((message) => {
    if (isBatchCommit(message) && --left === 0) kill();
    return null;
  });
  const { workers, batchKb, variant } = scene.material;
  const { files } = scene;
  const order = {
    entry,
    connection: { dsn: scene.dsnAt(through.port), password: scene.server.password },
    request: {
      ...{ file: scene.file, ...(files.length > 1 && { files }), into: "orders" },
      ...{ lane: variant.lane, workers, batchBytes: batchKb * 1_024 },
    },
  };
  const parent = spawn(process.execPath, [host], {
    env: { ...process.env, ROWMILL_TEST_EDITOR: JSON.stringify(order) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise<void>((resolve) => parent.once("close", () => resolve()));
  let children: readonly number[] = [];
  kill = () => {
    children = childrenOf(parent.pid);
    parent.kill("SIGKILL");
  };
  await ended;
  if (children.length === 0) throw new Error("the editor ended before it was killed");
  const isOver = () => Promise.resolve(!children.some((pid) => existsSync(`/proc/${pid}`)));
  await scene.until("the load's process ends after its parent", isOver, END_MS_MAX);
}

function childrenOf(parent: number | undefined): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && parentOf(name) === parent)
    .map(Number);
}

function parentOf(pid: string): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    // It ended meanwhile.
    return null;
  }
}
