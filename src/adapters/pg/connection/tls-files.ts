// Certificates and keys: which files count, read once when the connection is resolved.
import { errors } from "../../../core/base/errors.ts";
import { Secret } from "../../../core/base/secret.ts";
import type { TlsSettings, TrustedRoots } from "./settings.ts";
import { userFile, type ConnectionWorld } from "./world.ts";

/** The stated paths; null where nothing is said and the user's own folder is looked into. */
export interface TlsPaths {
  readonly sslrootcert: string | null;
  readonly sslcert: string | null;
  readonly sslkey: string | null;
}

export type TlsFiles = Pick<TlsSettings, "roots" | "cert" | "key">;

/** A stated file that is missing is refused, where libpq would go on without verifying. */
export async function readTlsFiles(
  paths: TlsPaths,
  sendsCert: boolean,
  world: ConnectionWorld,
): Promise<TlsFiles> {
  const roots = await readRoots(paths.sslrootcert, world);
  const cert = sendsCert ? await readStated("sslcert", paths.sslcert, world) : null;
  if (cert === null) return { roots, cert: null, key: null };
  const keyPath = paths.sslkey ?? userFile(world, "sslkey");
  const mode = await world.fileMode(keyPath);
  // As libpq: the key is for its owner alone, or of root and readable by a group.
  if (world.platform !== "win32" && mode !== null && (mode & 0o037) !== 0) {
    throw errors.dsnInvalid(
      `others can read the private key ${keyPath}; run: chmod 0600 ${keyPath}`,
    );
  }
  const key = await world.readFile(keyPath);
  if (key === null)
    throw errors.dsnInvalid(
      `the client certificate has no private key: ${keyPath} (sslkey) cannot be read`,
    );
  return { roots, cert, key: new Secret(key) };
}

async function readStated(
  name: "sslrootcert" | "sslcert",
  stated: string | null,
  world: ConnectionWorld,
): Promise<string | null> {
  const text = await world.readFile(stated ?? userFile(world, name));
  if (text === null && stated !== null)
    throw errors.dsnInvalid(`the file ${stated} (${name}) cannot be read`);
  return text;
}

async function readRoots(
  stated: string | null,
  world: ConnectionWorld,
): Promise<TrustedRoots | null> {
  if (stated === "system") return readPublicRoots(world);
  const pem = await readStated("sslrootcert", stated, world);
  return pem === null
    ? null
    : { kind: "file", path: stated ?? userFile(world, "sslrootcert"), pem };
}

/** Node brings the public authorities along; a company's own are in the system's bundle. */
export async function readPublicRoots(world: ConnectionWorld): Promise<TrustedRoots> {
  const { SSL_CERT_FILE: opensslFile, NODE_EXTRA_CA_CERTS: nodeFile } = world.env;
  const bundles = opensslFile === undefined || opensslFile === "" ? systemBundles : [opensslFile];
  const found = await Promise.all(
    [...bundles, ...(nodeFile === undefined ? [] : [nodeFile])].map((path) => world.readFile(path)),
  );
  return { kind: "public", added: found.filter((pem) => pem !== null) };
}

const systemBundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/cert.pem",
];
