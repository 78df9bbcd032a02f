// Runs a TypeScript file of the checkout as a process of its own: our code bundled, packages where npm put them.
import { basename } from "node:path";
import { build } from "esbuild";
import { inRoot } from "./root.ts";
import { runNode } from "./run-command.ts";

/** Returns its exit code; its output is passed on. */
export async function runBundled(entry: string, args: readonly string[]): Promise<number> {
  const file = `node_modules/.cache/rowmill/${basename(entry, ".ts")}-${process.pid}.mjs`;
  await build({
    entryPoints: [inRoot(entry)],
    outfile: inRoot(file),
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    logLevel: "error",
  });
  const { code } = await runNode(file, args, { env: { NODE_OPTIONS: "--enable-source-maps" } });
  return code;
}
