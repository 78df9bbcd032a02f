// PostgreSQL refuses to run as root. Here it is decided under which account a test server runs,
// and where its files may lie so that this account can reach them.
import { chownSync, mkdtempSync, readFileSync, realpathSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** The account to switch to, or undefined when the server can run as whoever asks. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const wanted of ["postgres", "nobody"]) {
    const fields = accounts.find((line) => line.startsWith(`${wanted}:`))?.split(":");
    const uid = Number(fields?.[2]);
    const gid = Number(fields?.[3]);
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  throw new Error(
    'no account "postgres" or "nobody" here to run PostgreSQL as; root may not run it',
  );
}

/** A fresh folder that belongs to the server's account. */
export function freshFolder(prefix: string, user: ServerUser | undefined): string {
  const folder = mkdtempSync(join(temporaryBase(user), prefix));
  giveTo(folder, user);
  return folder;
}

export function giveTo(path: string, user: ServerUser | undefined): void {
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

/** The system's temporary folder, unless the server's account cannot get there (a TMPDIR under /root). */
export function temporaryBase(user: ServerUser | undefined): string {
  const base = realpathSync(tmpdir());
  return user === undefined || isReachable(base) ? base : realpathSync("/tmp");
}

/** True when every folder down to `path` may be passed through by any account. */
export function isReachable(path: string): boolean {
  const parent = dirname(path);
  return (statSync(path).mode & 0o001) !== 0 && (parent === path || isReachable(parent));
}
