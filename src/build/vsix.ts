// Makes the installable extension, rowmill-<version>.vsix, from a production build; .vscodeignore
// says what goes in.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { createVSIX } from "@vscode/vsce";
import { bundle } from "./bundle.ts";
import { inRoot } from "./root.ts";

/** Absolute path of the package of the present version; `makeVsix` puts it there. */
export function vsixPath(): string {
  return inRoot(`rowmill-${version()}.vsix`);
}

export async function makeVsix(): Promise<string> {
  await bundle({ isProduction: true });
  const packagePath = vsixPath();
  await inStage((cwd) =>
    createVSIX({
      cwd,
      packagePath,
      followSymlinks: true,
      // Everything needed is in the bundles.
      dependencies: false,
      allowMissingRepository: true,
      // The pictures of the README lie in the package.
      rewriteRelativeLinks: false,
      // Without a LICENSE the packager would ask on the terminal; a test asks for the file instead.
      skipLicense: true,
    }),
  );
  return packagePath;
}

/** The checkout without its heaviest folders: the packager walks all it sees before it ignores. */
async function inStage(use: (folder: string) => Promise<void>): Promise<void> {
  const cache = inRoot("node_modules/.cache/rowmill");
  mkdirSync(cache, { recursive: true });
  const stage = mkdtempSync(join(cache, "stage-"));
  try {
    for (const name of readdirSync(inRoot())) {
      if (!unseen.has(name)) symlinkSync(inRoot(name), join(stage, name));
    }
    await use(stage);
  } finally {
    rmSync(stage, { recursive: true });
  }
}

const unseen = new Set([".git", ".vscode-test", "node_modules"]);

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(inRoot("package.json"), "utf8"));
  if (typeof manifest === "object" && manifest !== null && "version" in manifest) {
    return String(manifest.version);
  }
  throw new Error("package.json has no version");
}
