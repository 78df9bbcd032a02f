// host, hostaddr and port, each a list -> the addresses to try in order.
import { isIP } from "node:net";
import { errors } from "../../../core/base/errors.ts";
import { defaultSocketFolders } from "./pass-file.ts";
import { isSocketFolder, type HostAddress } from "./settings.ts";
import type { Values } from "./values.ts";
import type { ConnectionWorld } from "./world.ts";

/** Rejects with dsn-invalid when the lists do not fit together. */
export async function resolveHosts(
  values: Values,
  world: ConnectionWorld,
): Promise<readonly [HostAddress, ...HostAddress[]]> {
  const hosts = values.list("host");
  const addresses = values.list("hostaddr");
  const ports = values.list("port") ?? [""];
  const count = (addresses ?? hosts ?? [""]).length;
  if (hosts !== null && hosts.length !== count)
    throw mismatch(hosts.length, "host", count, "hostaddr");
  if (ports.length !== 1 && ports.length !== count)
    throw mismatch(ports.length, "port", count, hosts === null ? "hostaddr" : "host");

  const hostAt = async (index: number): Promise<HostAddress> => {
    const port = portOf(ports[ports.length === 1 ? 0 : index] ?? "");
    const address = emptyToNull(addresses?.[index]);
    const host = emptyToNull(hosts?.[index]) ?? address ?? (await defaultHost(port, world));
    checkHost(host, address, world);
    return { host, port, address };
  };
  const rest = Array.from({ length: count - 1 }, (_, index) => hostAt(index + 1));
  return [await hostAt(0), ...(await Promise.all(rest))];
}

const emptyToNull = (text: string | undefined) => (text === undefined || text === "" ? null : text);

const mismatch = (many: number, of: string, count: number, what: string) =>
  errors.dsnInvalid(
    `it has ${many} entries in ${of} and ${count} in ${what}; give as many of each, or one port for all`,
  );

/** A wrong port is not repeated: it may be the end of a password with a "/" in it. */
function portOf(text: string): number {
  if (text.trim() === "") return 5432;
  const port = Number(text);
  if (/^\s*\+?\d+\s*$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw errors.dsnInvalid(
    'a port must be a number from 1 to 65535; in a URI, "/" in a password is written %2F',
  );
}

function checkHost(host: string, address: string | null, world: ConnectionWorld): void {
  if (address !== null && isIP(address) === 0)
    throw errors.dsnInvalid("hostaddr must be an IP address; a name goes into host");
  if (host.startsWith("@"))
    throw errors.dsnInvalid(
      "an abstract socket (host beginning with @) is not supported; use a folder or a name",
    );
  if (isSocketFolder(host) && world.platform === "win32") {
    throw errors.dsnInvalid("Unix sockets are not supported on Windows; use host=localhost");
  }
}

/**
 * Nothing named: the Unix socket if the server has one in a usual folder, else this machine over TCP. libpq
 * knows only the folder it was compiled with.
 */
async function defaultHost(port: number, world: ConnectionWorld): Promise<string> {
  if (world.platform === "win32") return "localhost";
  for (const folder of defaultSocketFolders) {
    if ((await world.fileMode(`${folder}/.s.PGSQL.${port}`)) !== null) return folder;
  }
  return "localhost";
}
