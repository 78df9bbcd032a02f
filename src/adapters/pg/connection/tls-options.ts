// sslmode's meaning in the terms of Node's TLS: what is verified, against whom, with which name.
import { isIP } from "node:net";
import { checkServerIdentity, rootCertificates, type ConnectionOptions } from "node:tls";
import {
  sslModeFor,
  type ConnectionSettings,
  type HostAddress,
  type TrustedRoots,
} from "./settings.ts";

/**
 * `require` encrypts without verifying, unless a file of root certificates is given: then it is verify-ca. Chain
 * only for verify-ca, chain and name for verify-full.
 */
export function tlsOptions(
  settings: Pick<ConnectionSettings, "sslMode" | "tls">,
  host: HostAddress,
): ConnectionOptions {
  const { tls } = settings;
  const verifiesName = sslModeFor(settings, host) === "verify-full";
  const verifiesChain = verifiesName || tls.roots?.kind === "file";
  return {
    host: host.host,
    ...(tls.sendsName && isIP(host.host) === 0 ? { servername: host.host } : {}),
    rejectUnauthorized: verifiesChain,
    // Not Node's default: with sslsni=0 it would compare the certificate with no name at all.
    checkServerIdentity: (_name, cert) =>
      verifiesName ? checkServerIdentity(host.host, cert) : undefined,
    ca: verifiesChain && tls.roots !== null ? trusted(tls.roots) : undefined,
    cert: tls.cert ?? undefined,
    key: tls.key?.reveal(),
    passphrase: tls.passphrase?.reveal(),
    minVersion: tls.minVersion,
    maxVersion: tls.maxVersion,
    ...(tls.negotiation === "direct" ? { ALPNProtocols: ["postgresql"] } : {}),
  };
}

const trusted = (roots: TrustedRoots): string[] =>
  roots.kind === "file" ? [roots.pem] : [...rootCertificates, ...roots.added];
