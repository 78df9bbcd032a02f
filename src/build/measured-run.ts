// Runs a program and says what it cost.
import { spawn } from "node:child_process";

export interface Cost {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rssMb: number;
  readonly code: number;
}

/** Processor time and peak memory of a child, by python: Node does not give them for its children. */
export async function measured(
  command: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Promise<Cost> {
  const script =
    "import resource,subprocess,sys,time; t=time.monotonic(); code=subprocess.call(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL); t=time.monotonic()-t; u=resource.getrusage(resource.RUSAGE_CHILDREN); print(code,t,u.ru_utime+u.ru_stime,u.ru_maxrss/1024)";
  const child = spawn("python3", ["-c", script, command, ...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  await new Promise((resolve) => child.once("close", resolve));
  const [code = 1, seconds = 0, cpuSeconds = 0, rssMb = 0] = output.trim().split(" ").map(Number);
  return { code, seconds, cpuSeconds, rssMb };
}
