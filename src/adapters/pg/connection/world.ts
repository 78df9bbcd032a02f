// What of the machine decides where a connection goes: environment, files, user. Tests make their own.
import { readFile, stat } from "node:fs/promises";
import { homedir, userInfo } from "node:os";

export interface ConnectionWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The file's text, or null when it is not there or may not be read. */
  readFile(path: string): Promise<string | null>;
  /** The file's type and mode bits as stat gives them, or null when it is not there. */
  fileMode(path: string): Promise<number | null>;
  readonly homeDir: string;
  readonly userName: string;
  readonly platform: string;
}

/** The machine this runs on. */
export const nodeWorld = (): ConnectionWorld => ({
  env: process.env,
  readFile: (path) => readFile(path, "utf8").catch(() => null),
  fileMode: (path) =>
    stat(path).then(
      (stats) => stats.mode,
      () => null,
    ),
  homeDir: homedir(),
  userName: userName(),
  platform: process.platform,
});

/** Containers often run under a user id that has no name; then the connection must name one. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env["USER"] ?? "";
  }
}

/** Where libpq keeps a user's own files: certificates on every system, on Windows the others too. */
export function userFile(world: ConnectionWorld, name: keyof typeof userFiles): string {
  const [unix, windows] = userFiles[name];
  return world.platform === "win32"
    ? `${world.env["APPDATA"] ?? world.homeDir}\\postgresql\\${windows}`
    : `${world.homeDir}/${unix}`;
}

const userFiles = {
  passfile: [".pgpass", "pgpass.conf"],
  servicefile: [".pg_service.conf", ".pg_service.conf"],
  sslrootcert: [".postgresql/root.crt", "root.crt"],
  sslcert: [".postgresql/postgresql.crt", "postgresql.crt"],
  sslkey: [".postgresql/postgresql.key", "postgresql.key"],
  sslcrl: [".postgresql/root.crl", "root.crl"],
} as const;
