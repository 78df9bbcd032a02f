// The other loaders, installed into a folder of their own where they can be had; the bench does without the rest, aloud.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "../root.ts";

export interface LoadPeers {
  readonly psql: string | undefined;
  readonly parallelCopy: string | undefined;
  readonly pgloader: string | undefined;
}

const PARALLEL_COPY =
  "github.com/timescale/timescaledb-parallel-copy/cmd/timescaledb-parallel-copy";

export function loadPeers(): LoadPeers {
  const peers: LoadPeers = {
    psql: onPath("psql"),
    parallelCopy: process.env["TPC_BIN"] ?? parallelCopy(),
    pgloader: process.env["PGLOADER_BIN"] ?? onPath("pgloader") ?? debianPgloader(),
  };
  for (const [name, program] of Object.entries(peers))
    if (program === undefined) console.log(`without ${name}: it is not here`);
  return peers;
}

function parallelCopy(): string | undefined {
  const folder = inRoot("node_modules/.cache/rowmill/peers");
  const program = join(folder, "timescaledb-parallel-copy");
  if (!existsSync(program) && onPath("go") !== undefined) {
    console.log("installing timescaledb-parallel-copy ...");
    run("go", ["install", `${PARALLEL_COPY}@latest`], { GOBIN: folder });
  }
  return existsSync(program) ? program : undefined;
}

/** Only root may install it. */
function debianPgloader(): string | undefined {
  if (process.getuid?.() !== 0 || onPath("apt-get") === undefined) return undefined;
  console.log("installing pgloader ...");
  run("apt-get", ["install", "-qq", "-y", "--no-install-recommends", "pgloader"], {
    DEBIAN_FRONTEND: "noninteractive",
  });
  return onPath("pgloader");
}

const onPath = (name: string): string | undefined =>
  spawnSync("sh", ["-c", `command -v ${name}`]).status === 0 ? name : undefined;

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const { status } = spawnSync(command, args, {
    stdio: ["ignore", 2, 2],
    env: { ...process.env, ...env },
  });
  if (status !== 0) console.error(`${command} ${args.join(" ")} did not succeed`);
}
