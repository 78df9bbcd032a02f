// Where and how to connect, all decided: what resolve.ts makes and open.ts follows.
import type { Secret } from "../../../core/base/secret.ts";

export interface HostAddress {
  /** A name, an IP address, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  /** libpq's hostaddr: connect there, but verify the certificate against `host`. */
  readonly address: string | null;
}

export type SslMode = "disable" | "allow" | "prefer" | "require" | "verify-ca" | "verify-full";

export type SessionAttrs =
  "any" | "read-write" | "read-only" | "primary" | "standby" | "prefer-standby";

/** Whom to trust: the public authorities (and the system's own), or the ones in a file. */
export type TrustedRoots =
  | { readonly kind: "public"; readonly added: readonly string[] }
  | { readonly kind: "file"; readonly path: string; readonly pem: string };

export interface TlsSettings {
  readonly negotiation: "postgres" | "direct";
  /** null: no root certificate is at hand, so nothing is verified but what verify-full demands. */
  readonly roots: TrustedRoots | null;
  readonly cert: string | null;
  readonly key: Secret | null;
  readonly passphrase: Secret | null;
  readonly sendsName: boolean;
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
}

export type TlsVersion = "TLSv1" | "TLSv1.1" | "TLSv1.2" | "TLSv1.3";

/** The client's half; a server watches its own through tcp_keepalives_* and tcp_user_timeout. */
export interface KeepaliveSettings {
  readonly isEnabled: boolean;
  readonly idleMs: number | null;
  readonly intervalMs: number | null;
  readonly count: number | null;
  readonly userTimeoutMs: number | null;
}

/** A method the server may ask for, as require_auth names it. */
export type AuthMethod = "password" | "md5" | "scram-sha-256" | "none";

export interface ConnectionSettings {
  readonly hosts: readonly [HostAddress, ...HostAddress[]];
  readonly user: string;
  readonly database: string;
  /** Stated for all hosts; a password file may know one for each host: ask `passwordFor`. */
  readonly password: Secret | null;
  passwordFor(host: HostAddress): Secret | null;
  /** What was asked for, or null: then each host has its own default, see `sslModeFor`. */
  readonly sslMode: SslMode | null;
  readonly tls: TlsSettings;
  readonly channelBinding: "disable" | "prefer" | "require";
  /** null: any method will do. */
  readonly authMethods: ReadonlySet<AuthMethod> | null;
  readonly targetSessionAttrs: SessionAttrs;
  readonly loadBalanceHosts: "disable" | "random";
  /** For each address tried; null waits for ever. */
  readonly connectTimeoutMs: number | null;
  readonly keepalives: KeepaliveSettings;
  /** Null leaves the choice to the caller of openClient. */
  readonly applicationName: string | null;
  /** Server settings in the form of command line options, as in libpq; "" for none. */
  readonly options: string;
  /** Server settings that libpq takes from the environment alone: PGDATESTYLE, PGTZ, PGGEQO. */
  readonly startup: Readonly<Record<string, string>>;
  /** Keyword -> who said so: "connection string", "service orders in FILE", "PGHOST". Defaults are not in it. */
  readonly origins: ReadonlyMap<string, string>;
  /** What the user should know and nothing failed over, such as a password file others can read. */
  readonly warnings: readonly string[];
}

/**
 * The mode in force for one host. When nothing is said, a server on another machine must prove who it is;
 * on this machine encryption is used where the server offers it, as libpq does.
 */
export function sslModeFor(
  settings: Pick<ConnectionSettings, "sslMode">,
  host: HostAddress,
): SslMode {
  if (isSocketFolder(host.host) && host.address === null) return "disable";
  return settings.sslMode ?? (isLoopback(host.address ?? host.host) ? "prefer" : "verify-full");
}

export const isSocketFolder = (host: string): boolean => host.startsWith("/");

export const isLoopback = (host: string): boolean =>
  /^(localhost\.?|127(\.\d{1,3}){3}|::1|(0{1,4}:){7}0{0,3}1|::ffff:127(\.\d{1,3}){3})$/i.test(host);

/** "host:port", "[::1]:5432" or "/run/postgresql:5432". */
export function addressText(host: HostAddress): string {
  return host.host.includes(":") ? `[${host.host}]:${host.port}` : `${host.host}:${host.port}`;
}

/** "user@host:port/database", never a password. */
export function describeConnection(settings: ConnectionSettings): string {
  return `${settings.user}@${settings.hosts.map(addressText).join(",")}/${settings.database}`;
}
