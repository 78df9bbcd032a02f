// Runs a program and says what it cost.
import { spawn } from "node:child_process";

export interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
  readonly code: number;
  /** The last of what it said on stderr. */
  readonly words: string;
}

/** Processor time and peak memory of a child, by python: Node does not give them for its children. */
export async function measured(
  command: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<Cost> {
  const script = [
    "import json,resource,subprocess,sys,time",
    "t=time.monotonic()",
    "p=subprocess.Popen(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.PIPE)",
    "words=p.communicate()[1][-2000:].decode('utf-8','replace')",
    "t=time.monotonic()-t",
    "u=resource.getrusage(resource.RUSAGE_CHILDREN)",
    "print(json.dumps([p.returncode,t,u.ru_utime+u.ru_stime,u.ru_maxrss/1024,words]))",
  ].join("\n");
  const child = spawn("python3", ["-c", script, command, ...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  await new Promise((resolve) => child.once("close", resolve));
  const told: unknown = JSON.parse(output);
  if (!Array.isArray(told)) throw new Error(`no cost of ${command}: ${output}`);
  const [code, seconds, cpuSeconds, rssMb] = told.map(Number);
  return {
    ...{ code: code ?? 1, seconds: seconds ?? 0, cpuSeconds: cpuSeconds ?? 0, rssMb: rssMb ?? 0 },
    words: String(told[4]),
  };
}
