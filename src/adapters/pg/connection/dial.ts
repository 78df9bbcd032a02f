// From an address to a socket that is ready for the startup packet: TCP or Unix socket, then TLS where asked
// for. The driver could do this too, but not with libpq's fallbacks, nor would it say which step failed.
import { once } from "node:events";
import { connect as connectSocket, type Socket } from "node:net";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import { errors } from "../../../core/base/errors.ts";
import { IngestError } from "../../../core/base/ingest-error.ts";
import { transportReason } from "../sqlstate.ts";
import {
  addressText,
  isSocketFolder,
  type ConnectionSettings,
  type HostAddress,
} from "./settings.ts";
import { tlsOptions } from "./tls-options.ts";

/** One place to try: a host, and one of the IP addresses its name stands for. */
export interface Route {
  readonly host: HostAddress;
  /** IP address; the folder of a Unix socket. */
  readonly address: string;
}

/** "tls-or-plain" goes on in plain text when the server has no TLS at all. */
export type Encryption = "plain" | "tls" | "tls-or-plain";

export interface Dialed {
  readonly socket: Socket;
  readonly isEncrypted: boolean;
}

/** Rejects with cannot-connect or tls-refused, and with the signal's reason when it aborts; then nothing is left open. */
export async function dial(
  settings: ConnectionSettings,
  route: Route,
  encryption: Encryption,
  signal: AbortSignal,
): Promise<Dialed> {
  signal.throwIfAborted();
  const { port } = route.host;
  const socket = isSocketFolder(route.address)
    ? connectSocket({ path: `${route.address}/.s.PGSQL.${port}` })
    : connectSocket({ host: route.address, port });
  const stop = () => void socket.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await connected(socket, route, signal);
    if (encryption === "plain") return { socket, isEncrypted: false };
    if (settings.tls.negotiation === "postgres" && !(await offersTls(socket, route, signal))) {
      if (encryption === "tls-or-plain") return { socket, isEncrypted: false };
      throw errors.tlsRefused(addressText(route.host), "the server does not offer encryption");
    }
    return {
      socket: await encrypted(socket, route, tlsOptions(settings, route.host), signal),
      isEncrypted: true,
    };
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function connected(socket: Socket, route: Route, signal: AbortSignal): Promise<void> {
  try {
    await once(socket, "connect", { signal });
  } catch (error) {
    throw lost(route, error, signal);
  }
}

const tlsRequest = Uint8Array.of(0, 0, 0, 8, 4, 210, 22, 47);

/** Asks whether the server will speak TLS; its answer is one byte. */
async function offersTls(socket: Socket, route: Route, signal: AbortSignal): Promise<boolean> {
  socket.write(tlsRequest);
  const answer = await firstBytes(socket, route, signal);
  // More than the one byte was slipped in by someone else before the encryption (CVE-2021-23222).
  if (answer.length === 1 && answer[0] === "S".charCodeAt(0)) return true;
  if (answer.length === 1 && answer[0] === "N".charCodeAt(0)) return false;
  throw errors.cannotConnect(
    addressText(route.host),
    "what listens there does not answer like a PostgreSQL server, or is too busy to",
  );
}

async function firstBytes(socket: Socket, route: Route, signal: AbortSignal): Promise<Uint8Array> {
  const closed = new AbortController();
  const onClose = () => closed.abort(new Error("the server closed it when asked for encryption"));
  socket.once("close", onClose);
  try {
    const values: readonly unknown[] = await once(socket, "data", {
      signal: AbortSignal.any([signal, closed.signal]),
    });
    const [bytes] = values;
    return bytes instanceof Uint8Array ? bytes : new Uint8Array();
  } catch (error) {
    throw lost(route, closed.signal.aborted ? closed.signal.reason : error, signal);
  } finally {
    socket.off("close", onClose);
  }
}

async function encrypted(
  socket: Socket,
  route: Route,
  options: ConnectionOptions,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const address = addressText(route.host);
  try {
    const secure = connectTls({ ...options, socket });
    await once(secure, "secureConnect", { signal });
    if (options.ALPNProtocols !== undefined && secure.alpnProtocol !== "postgresql") {
      throw errors.tlsRefused(
        address,
        "the server did not agree to speak PostgreSQL directly over TLS (sslnegotiation=direct needs version 17)",
      );
    }
    return secure;
  } catch (error) {
    if (signal.aborted || error instanceof IngestError) throw lost(route, error, signal);
    throw errors.tlsRefused(address, error instanceof Error ? tlsReason(error) : String(error));
  }
}

/** OpenSSL's own words come with file names and numbers; the codes that matter get plain ones. */
function tlsReason(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return tlsReasons[code] ?? error.message;
}

const tlsReasons: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "the server's certificate is signed by itself, not by a trusted root",
  ECONNRESET: "the server ended the connection during the TLS handshake",
  SELF_SIGNED_CERT_IN_CHAIN: "the root of the server's certificate is not among the trusted ones",
  UNABLE_TO_GET_ISSUER_CERT:
    "the issuer of the server's certificate is not among the trusted roots",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "the issuer of the server's certificate is not among the trusted roots",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "the issuer of the server's certificate is not among the trusted roots",
};

/** The abort's own reason when it was an abort, else cannot-connect. */
function lost(route: Route, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof IngestError) return error;
  const reason = error instanceof Error ? transportReason(error) : String(error);
  return errors.cannotConnect(addressText(route.host), reason, error);
}
