// Runs a command that must not outlive whoever started it: `node leash.mjs PROGRAM ARG...`.
// When standard input closes, the command and all it started are ended. Plain JavaScript, so that
// Node runs it as it is.
import { spawn } from "node:child_process";

const [program, ...args] = process.argv.slice(2);
const child = spawn(program, args, { detached: true, stdio: ["ignore", "inherit", "inherit"] });
child.on("error", (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on("exit", (code) => {
  signalGroup("SIGKILL");
  process.exit(code ?? 1);
});
for (const signal of ["SIGINT", "SIGHUP"]) process.on(signal, () => {});
process.on("SIGTERM", letGo);
process.stdin.on("end", letGo).on("error", letGo).resume();

function letGo() {
  signalGroup("SIGTERM");
  setTimeout(() => signalGroup("SIGKILL"), 5_000).unref();
}

function signalGroup(signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // All of them are gone already.
  }
}
