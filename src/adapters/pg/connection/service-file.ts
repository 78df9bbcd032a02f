// pg_service.conf: named sets of connection keywords. Read as libpq reads it: the user's file first, then the
// system's; the first section of the name counts, and in it the first mention of a keyword.
import { errors } from "../../../core/base/errors.ts";
import { userFile, type ConnectionWorld } from "./world.ts";

export interface Service {
  readonly file: string;
  readonly values: ReadonlyMap<string, string>;
}

/** Rejects with service-unknown when no file knows it, and with dsn-invalid when its section is not valid. */
export async function readService(
  name: string,
  statedFile: string | null,
  world: ConnectionWorld,
): Promise<Service> {
  const files = [statedFile ?? userFile(world, "servicefile"), ...systemFiles(world)];
  for (const file of files) {
    const text = await world.readFile(file);
    if (text === null && file === statedFile)
      throw errors.dsnInvalid(`the service file ${file} cannot be read`);
    const values = text === null ? null : findService(text, name, file);
    if (values !== null) return { file, values };
  }
  throw errors.serviceUnknown(name, files);
}

/** Where the common packages of PostgreSQL look; without PGSYSCONFDIR libpq knows only its own package's place. */
function systemFiles(world: ConnectionWorld): readonly string[] {
  const stated = world.env["PGSYSCONFDIR"];
  if (stated !== undefined && stated !== "") return [`${stated}/pg_service.conf`];
  if (world.platform === "win32") return [];
  return ["/etc/postgresql-common", "/etc/sysconfig/pgsql", "/usr/local/pgsql/etc"].map(
    (folder) => `${folder}/pg_service.conf`,
  );
}

function findService(text: string, name: string, file: string): ReadonlyMap<string, string> | null {
  const lines = text.split("\n").map((line) => line.trim());
  const start = lines.indexOf(`[${name}]`);
  if (start < 0) return null;
  const values = new Map<string, string>();
  for (const [offset, line] of lines.slice(start + 1).entries()) {
    if (line.startsWith("[")) break;
    if (line === "" || line.startsWith("#")) continue;
    const where = `line ${start + 2 + offset} of ${file}`;
    if (/^ldaps?:/i.test(line))
      throw errors.dsnInvalid(`${where} looks the service up with LDAP, which Rowmill cannot do`);
    const [key = "", ...value] = line.split("=");
    if (value.length === 0) throw errors.dsnInvalid(`${where} has no "="`);
    if (/\s/.test(key)) throw errors.dsnInvalid(`${where} has a space before its "="`);
    if (key === "service" || key === "servicefile")
      throw errors.dsnInvalid(`${where} names another service: one cannot refer to the next`);
    if (!values.has(key)) values.set(key, value.join("="));
  }
  return values;
}
