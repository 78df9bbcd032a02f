// The process between a test and its PostgreSQL server. It starts the server, tells when it ends,
// and, when its standard input closes (the test ended or was killed), stops the server and removes
// what was made for it. Plain JavaScript, so that Node runs it as it is.
//
// Input and output are lines of JSON: {"start": {postgres, dataDir, log, uid, gid}} and
// {"signal": "SIGINT"} come in; {"pid": 1} and {"ended": "..."} go out. Its one argument is the
// folder to remove at the end, or "" for none.
import { spawn } from "node:child_process";
import { closeSync, openSync, rmSync } from "node:fs";
import { createInterface } from "node:readline";

const removable = process.argv[2];
let server;
let isLeaving = false;

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
// The reader may be dead already; the server must be stopped all the same.
process.stdout.on("error", () => {});
process.on("SIGTERM", leave);
for (const signal of ["SIGINT", "SIGHUP"]) process.on(signal, () => {});

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const { start: spec, signal } = JSON.parse(line);
    if (spec !== undefined) start(spec);
    if (signal !== undefined) server?.kill(signal);
  })
  .on("close", leave);

function start({ postgres, dataDir, log, uid, gid }) {
  const output = openSync(log, "a");
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith("PG") && !/^LC_|^LANG/.test(name),
    ),
  );
  const child = spawn(postgres, ["-D", dataDir], {
    cwd: dataDir,
    env,
    stdio: ["ignore", output, output],
    ...(uid === undefined ? {} : { uid, gid }),
  });
  closeSync(output);
  server = child;
  child.on("error", (error) => ended(error.message));
  child.on("exit", (code, signal) => ended(signal ?? `exit code ${code}`));
  if (child.pid !== undefined) say({ pid: child.pid });
}

function ended(how) {
  server = undefined;
  say({ ended: how });
  if (isLeaving) finish();
}

/** Fast shutdown first, then an immediate one, then none asks. */
function leave() {
  if (isLeaving) return;
  isLeaving = true;
  if (server === undefined) finish();
  server.kill("SIGCONT");
  server.kill("SIGINT");
  setTimeout(() => server?.kill("SIGQUIT"), 10_000).unref();
  setTimeout(() => server?.kill("SIGKILL"), 20_000).unref();
}

function finish() {
  if (removable !== "") rmSync(removable, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
}
