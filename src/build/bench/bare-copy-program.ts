// Makes a program of bare-copy.ts, so that it starts and pays like the CLI does.
import { join } from "node:path";
import { build } from "esbuild";
import { inRoot } from "../root.ts";

export async function bareCopyProgram(folder: string): Promise<string> {
  const outfile = join(folder, "bare-copy.mjs");
  await build({
    entryPoints: [inRoot("src/build/bench/bare-copy.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    minify: true,
    external: ["pg-native"],
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
    logLevel: "error",
  });
  return outfile;
}
