// One session on one address: socket, encryption with sslmode's fallbacks, login, and whether the server is of
// the kind asked for. The time limit covers all of it.
import type { Client } from "pg";
import { errors } from "../../../core/base/errors.ts";
import { IngestError } from "../../../core/base/ingest-error.ts";
import type { Logger } from "../../../core/base/log.ts";
import { toIngestError } from "../sqlstate.ts";
import { guardAuthentication } from "./authentication.ts";
import { dial, type Encryption, type Route } from "./dial.ts";
import { LoginClient } from "./login-client.ts";
import { loginError } from "./login-error.ts";
import { checkSuitable, sessionFacts, type WantedSession } from "./session-facts.ts";
import { addressText, sslModeFor, type ConnectionSettings, type SslMode } from "./settings.ts";

export interface RouteSession {
  readonly client: Client;
  /** As server_version_num gives it: 180004 for 18.4. */
  readonly serverVersion: number;
  readonly isEncrypted: boolean;
  /** In recovery: a standby, which takes no load. */
  readonly isStandby: boolean;
  /** What a cancel request must name. */
  readonly backend: BackendKey;
}

export interface BackendKey {
  readonly processId: number;
  readonly secretKey: number;
}

export interface OpenOptions {
  /** Used where the settings name none. */
  readonly applicationName: string;
  readonly log: Logger;
  /** The session is dead: called once at most, and only for a client that was handed out. */
  readonly onError: (error: IngestError) => void;
}

interface RouteOptions extends OpenOptions {
  readonly wanted: WantedSession;
}

/** Rejects with an IngestError, or with the signal's reason when it aborts. Nothing is left open then. */
export async function openRoute(
  settings: ConnectionSettings,
  route: Route,
  options: RouteOptions,
  signal: AbortSignal,
): Promise<RouteSession> {
  const { connectTimeoutMs } = settings;
  const deadline = connectTimeoutMs === null ? null : AbortSignal.timeout(connectTimeoutMs);
  const limit = deadline === null ? signal : AbortSignal.any([signal, deadline]);
  try {
    return await openEncrypted(settings, route, options, limit);
  } catch (error) {
    signal.throwIfAborted();
    if (deadline?.aborted !== true) throw error;
    throw errors.cannotConnect(
      addressText(route.host),
      `no session within ${(connectTimeoutMs ?? 0) / 1000} s`,
      error,
    );
  }
}

const encryptions: Readonly<Record<SslMode, readonly [Encryption, Encryption?]>> = {
  disable: ["plain"],
  allow: ["plain", "tls"],
  prefer: ["tls-or-plain", "plain"],
  require: ["tls"],
  "verify-ca": ["tls"],
  "verify-full": ["tls"],
};

/** `allow` and `prefer` try the other way when this one is not let in; a wrong password is not sent twice. */
async function openEncrypted(
  settings: ConnectionSettings,
  route: Route,
  options: RouteOptions,
  signal: AbortSignal,
): Promise<RouteSession> {
  const mode = sslModeFor(settings, route.host);
  // Plain text could never bind the channel: there is nothing to fall back to.
  const [first, second]: (typeof encryptions)[SslMode] =
    settings.channelBinding === "require" ? ["tls"] : encryptions[mode];
  let wasEncrypted = false;
  const onDialed = (isEncrypted: boolean) => (wasEncrypted = isEncrypted);
  try {
    return await openSession(settings, { route, encryption: first, onDialed }, options, signal);
  } catch (error) {
    if (second === undefined || signal.aborted || !(error instanceof IngestError)) throw error;
    const isForbidden = error.code === "tls-required" || error.code === "access-forbidden";
    const mayDo =
      error.code === "tls-refused" || (isForbidden && wasEncrypted === (first !== "plain"));
    if (!mayDo) throw error;
    options.log.warn("trying the other way", {
      host: addressText(route.host),
      sslmode: mode,
      encryption: second,
      reason: error.message,
    });
    return openSession(settings, { route, encryption: second, onDialed }, options, signal).catch(
      (later: unknown) => {
        // When the way back is closed for being the wrong way, the first refusal is the one to mend.
        const isWrongWay =
          later instanceof IngestError && ["tls-refused", "tls-required"].includes(later.code);
        throw isWrongWay ? error : later;
      },
    );
  }
}

interface Way {
  readonly route: Route;
  readonly encryption: Encryption;
  readonly onDialed: (isEncrypted: boolean) => void;
}

async function openSession(
  settings: ConnectionSettings,
  way: Way,
  options: RouteOptions,
  signal: AbortSignal,
): Promise<RouteSession> {
  const { route } = way;
  const { socket, isEncrypted } = await dial(settings, route, way.encryption, signal);
  way.onDialed(isEncrypted);
  const { keepalives } = settings;
  if (keepalives.isEnabled) socket.setKeepAlive(true, keepalives.idleMs ?? 0);
  const client = new LoginClient(socket, {
    user: settings.user,
    database: settings.database,
    password: () => passwordOrThrow(settings, route),
    bindsChannel: isEncrypted && settings.channelBinding !== "disable",
    startup: startupOf(settings, options.applicationName),
  });
  let isHandedOut = false;
  client.on("error", (error) => {
    if (isHandedOut) options.onError(toIngestError(error));
    isHandedOut = false;
  });
  const backend = backendKeyOf(client);
  const guard = guardAuthentication(client.connection, settings, addressText(route.host));
  const stop = () => void socket.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await client.connect();
    if (guard.refusal !== null) throw guard.refusal;
    const facts = await sessionFacts(client);
    checkSuitable(facts, options.wanted, route);
    signal.throwIfAborted();
    options.log.debug("session open", {
      host: addressText(route.host),
      isEncrypted,
      serverVersion: facts.serverVersion,
    });
    isHandedOut = true;
    return {
      client,
      isEncrypted,
      backend: backend(),
      serverVersion: facts.serverVersion,
      isStandby: facts.isStandby,
    };
  } catch (error) {
    socket.destroy();
    throw signal.aborted ? signal.reason : loginError(error, settings, { ...way, isEncrypted });
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function passwordOrThrow(settings: ConnectionSettings, { host }: Route): string {
  const password = settings.passwordFor(host);
  if (password === null) throw errors.passwordMissing(settings.user, addressText(host));
  return password.reveal();
}

function startupOf(
  settings: ConnectionSettings,
  applicationName: string,
): Readonly<Record<string, string>> {
  return {
    application_name: settings.applicationName ?? applicationName,
    ...(settings.options === "" ? {} : { options: settings.options }),
    ...settings.startup,
  };
}

/** The driver keeps the key to itself, and a cancel request needs it. */
function backendKeyOf(client: Client): () => BackendKey {
  let key: BackendKey = { processId: 0, secretKey: 0 };
  client.connection.on("backendKeyData", (message: unknown) => {
    if (isKeyMessage(message)) key = { processId: message.processID, secretKey: message.secretKey };
  });
  return () => key;
}

function isKeyMessage(message: unknown): message is { processID: number; secretKey: number } {
  return (
    typeof message === "object" &&
    message !== null &&
    "processID" in message &&
    typeof message.processID === "number" &&
    "secretKey" in message &&
    typeof message.secretKey === "number"
  );
}
