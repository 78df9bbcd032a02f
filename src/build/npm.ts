// Runs npm as whoever started us would: the same npm when there is one, its words on stderr.
import { spawn } from "node:child_process";

/** Rejects when npm does not end with 0. */
export async function npm(
  args: readonly string[],
  cwd: string,
  extraEnv: Readonly<Record<string, string>> = {},
): Promise<void> {
  const given = process.env["npm_execpath"];
  const isScript = given?.endsWith(".js") ?? false;
  const command = isScript ? process.execPath : "npm";
  const before = isScript && given !== undefined ? [given] : [];
  const child = spawn(command, [...before, ...args, "--no-audit", "--no-fund"], {
    cwd,
    env: { ...environment(), ...extraEnv },
    stdio: ["ignore", 2, 2],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  if (code !== 0) throw new Error(`npm ${args.join(" ")} did not succeed in ${cwd}`);
}

/** What an outer `npm test` says about its own folder and script must not reach an inner npm. */
function environment(): NodeJS.ProcessEnv {
  const isOuter = /^npm_(config_local_prefix|package_|lifecycle_|command$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOuter.test(name)));
}
