// The password file (.pgpass): one line a login, `*` for any, the first line that fits wins.
import { Secret } from "../../../core/base/secret.ts";
import type { HostAddress } from "./settings.ts";
import { userFile, type ConnectionWorld } from "./world.ts";

export interface PassFile {
  readonly path: string;
  readonly text: string | null;
  /** Why it is not used although it is there. */
  readonly warning: string | null;
}

/** A file that others could read, or that is not a plain file, is not used, as in libpq. */
export async function readPassFile(
  statedFile: string | null,
  world: ConnectionWorld,
): Promise<PassFile> {
  const path = statedFile ?? userFile(world, "passfile");
  const ignored = (why: string): PassFile => ({
    path,
    text: null,
    warning: `password file ${path} is not used: ${why}`,
  });
  const mode = await world.fileMode(path);
  if (mode === null)
    return statedFile === null ? { path, text: null, warning: null } : ignored("it is not there");
  if ((mode & fileTypeBits) !== plainFile) return ignored("it is not a plain file");
  if (world.platform !== "win32" && (mode & othersBits) !== 0) {
    return ignored(
      `others can read it (mode ${(mode & 0o777).toString(8).padStart(4, "0")}); run: chmod 0600 ${path}`,
    );
  }
  const text = await world.readFile(path);
  return text === null ? ignored("it cannot be read") : { path, text, warning: null };
}

const fileTypeBits = 0o170000;
const plainFile = 0o100000;
const othersBits = 0o077;

export interface Login {
  readonly host: HostAddress;
  readonly database: string;
  readonly user: string;
}

export function findPassword(text: string, login: Login): Secret | null {
  const { host, port } = login.host;
  const hosts = defaultSocketFolders.includes(host) ? [host, "localhost"] : [host];
  const wanted = [hosts, [String(port)], [login.database], [login.user]];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#")) continue;
    const fields = splitFields(line);
    const password = fields[4];
    if (password === undefined) continue;
    const fits = wanted.every(
      (names, index) => fields[index]?.raw === "*" || names.includes(fields[index]?.text ?? ""),
    );
    if (fits) return password.text === "" ? null : new Secret(password.text);
  }
  return null;
}

interface PassField {
  readonly raw: string;
  readonly text: string;
}

/** Cuts at colons; a backslash keeps the character after it from meaning anything. */
function splitFields(line: string): readonly PassField[] {
  const raws = [""];
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === ":") raws.push("");
    else raws.push((raws.pop() ?? "") + (char === "\\" ? char + line.charAt(++at) : char));
  }
  return raws.map((raw) => ({ raw, text: raw.replaceAll(/\\(.)/g, "$1") }));
}

/** The folders that packages of PostgreSQL compile in; a password file calls a socket in them "localhost". */
export const defaultSocketFolders: readonly string[] = [
  "/var/run/postgresql",
  "/run/postgresql",
  "/tmp",
];
