// The second copy of what a load dropped: a small file in the user's state folder, on disk before the drop is
// committed. It serves when the ledger itself is lost; `rowmill recover` finds it there.
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { indexErrors } from "../../core/base/index-errors.ts";
import type { ConnectionWorld } from "./connection/world.ts";
import type { StoredObject } from "./index-objects.ts";

export interface MirroredLoad {
  readonly version: 1;
  /** Which database of which server: a promoted standby has its primary's. */
  readonly system: string;
  readonly databaseOid: number;
  readonly database: string;
  readonly loadId: string;
  readonly target: string;
  readonly objects: readonly StoredObject[];
}

type World = Pick<ConnectionWorld, "env" | "homeDir" | "platform">;

/** As the desktop's own rules have it: XDG_STATE_HOME, LOCALAPPDATA on Windows, ~/.local/state. */
export function mirrorFolder({ env, homeDir, platform }: World): string {
  const { XDG_STATE_HOME: state = "", LOCALAPPDATA: local = "" } = env;
  if (state !== "") return join(state, "rowmill", "indexes");
  if (platform === "win32" && local !== "") return join(local, "rowmill", "indexes");
  return join(homeDir, ".local", "state", "rowmill", "indexes");
}

/** Resolves when the file would survive a power cut. Comments may be private: only their owner reads it. */
export async function writeMirror(folder: string, load: MirroredLoad): Promise<void> {
  const path = fileOf(folder, load);
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rm(unfinished, { force: true });
    const file = await open(unfinished, "wx", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(load, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
    await syncFolder(folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw indexErrors.indexesNotMirrored(path, reason, error);
  }
}

export async function removeMirror(
  folder: string,
  load: Pick<MirroredLoad, "system" | "databaseOid" | "loadId">,
): Promise<void> {
  await rm(fileOf(folder, load), { force: true });
}

/** Those of one database; files that are not ours, or not whole, are passed over. */
export async function readMirrors(
  folder: string,
  of: Pick<MirroredLoad, "system" | "databaseOid">,
): Promise<readonly MirroredLoad[]> {
  const names = await readdir(folder).catch(() => []);
  const ours = names.filter(
    (name) => name.startsWith(`${of.system}-${of.databaseOid}-`) && name.endsWith(".json"),
  );
  const loads: MirroredLoad[] = [];
  for (const name of ours.toSorted()) {
    const load = parsed(await readFile(join(folder, name), "utf8"));
    if (load !== null) loads.push(load);
  }
  return loads;
}

const fileOf = (
  folder: string,
  { system, databaseOid, loadId }: Pick<MirroredLoad, "system" | "databaseOid" | "loadId">,
): string => join(folder, `${system}-${databaseOid}-${loadId}.json`);

/** The name itself must be on disk too; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function parsed(text: string): MirroredLoad | null {
  try {
    const value: unknown = JSON.parse(text);
    return isMirroredLoad(value) ? value : null;
  } catch {
    return null;
  }
}

/** The file is ours and was renamed when whole; a version that we do not know is not ours to read. */
function isMirroredLoad(value: unknown): value is MirroredLoad {
  return (
    typeof value === "object" &&
    value !== null &&
    "version" in value &&
    value.version === 1 &&
    "objects" in value &&
    Array.isArray(value.objects)
  );
}
