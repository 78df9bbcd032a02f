// The ssl keywords -> TlsSettings, and the combinations that promise more than they could keep.
import { errors } from "../../../core/base/errors.ts";
import { Secret } from "../../../core/base/secret.ts";
import { choices } from "./keywords.ts";
import {
  sslModeFor,
  type ConnectionSettings,
  type HostAddress,
  type SslMode,
  type TlsSettings,
} from "./settings.ts";
import { readPublicRoots, readTlsFiles } from "./tls-files.ts";
import type { Values } from "./values.ts";
import { userFile, type ConnectionWorld } from "./world.ts";

export interface ResolvedTls {
  readonly tls: TlsSettings;
  readonly warnings: readonly string[];
}

/** Reads the certificates, unless no host is to be reached over TLS. */
export async function resolveTls(
  values: Values,
  hosts: readonly HostAddress[],
  sslMode: SslMode | null,
  world: ConnectionWorld,
): Promise<ResolvedTls> {
  const words = {
    negotiation: values.oneOf("sslnegotiation") ?? "postgres",
    passphrase: secretOrNull(values.text("sslpassword")),
    sendsName: values.oneOf("sslsni") !== "0",
    minVersion: values.oneOf("ssl_min_protocol_version") ?? "TLSv1.2",
    maxVersion: values.oneOf("ssl_max_protocol_version") ?? "TLSv1.3",
  } as const;
  const modes = hosts.map((host) => sslModeFor({ sslMode }, host));
  if (modes.every((mode) => mode === "disable")) {
    return { tls: { ...words, roots: null, cert: null, key: null }, warnings: [] };
  }
  const paths = {
    sslrootcert: values.text("sslrootcert"),
    sslcert: values.text("sslcert"),
    sslkey: values.text("sslkey"),
  };
  const files = await readTlsFiles(paths, values.oneOf("sslcertmode") !== "disable", world);
  const roots =
    files.roots ?? (modes.includes("verify-full") ? await readPublicRoots(world) : null);
  const revoked = userFile(world, "sslcrl");
  const warnings =
    roots?.kind === "file" && (await world.fileMode(revoked)) !== null
      ? [`${revoked} is not read: Rowmill does not look for revoked certificates`]
      : [];
  return { tls: { ...words, ...files, roots }, warnings };
}

const secretOrNull = (text: string | null) => (text === null ? null : new Secret(text));

/** Refuses what could not hold: rather an error now than less safety than was asked for. */
export function checkTls(settings: ConnectionSettings): void {
  const { tls, channelBinding } = settings;
  const versionAt = (version: TlsSettings["minVersion"]) =>
    choices.ssl_min_protocol_version.indexOf(version);
  if (versionAt(tls.minVersion) > versionAt(tls.maxVersion)) {
    throw errors.dsnInvalid("ssl_min_protocol_version is above ssl_max_protocol_version");
  }
  for (const host of settings.hosts) {
    const mode = sslModeFor(settings, host);
    if (channelBinding === "require" && mode === "disable") {
      throw errors.dsnInvalid(
        "channel_binding=require needs an encrypted connection; sslmode=disable and Unix sockets have none",
      );
    }
    if (mode === "disable") continue;
    const isWeak = mode === "allow" || mode === "prefer";
    if (tls.negotiation === "direct" && isWeak) {
      throw errors.dsnInvalid(
        `sslnegotiation=direct cannot fall back as sslmode=${mode} may have to; say sslmode=require or stronger`,
      );
    }
    if (
      settings.origins.get("sslrootcert") !== undefined &&
      tls.roots?.kind === "public" &&
      mode !== "verify-full"
    ) {
      throw errors.dsnInvalid(
        `sslrootcert=system with sslmode=${mode} would trust every owner of a public certificate; say sslmode=verify-full`,
      );
    }
    if (mode === "verify-ca" && tls.roots === null) {
      throw errors.dsnInvalid(
        "sslmode=verify-ca needs a root certificate: name it with sslrootcert, or say sslmode=verify-full",
      );
    }
  }
}
