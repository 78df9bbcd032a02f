// Rows 18 to 20: a disk is full. Each is a small file system in memory, which only root may mount.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { freshFolder, giveTo, serverUser } from "../../src/build/server-user.ts";
import { requireEnd } from "./cli-end.ts";
import { CannotRun, type FaultRow } from "./fault-row.ts";
import type { Scene } from "./scene.ts";

/** A folder of the server's account with so much space; unmounted with the scene. */
function smallDisk(scene: Scene, size: string): string {
  if (process.getuid?.() !== 0) throw new CannotRun("mounting a small file system needs root");
  const disk = freshFolder("rowmill-disk-", serverUser());
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size},mode=0700`, "tmpfs", disk]);
  } catch (error) {
    rmSync(disk, { recursive: true });
    throw new CannotRun(`no file system can be mounted here: ${String(error)}`);
  }
  giveTo(disk, serverUser());
  scene.onClose(() => {
    execFileSync("umount", ["-l", disk]);
    rmSync(disk, { recursive: true });
  });
  return disk;
}

const enlarge = (disk: string, size: string): void =>
  void execFileSync("mount", ["-o", `remount,size=${size}`, disk]);

const dataDisk: FaultRow = {
  number: 18,
  fault: "data disk full",
  varies: "reading",
  injection:
    "the table's tablespace is a tmpfs of 800 KB (53100); it is made larger once the load has stopped",
  async run(scene) {
    const disk = smallDisk(scene, "800k");
    // The server may not be moved after the mount is gone: its own comes first to an end.
    await scene.ownServer();
    const place = join(disk, "space");
    mkdirSync(place, { mode: 0o700 });
    giveTo(place, serverUser());
    await scene.query(`CREATE TABLESPACE small LOCATION '${place}'`);
    await scene.query("ALTER TABLE orders SET TABLESPACE small");
    const result = await scene.load();
    requireEnd(result, [3], /No space left on device/);
    const [kept] = await scene.query<{ same: boolean }>(
      "SELECT (SELECT sum(loaded) FROM rowmill.batch) = (SELECT count(*) FROM orders) AS same",
    );
    if (kept?.same !== true) throw new Error("ledger and table differ while the disk is full");
    enlarge(disk, "64m");
    return 1;
  },
};

const SEGMENT_BYTES = 16 * 1_048_576;

const walDisk: FaultRow = {
  number: 19,
  fault: "WAL disk full",
  varies: "reading",
  injection:
    "pg_wal is a tmpfs with room for the segment in use and no other: the server panics in the load; then there is room, and it is started again",
  async run(scene) {
    const disk = smallDisk(scene, "64m");
    const server = await scene.ownServer({
      settings: { wal_recycle: "off", max_wal_size: "64MB", min_wal_size: "32MB" },
    });
    await server.halt();
    moveWal(join(server.dataDir, "pg_wal"), join(disk, "wal"));
    await server.restart();
    // The segment in use gets all but full, and what is left of the disk too small for another.
    await scene.query("SELECT pg_switch_wal()");
    await scene.query("CHECKPOINT");
    while ((await bytesLeft(scene)) > 600_000)
      await scene.query("SELECT pg_logical_emit_message(false, 'ballast', repeat('x', 200000))");
    const ballast = join(disk, "ballast");
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - SEGMENT_BYTES / 2)));
    const loading = scene.load();
    const isDown = (): Promise<boolean> =>
      Promise.resolve(readFileSync(server.logFile, "utf8").includes("PANIC"));
    await scene.until("the server panics", isDown, 90_000);
    await server.halt("immediate");
    rmSync(ballast);
    await server.restart();
    requireEnd(await loading, [0, 3]);
    return 1;
  },
};

/** In the segment of the WAL that is in use. */
async function bytesLeft(scene: Scene): Promise<number> {
  const [row] = await scene.query<{ used: number }>(
    `SELECT mod(pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0'), ${SEGMENT_BYTES})::int AS used`,
  );
  return SEGMENT_BYTES - (row?.used ?? 0);
}

function moveWal(from: string, to: string): void {
  execFileSync("cp", ["-a", from, to]);
  rmSync(from, { recursive: true });
  symlinkSync(to, from);
}

const clientDisk: FaultRow = {
  number: 20,
  fault: "client disk full",
  varies: "reading",
  injection:
    "the reject file goes to a tmpfs without a free page: the load stops before it is called complete; then there is room",
  async run(scene) {
    const disk = smallDisk(scene, "64k");
    const rejects = join(disk, "rejects.csv");
    const ballast = join(disk, "ballast");
    writeFileSync(ballast, Buffer.alloc(64 * 1_024));
    scene.loadArgs = ["--rejects", rejects];
    scene.rejectsFile = rejects;
    const result = await scene.load();
    requireEnd(result, [3], /no space left on its disk/);
    if (existsSync(rejects))
      throw new Error("half a reject file was left under the full one's name");
    rmSync(ballast);
    return 1;
  },
};

export const disks: readonly FaultRow[] = [dataDisk, walDisk, clientDisk];
