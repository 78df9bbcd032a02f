// The linters that a check is measured against, installed from PyPI into a folder of their own.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { inRoot } from "./root.ts";

export interface Peer {
  readonly name: string;
  readonly command: string;
  /** Before the files. */
  readonly args: readonly string[];
}

/** Those that can be had: without a network, or without Python, the bench does without. */
export function installPeers(): readonly Peer[] {
  const venv = inRoot("node_modules/.cache/rowmill/linters");
  const program = (name: string): string => join(venv, "bin", name);
  if (!existsSync(program("squawk")) || !existsSync(program("sqlfluff"))) {
    console.log("installing sqlfluff and squawk-cli ...");
    runAloud("python3", ["-m", "venv", venv]);
    runAloud(program("python"), ["-m", "pip", "install", "--quiet", "sqlfluff", "squawk-cli"]);
  }
  const peers: readonly Peer[] = [
    { name: "squawk", command: program("squawk"), args: ["--no-error-on-unmatched-pattern"] },
    {
      name: "sqlfluff",
      command: program("sqlfluff"),
      args: ["lint", "--dialect", "postgres", "--processes", "2", "--disable-progress-bar"],
    },
  ];
  return peers
    .filter(({ command }) => existsSync(command))
    .map((peer) => ({ ...peer, name: `${peer.name} ${versionOf(peer.command)}` }));
}

const versionOf = (command: string): string =>
  /\d[\d.]*/.exec(spawnSync(command, ["--version"], { encoding: "utf8" }).stdout)?.[0] ?? "";

function runAloud(command: string, args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", 2, 2] });
  if (status !== 0)
    console.error(`${command} did not succeed${error === undefined ? "" : `: ${error.message}`}`);
}
