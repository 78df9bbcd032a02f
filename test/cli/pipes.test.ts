// What is no regular file: a named pipe into which nobody writes is passed over or refused, and never waited for; a
// standard input that stays silent is waited for until a signal comes.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { cli, resultOf } from "../support/rowmill.ts";
import { makeFolder } from "../support/test-folder.ts";

const HANGS_MS = 30_000;
const folder = makeFolder();
afterAll(folder.remove);

const pipe = (name: string): string => {
  const path = join(folder.path, name);
  execFileSync("mkfifo", [path]);
  return path;
};

/** Without an end it would wait in the kernel, where only SIGKILL reaches it. */
const rowmill = (args: readonly string[], cwd = folder.path) =>
  spawnSync(process.execPath, [cli, ...args], {
    ...{ cwd, encoding: "utf8", timeout: HANGS_MS, killSignal: "SIGKILL" },
  });

const NO_SERVER = ["--into", "t", "--dsn", "postgresql://nobody@127.0.0.1:1/none"];

test.each<[string, readonly string[]]>([
  ["check", ["check", pipe("checked.sql")]],
  ["check, and its folder", ["check", ".", "checked.sql"]],
  ["sniff", ["sniff", pipe("sniffed.csv")]],
  ["load", ["load", pipe("loaded.csv"), ...NO_SERVER]],
  ["load, a load plan", ["load", pipe("planned.load.yaml"), ...NO_SERVER]],
  ["check, a device", ["check", "/dev/zero"]],
])("%s: a pipe by name is the user's error", (_what, args) => {
  const { status, stdout, stderr } = rowmill(args);
  expect(stderr).toContain("is not a regular file");
  expect(stderr).toContain("on standard input");
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
});

test("check passes over the pipes of a folder, and a link to one", () => {
  folder.file("found/a.sql", "SELECT 1;\n");
  pipe("found/b.sql");
  execFileSync("ln", ["-s", "b.sql", join(folder.path, "found/c.sql")]);
  const { status, stdout, stderr } = rowmill(["check", "found"]);
  expect({ status, stdout, stderr }).toEqual({
    ...{ status: 0, stdout: "no findings in 1 file\n", stderr: "" },
  });
});

test("check refuses a policy that is a pipe", () => {
  folder.file("governed/a.sql", "SELECT 1;\n");
  pipe("governed/rowmill.yaml");
  const { status, stderr } = rowmill(["check"], join(folder.path, "governed"));
  expect(stderr).toContain("rowmill.yaml is not a regular file");
  expect(status).toBe(2);
});

test.each<[string, readonly string[], string]>([
  ["check", ["check", "-"], "interrupted: nothing is reported\n"],
  ["sniff", ["sniff", "-"], "rowmill: interrupted\n"],
])("%s of a silent standard input ends at a signal", async (_what, args, stderr) => {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ["pipe", "pipe", "pipe"] });
  const result = resultOf(child);
  const last = setTimeout(() => child.kill("SIGKILL"), HANGS_MS);
  child.stdin.write("SELECT 1");
  while (!catchesInterrupt(child.pid ?? 0)) await sleep(50);
  // Nothing shows that it has begun to wait.
  await sleep(1_000);
  child.kill("SIGINT");
  expect(await result).toEqual({ exitCode: 130, stdout: "", stderr });
  clearTimeout(last);
});

/** Before it does, an interrupt would end it as it ends any program. Elsewhere than on Linux a second has to do. */
function catchesInterrupt(pid: number): boolean {
  if (process.platform !== "linux") return true;
  const mask = /SigCgt:\s*([0-9a-f]+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return (BigInt(`0x${mask ?? "0"}`) & 2n) !== 0n;
}
